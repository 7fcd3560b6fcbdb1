"""Things of the sky: sun, moon, stars, aurora, rainbow, clouds, planets. Their height 1 is the sky's."""

import math

import cv2
import numpy as np

from wanstudio.painting.procedural.drawing import brush
from wanstudio.painting.procedural.drawing.colour import RGB, darken, ink, lighten, mix, turn
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import oval, petals, poly, star
from wanstudio.painting.procedural.drawing.texture import waver
from wanstudio.painting.procedural.things.registry import Look, thing


@thing("sun", realm="sky", tall=0.16, wide=1.0, size=3.0, palette="ffe9a8 ffd873 fff0c4")
def sun(pen: Pen, look: Look) -> None:
    """A disc with a wide halo and faint rays."""
    warm = look.colour
    pen.glow(0, -0.5, 3.2, mix(warm, (255, 200, 120), 0.4), 0.55)
    for k in range(14):
        angle = k * math.pi / 7 + 0.2
        reach = 0.95 + 0.35 * (k % 2)
        tip = (math.cos(angle) * reach, math.sin(angle) * reach - 0.5)
        side = (math.cos(angle + 0.12) * 0.56, math.sin(angle + 0.12) * 0.56 - 0.5)
        other = (math.cos(angle - 0.12) * 0.56, math.sin(angle - 0.12) * 0.56 - 0.5)
        pen.fill(poly(side, tip, other), lighten(warm, 0.3), alpha=0.13, soft=0.06, shine=True)
    pen.glow(0, -0.5, 1.1, lighten(warm, 0.4), 0.8)
    pen.fill(oval(0, -0.5, 0.5), lighten(warm, 0.55), to=warm, soft=0.015, shine=True)


@thing("moon", realm="sky", tall=0.17, wide=1.0, size=3.0, palette="f4eed8 fbf4dc e9e6e0")
def moon(pen: Pen, look: Look) -> None:
    """A full disc with seas, or a crescent."""
    pale = lighten(look.colour, 0.2)
    pen.glow(0, -0.5, 2.6, mix(pale, (150, 180, 255), 0.5), 0.5)
    pen.glow(0, -0.5, 1.0, pale, 0.6)
    if look.pose == "crescent":
        outer = oval(0, -0.5, 0.5)[8:49]
        inner = oval(0.2, -0.56, 0.43)[6:51][::-1]
        pen.fill(np.concatenate([outer, inner]), pale, shine=True, soft=0.008)
        return
    pen.fill(oval(0, -0.5, 0.5), pale, volume=0.35, grain=0.35, cell=0.3, soft=0.008, shine=True)
    rng = pen.rng
    for x, y, r in ((-0.16, -0.62, 0.15), (0.12, -0.68, 0.1), (0.17, -0.42, 0.13), (-0.12, -0.34, 0.09)):
        pen.fill(
            petals(x, y, r, 5, 0.3, float(rng.uniform(0, 6))),
            darken(pale, 0.16),
            alpha=0.5,
            soft=0.03,
            shine=True,
        )


@thing("stars", realm="sky", tall=1.0, wide=1.0, size=9.0, palette="fff6dc")
def stars(pen: Pen, look: Look) -> None:
    """A sky full of stars with a band of milk across it."""
    rng, wide = pen.rng, look.wide
    lean = float(rng.uniform(-0.5, 0.5))
    for _ in range(26):
        t = float(rng.uniform(-0.6, 0.6))
        across = float(rng.normal(0, 0.07))
        pen.glow(t * wide, -0.55 + t * lean + across, float(rng.uniform(0.1, 0.3)), (110, 120, 190), 0.16)
    count = int(320 * max(1.0, wide))
    xs = rng.uniform(-wide / 2, wide / 2, count)
    ys = rng.uniform(-1, -0.05, count)
    for x, y, size in zip(xs.tolist(), ys.tolist(), (rng.pareto(2.6, count) * 0.0012).tolist(), strict=True):
        pen.dot(
            x,
            y,
            min(0.0045, 0.0009 + size),
            mix((255, 250, 240), (180, 200, 255), float(rng.random())),
            shine=True,
        )
    for _ in range(int(9 * wide) + 4):
        x, y = float(rng.uniform(-wide / 2, wide / 2)), float(rng.uniform(-0.97, -0.25))
        size = float(rng.uniform(0.008, 0.019))
        pen.glow(x, y, size * 4, (200, 215, 255), 0.6)
        pen.fill(star(x, y, size, 4, 0.14), (255, 252, 240), shine=True)


