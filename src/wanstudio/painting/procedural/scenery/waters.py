"""Lake, river, sea and shore, and the water they share."""

import cv2
import numpy as np

from wanstudio.painting.procedural.drawing import brush
from wanstudio.painting.procedural.drawing.colour import RGB, choose, darken, ink, lighten, mix, vary
from wanstudio.painting.procedural.drawing.shapes import oval, path, ribbon
from wanstudio.painting.procedural.drawing.texture import clouds
from wanstudio.painting.procedural.drawing.view import View
from wanstudio.painting.procedural.scenery.lands import blades, firs, greens, land, ridge, rolling, slope


def paint_water(view: View, top: int, tone: RGB, calm: float = 1.0) -> None:
    """Water from a line to the lower edge: it mirrors what is above, broken by ripples, and glitters."""
    rng, height, width = view.rng, view.height, view.width
    rows = height - top
    if rows < 4:
        return
    fall = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    noise = clouds(rng, rows, width, view.unit * 0.05, 7.0)
    sway = noise * (2 + 26 * fall) * (view.unit / 1280) * (1.2 / calm)
    at_x = np.arange(width, dtype=np.float32)[None] + sway
    at_y = np.clip(
        top - 1 - np.arange(rows, dtype=np.float32)[:, None] * min(1.0, top / rows) + sway * 1.6, 0, top - 1
    )
    mirror = cv2.remap(
        view.pixels, at_x, at_y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )
    body = np.empty_like(mirror)
    body[:] = np.clip(view.light.fall_on(tone, 0.0), 0, 255)
    share = np.clip(0.2 + 0.5 * fall + noise * 0.1, 0, 0.85) / (0.6 + 0.6 * calm)
    under = view.pixels[top:]
    under[...] = cv2.blendLinear(
        body, np.asarray(mirror, np.uint8), share.astype(np.float32), (1 - share).astype(np.float32)
    )
    crest = np.clip(noise - 1.25 + 0.3 * fall, 0, 1) * 90
    brush.screen(under, np.asarray(crest[..., None] * np.array(view.light.glow) / 255, np.float32))
    _glitter(view, top, rows)


def _glitter(view: View, top: int, rows: int) -> None:
    """The path of the sun or moon on the water."""
    if not view.shines:
        return
    rng = view.rng
    strength = 0.9 if view.time in ("sunset", "dawn", "night", "dusk") else 0.4
    for _ in range(int(150 * strength)):
        t = float(rng.random()) ** 1.4
        y = top + rows * t
        x = view.sun[0] + float(rng.normal(0, 1)) * view.unit * (0.02 + 0.09 * t)
        wide = view.unit * (0.006 + 0.03 * t) * float(rng.uniform(0.4, 1.2))
        spark = oval(x, y, wide, max(0.8, wide * 0.09))
        view.pen().fill(spark, lighten(view.light.glow, 0.3), alpha=0.5 * (1 - 0.6 * t), shine=True)


@land("lake")
def lake(view: View) -> None:
    """Wooded hills and their mirror image."""
    far, near, blade = greens(view)
    if view.white:
        far, near = ink("d8e2ee"), ink("e8eef6")
    shore = view.horizon + int((view.height - view.horizon) * 0.08)
    line = ridge(view, view.horizon - view.unit * 0.015, 0.018, 50)
    slope(view, line, mix(far, near, 0.3), darken(near, 0.25), 0.65)
    if view.shows("tree", "pine"):
        firs(view, ridge(view, view.horizon + view.unit * 0.012, 0.006, 40), 0.09, 0.62)
    paint_water(view, shore, choose(view.rng, "2c6a84 2a5c74 347a86"), 1.0)
    if not view.white:
        foot = view.height - view.unit * 0.015
        blades(view, foot, view.height + view.unit * 0.04, darken(blade, 0.25), 150, 0.09)


@land("river")
def river(view: View) -> None:
    """A stream winding through grass."""
    far, near, blade = greens(view)
    if view.white:
        far, near, blade = ink("e2e8f2"), ink("eef2f8"), ink("d8e0ec")
    rolling(view, far, near)
    before = view.pixels.copy()
    paint_water(view, view.horizon + 2, choose(view.rng, "3a7a94 2f6f8a"), 1.2)
    deep = view.height - view.horizon
    start = float(view.rng.uniform(0.35, 0.65)) * view.width
    knots = [(start, view.horizon - 0.0)]
    for k, t in enumerate((0.15, 0.4, 0.7, 1.1)):
        knots.append((start + (-1) ** k * view.unit * (0.1 + 0.16 * t), view.horizon + deep * t))
    bed = ribbon(path(*knots), view.unit * 0.012, view.unit * 0.55)
    patch = brush.cut(view.pixels, bed, view.unit * 0.003)
    cover = np.zeros(view.pixels.shape[:2], np.float32)
    if patch is not None:
        part = cover[patch.top :, patch.left :][: patch.cover.shape[0], : patch.cover.shape[1]]
        part[...] = patch.cover.astype(np.float32) / 255
    brush.blend(before, view.pixels, cover)
    view.pixels[...] = before
    blades(view, view.horizon + deep * 0.75, view.height + view.unit * 0.03, blade, 160)


@land("sea")
def sea(view: View) -> None:
    """Open water to the horizon."""
    tone = choose(view.rng, "1f5c8c 22688c 1c7288")
    paint_water(view, view.horizon, tone, 0.7)


@land("beach")
def beach(view: View) -> None:
    """Sea, surf and sand."""
    tone = choose(view.rng, "2488a4 2a94a8 1f78a0")
    paint_water(view, view.horizon, tone, 0.6)
    deep = view.height - view.horizon
    sand = choose(view.rng, "ecd4a4 e6c890 f0dcb4")
    for k, t in enumerate((0.4, 0.47, 0.54)):
        line = ridge(view, view.horizon + deep * t, 0.016, 50)
        pen = view.pen(depth=0.1)
        colour = (ink("8cc4c4"), darken(sand, 0.24), sand)[k]
        slope(view, line, colour, lighten(sand, 0.08) if k == 2 else colour, 0.1, 0.3)
        if k < 2:
            foam = ribbon(line, view.unit * 0.012, view.unit * 0.012)
            pen.fill(foam, (252, 252, 250), alpha=0.85, soft=view.unit * 0.002)
    for _ in range(50):
        y = view.horizon + deep * float(view.rng.uniform(0.62, 1))
        x, near = float(view.rng.uniform(0, view.width)), view.nearness(y)
        pebble = oval(x, y, view.unit * 0.006 * near, view.unit * 0.003 * near)
        view.pen().fill(pebble, vary(darken(sand, 0.25), view.rng, 2), volume=0.8)
