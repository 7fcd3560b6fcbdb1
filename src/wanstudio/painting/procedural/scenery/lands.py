"""The open country: what lies between the horizon and the lower edge."""

from collections.abc import Callable

import numpy as np

from wanstudio.painting.procedural.drawing import brush
from wanstudio.painting.procedural.drawing.colour import RGB, choose, darken, ink, lighten, mix, vary
from wanstudio.painting.procedural.drawing.shapes import Points, oval, poly, ribbon
from wanstudio.painting.procedural.drawing.texture import waver
from wanstudio.painting.procedural.drawing.view import View

LANDS: dict[str, Callable[[View], None]] = {}


def land(name: str) -> Callable[[Callable[[View], None]], Callable[[View], None]]:
    """Register the land of a setting."""

    def keep(paint: Callable[[View], None]) -> Callable[[View], None]:
        LANDS[name] = paint
        return paint

    return keep


def ridge(view: View, y: float, swell: float, cell: float) -> Points:
    """A rolling line across the picture, as pixels."""
    count = 120
    xs = np.linspace(-2, view.width + 2, count)
    return np.stack([xs, y + waver(view.rng, count, cell, 3) * swell * view.unit], 1)


def slope(view: View, line: Points, colour: RGB, to: RGB, depth: float, grain: float = 0.5) -> None:
    """Ground from a line down to the lower edge."""
    foot = poly((view.width + 2, view.height + 2), (-2, view.height + 2))
    view.pen(depth=depth).fill(
        np.concatenate([line, foot]), colour, to=to, grain=grain, cell=view.unit * 0.08, stretch=3.0
    )


def rolling(view: View, far: RGB, near: RGB, layers: int = 4, swell: float = 0.02) -> None:
    """Hill before hill, each nearer and richer."""
    deep = view.height - view.horizon
    for layer in range(layers):
        t = layer / layers
        y = view.horizon + deep * t**1.5 * 0.8
        colour = mix(far, near, t)
        line = ridge(view, y, swell * (1 - 0.4 * t), 60 - 12 * t)
        slope(view, line, lighten(colour, 0.1), darken(colour, 0.06), (1 - t) ** 1.6 * 0.8)
        if layer in (0, 1) and view.shows("tree"):
            _far_trees(view, line, darken(colour, 0.3), t)


def _far_trees(view: View, line: Points, colour: RGB, t: float) -> None:
    rng = view.rng
    pen = view.pen(depth=0.8 - 0.5 * t)
    for _ in range(int(rng.integers(1, 4))):
        start, length = int(rng.integers(0, 100)), int(rng.integers(6, 26))
        for k in range(start, min(119, start + length)):
            x, y = line[k]
            size = view.unit * float(rng.uniform(0.012, 0.03)) * (1 + t)
            spot = oval(float(x), float(y) - size * 0.6, size * 0.7, size)
            pen.fill(spot, vary(colour, rng), volume=0.6)


def blades(view: View, top: float, bottom: float, colour: RGB, count: int, tall: float = 0.05) -> None:
    """Blades of grass, the nearer the taller; none where grass is denied."""
    if not view.shows("meadow"):
        return
    rng = view.rng
    count = int(count * max(1.0, view.width / view.unit))
    ys = np.sort(rng.uniform(top, bottom, count))
    xs = rng.uniform(0, view.width, count)
    bends = rng.normal(0, 0.35, count)
    for x, y, bend in zip(xs.tolist(), ys.tolist(), bends.tolist(), strict=True):
        near = view.nearness(y)
        reach = view.unit * tall * (0.25 + near) * float(rng.uniform(0.5, 1.2))
        tone = float(rng.normal(0, 0.16))
        shade = lighten(colour, tone) if tone > 0 else darken(colour, -tone)
        thick = max(1.2, view.unit * 0.0035 * (0.4 + near))
        tip = (x + bend * reach, y - reach)
        mid = (x + bend * reach * 0.3, y - reach * 0.6)
        outline = poly((x - thick, y), mid, tip, (mid[0] + thick, mid[1]), (x + thick, y))
        brush.flat(view.pixels, outline, view.light.fall_on(shade, (1 - near) * 0.5))


def specks_of(view: View, top: float, colours: list[RGB], count: int, size: float = 0.008) -> None:
    """Small flowers, or stones, or shells, strewn over the ground."""
    rng = view.rng
    for _ in range(int(count * max(1.0, view.width / view.unit))):
        y = top + (view.height - top) * float(rng.random()) ** 0.8
        x, near = float(rng.uniform(0, view.width)), view.nearness(y)
        colour = view.light.fall_on(vary(colours[int(rng.integers(len(colours)))], rng), (1 - near) * 0.5)
        r = view.unit * size * (0.2 + near) * float(rng.uniform(0.6, 1.3))
        for k in range(5):
            a = k * 1.257 + x
            brush.dot(
                view.pixels, x + r * 0.7 * float(np.cos(a)), y + r * 0.5 * float(np.sin(a)), r * 0.55, colour
            )
        brush.dot(view.pixels, x, y, r * 0.4, view.light.fall_on((250, 214, 90), (1 - near) * 0.5))


def greens(view: View) -> tuple[RGB, RGB, RGB]:
    """Far, near and blade colours of the season's grass."""
    if view.season == "autumn":
        return ink("b89a54"), choose(view.rng, "a8843c b0782e 96863c"), ink("c49a48")
    near = choose(view.rng, "5c9a3c 6aa244 4c8c44 7ca83e")
    return mix(near, ink("a8c070"), 0.5), near, lighten(near, 0.12)


