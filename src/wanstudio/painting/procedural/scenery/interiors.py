"""Places without a sky: room, table top, studio, space, the deep."""

import math

import numpy as np

from wanstudio.painting.procedural.drawing import brush
from wanstudio.painting.procedural.drawing.colour import RGB, choose, darken, ink, lighten, mix, vary
from wanstudio.painting.procedural.drawing.shapes import blob, box, oval, path, poly, ribbon
from wanstudio.painting.procedural.drawing.texture import clouds, specks
from wanstudio.painting.procedural.drawing.view import View
from wanstudio.painting.procedural.scenery.lands import land, ridge, slope
from wanstudio.painting.procedural.scenery.skies import strew_stars

OUTSIDE = {"day": "a8d4ee", "dawn": "f4cdb8", "sunset": "f4a070", "dusk": "6c6aa8", "night": "18244e"}


@land("room")
def room(view: View) -> None:
    """A wall, a wooden floor, and daylight lying across both."""
    rng, unit = view.rng, view.unit
    wall = choose(rng, "d8c8b0 b8c4b8 c8b8b4 a8b8c4 dcc4a0 c4a894")
    pen = view.pen()
    pen.fill(box(-2, -2, view.width + 2, view.horizon), wall, slope=-0.16, grain=0.22, cell=unit * 0.3)
    _stripes(view, wall)
    board = view.horizon - unit * 0.035
    pen.fill(box(-2, board, view.width + 2, view.horizon), lighten(wall, 0.5), slope=0.3)
    floor(view, choose(rng, "a8744a 94623e b88658 8a6248"), view.horizon)
    _daylight(view)
    if view.light.night > 0.5:
        brush.glow(view.pixels, view.width * 0.3, view.height * 0.3, unit * 0.9, ink("ffb868"), 0.5)


def _stripes(view: View, wall: RGB) -> None:
    """A faint wallpaper."""
    pen = view.pen()
    step = view.unit * 0.055
    for k in range(int(view.width / step) + 1):
        if k % 2:
            pen.fill(box(k * step, -2, k * step + step, view.horizon), lighten(wall, 0.35), alpha=0.18)


def floor(view: View, wood: RGB, top: float) -> None:
    """Planks running to a vanishing point."""
    rng, unit = view.rng, view.unit
    middle, deep = view.width / 2, view.height - top
    step = unit * 0.12
    reach = int(view.width / step * 1.4) + 4
    edges = np.arange(-reach, reach + 1) * step
    pen = view.pen()
    for a, b in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        plank = poly(
            (middle + a, top),
            (middle + b, top),
            (middle + b * 1.9, view.height + 2),
            (middle + a * 1.9, view.height + 2),
        )
        pen.fill(plank, vary(wood, rng, 0.8), slope=-0.25, grain=0.6, cell=unit * 0.12, stretch=0.5)
        joint = poly(
            (middle + a, top),
            (middle + a + 1, top),
            (middle + a * 1.9 + 2, view.height + 2),
            (middle + a * 1.9 - 1, view.height + 2),
        )
        pen.fill(joint, darken(wood, 0.5), alpha=0.7)
    fall = box(-2, top, view.width + 2, top + deep * 0.2)
    pen.fill(fall, darken(wood, 0.6), alpha=0.25, soft=deep * 0.06)


def _daylight(view: View) -> None:
    """The light of a window, thrown slantwise."""
    if view.time in ("night", "dusk"):
        return
    unit, x = view.unit, view.width * float(view.rng.uniform(0.25, 0.6))
    top = view.horizon + unit * 0.02
    for k in range(2):
        for row in range(2):
            a, b = x + k * unit * 0.17, top + row * unit * 0.11
            pane = poly(
                (a, b),
                (a + unit * 0.15, b),
                (a + unit * 0.2, b + unit * 0.095),
                (a + unit * 0.05, b + unit * 0.095),
            )
            patch = brush.cut(view.pixels, np.add(pane, (row * unit * 0.06, 0)), unit * 0.008)
            if patch is not None:
                brush.tint(view.pixels, patch, lighten(view.light.glow, 0.2), 0.33)


@land("tabletop")
def tabletop(view: View) -> None:
    """A table before a dim room with a bright window; the easel blurs it."""
    rng, unit = view.rng, view.unit
    wall = choose(rng, "8a7864 6c7c7c 94806c 7c6c70 a08c74 5c6a70")
    pen = view.pen()
    pen.fill(box(-2, -2, view.width + 2, view.height + 2), wall, slope=-0.3, grain=0.5, cell=unit * 0.4)
    left = view.sun[0] - unit * 0.3
    pane = lighten(ink(OUTSIDE[view.time]), 0.25)
    frame = box(left, unit * 0.04, left + unit * 0.52, view.horizon * 0.86)
    pen.fill(frame, lighten(wall, 0.4))
    for k in range(2):
        x = left + unit * (0.03 + 0.24 * k)
        pen.fill(box(x, unit * 0.07, x + unit * 0.22, view.horizon * 0.83), pane, slope=0.3, shine=True)
    brush.glow(view.pixels, left + unit * 0.26, view.horizon * 0.4, unit * 0.95, view.light.glow, 0.42)
    for _ in range(7):
        x, size = float(rng.uniform(0, view.width)), unit * float(rng.uniform(0.06, 0.16))
        pen.fill(
            oval(x, view.horizon - size * 0.3, size * 0.6, size),
            vary(mix(wall, ink("5a7a4c"), 0.6), rng, 2),
            volume=0.7,
        )
    wood = choose(rng, "a06c44 8a5a3a b48458 74503a c09468")
    floor(view, wood, view.horizon)
    brush.glow(view.pixels, view.sun[0], view.horizon + unit * 0.12, unit * 0.7, view.light.glow, 0.3)