@thing("aurora", realm="sky", tall=1.0, wide=1.0, size=9.0, palette="4df0a8 3ce6c0 62f58c 50d8e8")
def aurora(pen: Pen, look: Look) -> None:
    """Curtains of light, drawn column by column."""
    rng = pen.rng
    height, width = int(pen.scale), int(look.wide * pen.scale)
    rows, columns = max(24, height // 4), max(24, width // 4)
    light = np.zeros((rows, columns, 3), np.float32)
    low = look.colour
    high = turn(low, float(rng.uniform(70, 150)))
    for curtain in range(int(rng.integers(2, 4))):
        base = rows * float(rng.uniform(0.5, 0.86)) + waver(rng, columns, columns * 0.5, 3) * rows * 0.1
        reach = rows * float(rng.uniform(0.4, 0.7)) * (1 + 0.22 * waver(rng, columns, columns * 0.12, 4))
        power = np.clip(0.75 + 0.3 * waver(rng, columns, columns * 0.05, 5), 0.1, 1.5) * (
            1.0 if curtain == 0 else 0.6
        )
        up = (base[None] - np.arange(rows, dtype=np.float32)[:, None]) / np.maximum(reach, 4)[None]
        rise = (
            np.where(up >= 0, np.exp(-2.1 * np.maximum(up, 0)), np.exp(np.minimum(up, 0) * 16)) * power[None]
        )
        share = np.clip(up * 1.25, 0, 1)[..., None]
        light += rise[..., None] * (np.array(low) * (1 - share) + np.array(high) * share)
    left, top = int(pen.x - width / 2), max(0, int(pen.y - height))
    view = pen.pixels[top : int(pen.y), max(0, left) : max(0, left) + width]
    soft = cv2.GaussianBlur(light, (0, 0), 1.2)
    wide_glow = cv2.GaussianBlur(light, (0, 0), max(2.0, columns / 22))
    fade = np.linspace(1, 0.75, rows, dtype=np.float32)[:, None, None]
    brush.screen(view, np.asarray((soft * 0.66 + wide_glow * 0.36) * fade, np.float32))


@thing("rainbow", realm="sky", tall=1.0, wide=1.0, size=9.0, palette="ff6050")
def rainbow(pen: Pen, look: Look) -> None:
    """One great soft bow, and a faint second one."""
    bands = ("e8483c", "f58a3a", "f7d548", "5cc25a", "3f8fd8", "5a58c0", "8a4cae")
    reach = min(0.84, look.wide * 0.46)
    shift = float(pen.rng.uniform(-0.08, 0.08)) * look.wide
    for bow, power in ((1.0, 0.62), (1.2, 0.16)):
        order = bands if bow == 1.0 else bands[::-1]
        for k, code in enumerate(order):
            outer = reach * bow * (1 - 0.024 * k)
            _bow(pen, shift, outer, outer * 0.972, ink(code), power)


def _bow(pen: Pen, x: float, outer: float, inner: float, colour: RGB, power: float) -> None:
    angles = np.linspace(math.pi, 2 * math.pi, 70)
    arc = np.stack([np.cos(angles), np.sin(angles)], 1)
    band = np.add(np.concatenate([arc * outer, arc[::-1] * inner]), (x, 0.04))
    pen.fill(band, lighten(colour, 0.12), alpha=power * 0.9, soft=0.007, shine=True)


@thing("cloud", realm="air", tall=0.2, wide=2.0, size=6.0, palette="ffffff fbf6f2")
def cloud(pen: Pen, look: Look) -> None:
    """A heap of soft balls, flat below."""
    rng = pen.rng
    body = lighten(look.colour, 0.25)
    under = mix(body, pen.light.shade, 0.26)
    heaps = [(float(x), float(rng.uniform(0.2, 0.34) * (1.25 - abs(x)))) for x in np.linspace(-0.8, 0.8, 9)]
    pen.fill(oval(0, -0.16, 0.96, 0.13), under, soft=0.05, alpha=0.9)
    for layer, colour in ((0.0, mix(under, body, 0.3)), (0.1, mix(under, body, 0.7)), (0.2, body)):
        for x, r in heaps:
            y = -r * 1.1 - layer * 1.2 - 0.1
            outline = petals(x + float(rng.normal(0, 0.03)), y, r * (1.2 - layer * 1.6), 7, 0.12, x * 9)
            pen.fill(outline, colour, volume=0.35, soft=0.035, alpha=0.9)


@thing("planet", realm="air", tall=0.34, wide=1.7, size=6.0, palette="d8a66a 8ab0d8 c87868 9a86c8 d8c08a")
def planet(pen: Pen, look: Look) -> None:
    """A banded ball with a ring."""
    body = look.colour
    pen.glow(0, -0.5, 0.9, lighten(body, 0.3), 0.35)
    ring = [
        np.concatenate([oval(0, -0.5, 0.84, 0.2, -0.3), oval(0, -0.5, r, r * 0.22, -0.3)[::-1]])
        for r in (0.58,)
    ]
    pen.fill(ring[0], lighten(body, 0.35), alpha=0.75, grain=0.5, cell=0.1, stretch=6, shine=True)
    pen.fill(oval(0, -0.5, 0.46), body, volume=1.3, grain=0.9, cell=0.16, stretch=5, shine=True)
    dusk = pen.light.toward[0] * pen.side
    night = oval(0, -0.5, 0.46)[(14 if dusk > 0 else 42) : (43 if dusk > 0 else 56)]
    pen.fill(night, ink("060414"), alpha=0.35, soft=0.08, shine=True)
    front = np.concatenate(
        [oval(0, -0.5, 0.84, 0.2, -0.3)[0:29], oval(0, -0.5, 0.58, 0.13, -0.3)[0:29][::-1]]
    )
    pen.fill(front, lighten(body, 0.45), alpha=0.85, grain=0.5, cell=0.1, stretch=6, shine=True)


@thing("mountain", realm="far", tall=0.5, wide=1.0, size=9.0, palette="6a7690 7a7486 5f7484 86787c")
def mountain(pen: Pen, look: Look) -> None:
    """Ridge behind ridge across the whole picture, snow on the highest."""
    rng, wide = pen.rng, look.wide
    peak = float(rng.uniform(-0.3, 0.3)) * wide
    for layer, (high, far) in enumerate(((1.0, 0.85), (0.62, 0.6), (0.36, 0.38))):
        count = 160
        xs = np.linspace(-wide / 2 - 0.02, wide / 2 + 0.02, count)
        cone = np.maximum(0, 1 - np.abs(xs - peak * (1 - layer)) / (0.5 * wide + 0.3)) if layer == 0 else 0.65
        rough = waver(rng, count, 34 - 8 * layer, 5) * 0.17
        rise = 0.34 + 0.62 * cone + rough
        ridge = -np.maximum(rise * high / max(1.0, float(np.max(rise))), 0.05)
        outline = np.concatenate(
            [np.stack([xs, ridge], 1), poly((wide / 2 + 0.02, 0.16), (-wide / 2 - 0.02, 0.16))]
        )
        inner = Pen(pen.pixels, pen.light, rng, pen.x, pen.y, pen.scale, depth=far)
        base = mix(look.colour, (70, 100, 80), 0.14 * layer)
        inner.fill(outline, base, to=mix(base, pen.light.haze, 0.55), grain=0.5, cell=0.12, slope=0.2)
        _facets(inner, xs, ridge, 0.5 if layer == 0 else 0.25, look.snow or layer == 0)


def _facets(
    pen: Pen,
    xs: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]",
    ridge: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]",
    power: float,
    snow: bool,
) -> None:
    """Shaded sides and snow caps hang down from each summit."""
    rng = pen.rng
    lean = -1.0 if pen.light.toward[0] < 0 else 1.0
    tops = [k for k in range(4, len(xs) - 4) if ridge[k] == ridge[k - 4 : k + 5].min()]
    for k in tops:
        x, y = float(xs[k]), float(ridge[k])
        drop = -y * float(rng.uniform(0.5, 0.8))
        zig = [
            (x - lean * drop * t * 0.28 + float(rng.normal(0, 0.014)), y + drop * t)
            for t in np.linspace(0, 1, 8)
        ]
        far = [(x - lean * drop * 0.95, y + drop * 0.92)]
        edge = [
            (float(xs[j]), float(ridge[j]) + 0.004)
            for j in range(k, _walk(k, -lean, len(xs), 14), -int(lean))
        ]
        pen.fill(poly(*zig, *far, *edge[::-1]), darken(pen.light.shade, 0.1), alpha=power * 0.62, soft=0.006)
        if snow and y < -0.45:
            _cap(pen, xs, ridge, k, lean)


def _walk(k: int, step: float, count: int, reach: int) -> int:
    return int(min(max(k + step * reach, 1), count - 2))


def _cap(
    pen: Pen,
    xs: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]",
    ridge: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]",
    k: int,
    lean: float,
) -> None:
    rng = pen.rng
    first, last = max(0, k - 9), min(len(xs) - 1, k + 9)
    top = [(float(xs[j]), float(ridge[j])) for j in range(first, last + 1)]
    lower = []
    for j in range(last, first - 1, -1):
        deep = 0.16 * (1 - abs(j - k) / 9.5) * float(rng.uniform(0.35, 1.25))
        lower.append((float(xs[j]), float(ridge[j]) + deep))
    pen.fill(poly(*top, *lower), (242, 246, 252), slope=0.2, soft=0.002, alpha=0.94)
    lee = [p for p in top if (p[0] - xs[k]) * -lean >= 0]
    low = [p for p in lower if (p[0] - xs[k]) * -lean >= 0]
    if len(lee) > 2:
        pen.fill(poly(*lee, *low), (150, 170, 206), soft=0.003, alpha=0.7)