@land("meadow")
def meadow(view: View) -> None:
    """Rolling grass with flowers in it."""
    if view.white:
        snow(view)
        return
    far, near, blade = greens(view)
    rolling(view, far, near)
    deep = view.height - view.horizon
    blades(view, view.horizon + deep * 0.32, view.height + view.unit * 0.03, blade, 900)
    if view.shows("flower", "flowers"):
        petals = [choose(view.rng, "f6f2e8 f2b8c8 f4d858 e86a6a b48ae0 f0a05a") for _ in range(3)]
        specks_of(view, view.horizon + deep * 0.3, petals, 90)


@land("flowers")
def flowers(view: View) -> None:
    """A field in bloom, row behind row."""
    far, near, blade = greens(view)
    rolling(view, far, near, 3)
    deep = view.height - view.horizon
    kinds = ["e8506a f0a0b8 fbe3ea", "8a62c8 b48ae0 d8c4f4", "f4c63c f8e08a f08a3c", "e8443c f2ece0 f0a0b0"]
    words = kinds[int(view.rng.integers(len(kinds)))].split()
    colours = [ink(word) for word in words]
    if view.shows("flower"):
        specks_of(view, view.horizon + deep * 0.06, colours, 420, 0.009)
    blades(view, view.horizon + deep * 0.3, view.height + view.unit * 0.03, blade, 500)
    if view.shows("flower"):
        specks_of(view, view.horizon + deep * 0.25, colours, 260, 0.015)


@land("snow")
def snow(view: View) -> None:
    """Drifts of snow with blue shadows, and a dark wood far off."""
    rng = view.rng
    white, blue = ink("f4f6fb"), ink("b4c6e4")
    deep = view.height - view.horizon
    if view.shows("tree", "pine"):
        firs(view, ridge(view, view.horizon + deep * 0.02, 0.008, 60), 0.1, 0.75)
    for t in (0.0, 0.2, 0.45, 0.72):
        line = ridge(view, view.horizon + deep * t, 0.022, 70 - 30 * t)
        slope(view, line, white, mix(white, blue, 0.62 - 0.2 * t), (1 - t) * 0.32, 0.35)
    pen = view.pen()
    for _ in range(16):
        y = view.horizon + deep * float(rng.uniform(0.12, 1))
        x, near = float(rng.uniform(0, view.width)), view.nearness(y)
        wide = view.unit * (0.1 + 0.3 * near) * float(rng.uniform(0.5, 1.2))
        dune = oval(x, y, wide, wide * 0.13)
        pen.fill(dune, mix(blue, white, 0.25), alpha=0.4, soft=wide * 0.06)
        pen.fill(dune - (wide * 0.06, wide * 0.05), white, alpha=0.6, soft=wide * 0.06)
    for _ in range(int(140 * view.width / view.unit)):
        x, y = float(rng.uniform(0, view.width)), view.horizon + deep * float(rng.uniform(0.1, 1))
        brush.dot(view.pixels, x, y, view.unit * 0.0012, view.light.fall_on((255, 255, 255), 0))


def firs(view: View, line: Points, tall: float, depth: float) -> None:
    """A far wood of firs standing on a line."""
    rng = view.rng
    dark = ink("2c4a48") if not view.white else ink("3c5868")
    x = 0.0
    while x < view.width:
        size = view.unit * tall * float(rng.uniform(0.45, 1.15))
        y = float(np.interp(x, line[:, 0], line[:, 1])) + view.unit * 0.012
        colour = view.light.fall_on(vary(dark, rng), depth * float(rng.uniform(0.8, 1.1)))
        for step in range(4):
            low, high = y - size * step * 0.22, y - size * (0.42 + step * 0.2)
            half = size * (0.24 - 0.05 * step)
            brush.flat(view.pixels, poly((x - half, low), (x, high), (x + half, low)), colour)
        x += size * float(rng.uniform(0.16, 0.6))


@land("desert")
def desert(view: View) -> None:
    """Dune behind dune: each crest bright, its foot in shade; ripples in front."""
    rng, unit = view.rng, view.unit
    sand = choose(rng, "e4b878 dca468 e8c48c d89058")
    shade = mix(darken(sand, 0.3), ink("8a4a58"), 0.35)
    deep = view.height - view.horizon
    for layer in range(6):
        t = layer / 6
        line = _dune(view, view.horizon + deep * t**1.2, unit * (0.03 + 0.09 * t))
        slope(view, line, lighten(sand, 0.2), mix(sand, shade, 0.55), (1 - t) * 0.6, 0.25)
        crest = ribbon(line, unit * 0.004, unit * 0.004)
        view.pen(depth=(1 - t) * 0.5).fill(crest, lighten(sand, 0.5), alpha=0.5, soft=unit * 0.002)
    for row in np.linspace(0.55, 1.0, 22).tolist():
        knots = ridge(view, view.horizon + deep * row, 0.006, 26)
        view.pen().fill(
            ribbon(knots, 0.004 * unit * row, 0.004 * unit * row), shade, alpha=0.12, soft=unit * 0.0015
        )


def _dune(view: View, y: float, high: float) -> Points:
    """A crest line of long windward and short lee slopes."""
    xs = np.linspace(-2, view.width + 2, 160)
    phase, span = float(view.rng.uniform(0, 1)), view.unit * float(view.rng.uniform(0.55, 0.95))
    t = (xs / span + phase) % 1.0
    t = t if view.light.toward[0] < 0 else 1.0 - t
    rise = np.where(t < 0.72, (t / 0.72) ** 1.6, ((1 - t) / 0.28) ** 1.3)
    return np.stack([xs, y + high * 0.5 - high * rise + waver(view.rng, 160, 50, 3) * high * 0.12], 1)