@land("studio")
def studio(view: View) -> None:
    """A soft backdrop that turns into the floor, lit from one side."""
    rng, unit = view.rng, view.unit
    tone = choose(rng, "c8b8a4 a8bcc0 c4a8a0 b0b89c 9cacc4 d4b48c 8c9c98 b8a4bc")
    pen = view.pen()
    pen.fill(box(-2, -2, view.width + 2, view.height + 2), tone, slope=0.15, grain=0.45, cell=unit * 0.5)
    brush.glow(view.pixels, view.sun[0], view.height * 0.3, unit * 1.0, view.light.glow, 0.5)
    lower = box(-2, view.horizon + unit * 0.06, view.width + 2, view.height + 2)
    pen.fill(lower, darken(tone, 0.2), alpha=0.55, soft=unit * 0.07)


@land("space")
def space(view: View) -> None:
    """Stars, dust and glowing clouds."""
    rng, unit = view.rng, view.unit
    height, width = view.height, view.width
    deep = choose(rng, "060818 0a0618 040c1a")
    view.pixels[...] = np.clip(np.array(deep) + specks(rng, height, width)[..., None], 0, 255).astype(
        np.uint8
    )
    for _ in range(3):
        form = clouds(rng, max(8, height // 6), max(8, width // 6), unit / 6 * 0.5, 1.2)
        rows = np.linspace(-1, 1, form.shape[0], dtype=np.float32)[:, None]
        band = np.exp(-((rows - float(rng.uniform(-0.5, 0.5))) ** 2) * 2.5)
        power = np.clip(form * 0.5 + 0.1, 0, 1.4)[..., None] * band[..., None]
        colour = np.array(choose(rng, "5c2c8c 2c5cac a83c78 2c8c94 b85c3c"), np.float32)
        brush.screen(view.pixels, np.asarray(power * colour, np.float32))
    if view.shows("stars"):
        strew_stars(view, 420, height)


@land("underwater")
def underwater(view: View) -> None:
    """Blue depth, slanting light, a bed of sand with weed and coral."""
    rng, unit = view.rng, view.unit
    height, width = view.height, view.width
    t = np.linspace(0, 1, height)
    stops = [ink(code) for code in ("8ee0e4", "2ca0c0", "125c94", "0a2c5c")]
    column = np.stack([np.interp(t, (0, 0.3, 0.7, 1), [s[k] for s in stops]) for k in range(3)], 1)
    grey = specks(rng, height, width)[..., None]
    view.pixels[...] = np.clip(column[:, None] + grey * 1.2, 0, 255).astype(np.uint8)
    for _ in range(9):
        x, wide = float(rng.uniform(-0.1, 1.1)) * width, unit * float(rng.uniform(0.02, 0.09))
        lean = (x - width / 2) * 0.5
        beam = poly((x, -4), (x + wide, -4), (x + lean + wide * 3, height * 0.85), (x + lean, height * 0.85))
        patch = brush.cut(view.pixels, beam, wide * 0.5)
        if patch is not None:
            brush.tint(view.pixels, patch, ink("d8fff4"), 0.13)
    slope(view, ridge(view, view.horizon, 0.03, 50), ink("5c9ca4"), ink("2c5c7c"), 0.2, 0.8)
    for k in range(int(11 * width / unit)):
        x = (k + float(rng.uniform(0, 1))) * unit / 11
        _weed(view, x, height * float(rng.uniform(0.9, 1.02)), k % 3)
    for _ in range(46):
        x, y, r = (
            float(rng.uniform(0, width)),
            float(rng.uniform(0, height * 0.9)),
            unit * float(rng.uniform(0.002, 0.009)),
        )
        view.pen().fill(oval(x, y, r), ink("d8f8ff"), alpha=0.3)
        brush.dot(view.pixels, x - r * 0.3, y - r * 0.3, r * 0.3, ink("f4ffff"))


def _weed(view: View, x: float, y: float, kind: int) -> None:
    """Kelp, branching coral, or a round sponge."""
    rng, unit = view.rng, view.unit
    pen = view.pen()
    if kind == 0:
        tall = unit * float(rng.uniform(0.12, 0.34))
        bend = unit * 0.03
        for k in range(4):
            lift = tall * float(rng.uniform(0.6, 1))
            line = path(
                (x + k * 8, y),
                (x + bend, y - lift * 0.35),
                (x - bend + k * 9, y - lift * 0.7),
                (x + bend * k * 0.6, y - lift),
            )
            pen.fill(ribbon(line, unit * 0.014, 1.0), vary(ink("2c8c6c"), rng, 2), volume=0.5)
        return
    colour = choose(rng, "e86a6a f09a5c d86aa8 f0c05c b070d0")
    colour = mix(colour, ink("2c6c9c"), 0.25)
    if kind == 1:
        for k in range(7):
            angle = -math.pi / 2 + (k - 3) * 0.3
            reach = unit * float(rng.uniform(0.06, 0.13))
            tip = (x + math.cos(angle) * reach, y + math.sin(angle) * reach)
            pen.fill(
                ribbon(
                    path((x, y), (x + (tip[0] - x) * 0.3, y - reach * 0.5), tip), unit * 0.02, unit * 0.009
                ),
                colour,
                volume=0.8,
            )
        return
    r = unit * float(rng.uniform(0.03, 0.07))
    pen.fill(
        blob((x - r, y), (x - r * 0.9, y - r * 0.8), (x, y - r * 1.2), (x + r, y - r * 0.7), (x + r, y)),
        colour,
        volume=1.0,
        grain=1.2,
        cell=r * 0.2,
    )
