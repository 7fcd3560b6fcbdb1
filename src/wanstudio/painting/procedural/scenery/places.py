"""Places with walls or trunks around: street, city, forest, the high sky; and a blurred ground."""

import numpy as np

from wanstudio.painting.painter import Pixels
from wanstudio.painting.procedural.drawing import brush
from wanstudio.painting.procedural.drawing.colour import RGB, choose, darken, ink, lighten, mix, vary
from wanstudio.painting.procedural.drawing.shapes import box, oval, path, poly, ribbon
from wanstudio.painting.procedural.drawing.view import View
from wanstudio.painting.procedural.scenery.lands import blades, firs, greens, land, ridge, slope, snow


def bokeh(view: View) -> Pixels:
    """The picture out of focus, with discs of light where highlights were."""
    soft = brush.blur(view.pixels, view.unit * 0.018)
    rng = view.rng
    for _ in range(int(26 * view.width * view.height / view.unit**2)):
        x, y = float(rng.uniform(0, view.width)), float(rng.uniform(0, view.horizon * 1.05))
        r = view.unit * float(rng.uniform(0.012, 0.05))
        here = soft[min(int(y), view.height - 1), min(int(x), view.width - 1)].tolist()
        patch = brush.cut(soft, oval(x, y, r), r * 0.1)
        if patch is not None:
            brush.tint(
                soft, patch, lighten(mix((here[0], here[1], here[2]), view.light.glow, 0.35), 0.3), 0.3
            )
    return soft


@land("sky")
def high_sky(view: View) -> None:
    """Only air, and far below a sea of cloud."""
    if not view.shows("cloud", "cloudy"):
        return
    pen = view.pen()
    rng = view.rng
    bright = mix(view.light.glow, (255, 255, 255), 0.5)
    for row in range(3):
        y = view.height * (0.9 + 0.05 * row)
        for _ in range(int(9 * view.width / view.unit) + 3):
            x, r = float(rng.uniform(0, view.width)), view.unit * float(rng.uniform(0.06, 0.13))
            pen.fill(
                oval(x, y + r * 0.5, r * 1.6, r),
                view.light.fall_on(bright, 0),
                volume=0.7,
                soft=r * 0.12,
                alpha=0.75,
            )


@land("mountains")
def mountains(view: View) -> None:
    """Folded slopes with firs."""
    far, near, blade = greens(view)
    if view.white:
        snow(view)
        return
    rng = view.rng
    deep = view.height - view.horizon
    for layer, t in enumerate((0.0, 0.18, 0.42, 0.72)):
        line = ridge(view, view.horizon + deep * t, 0.05 - 0.02 * t, 46)
        colour = mix(mix(far, ink("5c8070"), 0.5), near, t)
        slope(view, line, lighten(colour, 0.06), darken(colour, 0.12), (1 - t) * 0.75)
        if layer in (0, 1) and view.shows("pine"):
            firs(view, np.add(line, (0, view.unit * 0.01)), 0.07 + 0.07 * t, 0.75 - 0.6 * t)
    blades(
        view, view.horizon + deep * 0.6, view.height + view.unit * 0.03, blade, int(rng.integers(400, 600))
    )


@land("forest")
def forest(view: View) -> None:
    """Trunk behind trunk, fading into light."""
    rng, unit = view.rng, view.unit
    glade = view.light.haze
    veil = view.pen()
    veil.fill(box(-2, -2, view.width + 2, view.height + 2), mix(glade, ink("c8dca0"), 0.35), alpha=0.45)
    _, near, blade = greens(view)
    leaf = ink("f0f4fa") if view.white else mix(near, ink("2f5c34"), 0.5)
    for layer in range(4):
        t = layer / 3
        depth = 0.95 - 0.7 * t
        pen = view.pen(depth=depth)
        _canopy(view, leaf, t, depth)
        for _ in range(int((9 - 2 * layer) * view.width / unit) + 1):
            x = float(rng.uniform(0, view.width))
            if t > 0.5 and abs(x - view.width / 2) < view.width * 0.28:
                continue
            thick = unit * (0.012 + 0.04 * t) * float(rng.uniform(0.7, 1.3))
            foot = view.horizon + (view.height - view.horizon) * (0.05 + 0.4 * t)
            bend = float(rng.normal(0, thick))
            trunk = ribbon(path((x + bend, -5), (x - bend, foot * 0.5), (x, foot)), thick * 0.7, thick * 1.35)
            pen.fill(trunk, choose(rng, "5a4636 4c4034 665446"), volume=1.1, grain=0.6, cell=thick * 0.5)
    floor = ridge(view, view.horizon + unit * 0.02, 0.012, 40)
    ground = ink("eef2f8") if view.white else mix(near, ink("6a5a34"), 0.3)
    slope(view, floor, lighten(ground, 0.12), darken(ground, 0.22), 0.2, 0.8)
    if not view.white:
        blades(view, view.horizon + unit * 0.08, view.height + unit * 0.03, blade, 620, 0.045)
    _shafts(view)


def _canopy(view: View, leaf: RGB, t: float, depth: float) -> None:
    rng, unit = view.rng, view.unit
    pen = view.pen(depth=depth)
    for _ in range(int((16 - 2 * t) * view.width / unit)):
        x = float(rng.uniform(0, view.width))
        edge = abs(x / view.width - 0.5) * 2
        y = view.horizon * float(rng.uniform(-0.05, 0.34 + 0.3 * edge * t))
        r = unit * float(rng.uniform(0.05, 0.12))
        if np.hypot(x - view.sun[0], y - view.sun[1]) < unit * 0.17 + r:
            continue
        outline = oval(x, y, r * 1.3, r) + rng.normal(0, r * 0.09, (56, 2))
        pen.fill(outline, vary(leaf, rng, 1.5), volume=0.9, grain=1.6, cell=r * 0.3)


def _shafts(view: View) -> None:
    """Beams of light through the leaves."""
    if view.time == "night" or view.weather in ("rain", "storm") or not view.shines:
        return
    rng = view.rng
    for _ in range(5):
        x = view.sun[0] + float(rng.normal(0, 0.25)) * view.unit
        lean = (view.width / 2 - view.sun[0]) * float(rng.uniform(0.3, 0.8))
        wide = view.unit * float(rng.uniform(0.02, 0.07))
        beam = poly((x, -10), (x + wide, -10), (x + lean + wide * 3, view.height), (x + lean, view.height))
        patch = brush.cut(view.pixels, beam, wide * 0.5)
        if patch is not None:
            brush.tint(view.pixels, patch, view.light.glow, 0.12)


@land("street")
def street(view: View) -> None:
    """A row of old fronts, a pavement and cobbles."""
    rng, unit = view.rng, view.unit
    x, foot = -unit * 0.1, view.horizon + unit * 0.02
    while x < view.width and view.shows("house"):
        wide = unit * float(rng.uniform(0.2, 0.34))
        _front(view, x, wide, foot, unit * float(rng.uniform(0.42, 0.62)))
        x += wide * 0.995
    kerb = view.horizon + unit * 0.05
    stone = ink("eef1f7") if view.white else choose(rng, "b0a698 a8a29c b8a894")
    slope(view, poly((-2, foot), (view.width + 2, foot)), lighten(stone, 0.1), stone, 0.15, 0.4)
    _cobbles(view, kerb, darken(stone, 0.08) if not view.white else ink("dbe4f0"))


def _front(view: View, x: float, wide: float, foot: float, tall: float) -> None:
    """One house of the row, half in haze."""
    rng = view.rng
    pen = view.pen(x, foot, wide, depth=0.45)
    height = tall / wide
    wall = choose(rng, "d8b89a c8a088 b8a8a0 e0cdb0 b07c68 a8b4b0 c8beb4")
    pen.fill(box(0, -height, 1, 0), wall, slope=0.2, grain=0.6, cell=0.2)
    pen.fill(box(-0.02, -height - 0.06, 1.02, -height + 0.02), darken(wall, 0.35), slope=0.3)
    lit = view.light.night
    for row in range(int(height / 0.55)):
        for column in range(3):
            cx, cy = 0.2 + 0.3 * column, -height + 0.28 + row * 0.5
            if cy > -0.2:
                continue
            glowing = lit > 0.2 and rng.random() < 0.6
            pen.fill(box(cx - 0.085, cy - 0.14, cx + 0.085, cy + 0.14), lighten(wall, 0.4))
            pane: RGB = (255, 206, 120) if glowing else mix(view.light.haze, ink("5a6c80"), 0.6)
            pen.fill(box(cx - 0.065, cy - 0.12, cx + 0.065, cy + 0.12), pane, slope=0.5, shine=glowing)
            pen.fill(box(cx - 0.006, cy - 0.12, cx + 0.006, cy + 0.12), lighten(wall, 0.3))


def _cobbles(view: View, top: float, stone: RGB) -> None:
    rng, unit = view.rng, view.unit
    line = poly((-2, top), (view.width + 2, top))
    slope(view, line, darken(stone, 0.14), darken(stone, 0.28), 0.1, 0.5)
    y, row = top, 0
    while y < view.height + unit * 0.02:
        near = view.nearness(y)
        tall = unit * (0.009 + 0.028 * near)
        wide, x = tall * 2.1, -tall * 2 * float(rng.random())
        while x < view.width:
            here = wide * float(rng.uniform(0.8, 1.15))
            tone = vary(stone, rng, 0.9)
            lit = view.light.fall_on(tone, (1 - near) * 0.2)
            brush.flat(
                view.pixels, box(x, y, x + here * 0.93, y + tall * 0.86, tall * 0.3), darken(lit, 0.13)
            )
            brush.flat(view.pixels, box(x, y, x + here * 0.9, y + tall * 0.62, tall * 0.28), lit)
            x += here
        y += tall
        row += 1


@land("city")
def city(view: View) -> None:
    """Towers behind towers, their windows lit after dark, on a quay or wide street."""
    rng, unit = view.rng, view.unit
    foot = view.horizon + unit * 0.01
    for layer in range(3):
        t = layer / 2
        x = -unit * 0.05
        while x < view.width:
            wide = unit * float(rng.uniform(0.06, 0.13)) * (0.8 + 0.4 * t)
            tall = unit * float(rng.uniform(0.22, 0.62)) * (1.1 - 0.35 * t)
            _tower(view, x, foot, wide, tall, 0.85 - 0.55 * t)
            x += wide * float(rng.uniform(0.75, 1.3))
        brush.glow(view.pixels, view.width / 2, foot, unit * 0.8, ink("ff9a60"), 0.12 * view.light.night)
    road = ink("5c5e6a") if not view.white else ink("e6ebf4")
    slope(view, poly((-2, foot), (view.width + 2, foot)), lighten(road, 0.12), darken(road, 0.15), 0.1, 0.5)
    pen = view.pen()
    walk = foot + unit * 0.025
    pen.fill(box(-2, foot, view.width + 2, walk), ink("a8a6a8"), slope=0.3)
    deep = view.height - walk
    for k in range(-6, 7):
        x = view.width / 2 + k * unit * 0.34
        pen.fill(box(x, walk + deep * 0.42, x + unit * 0.16, walk + deep * 0.45), ink("d8d4c4"), alpha=0.8)
    if view.light.night > 0.5:
        for _ in range(14):
            x = float(rng.uniform(0, view.width))
            streak = box(x, walk, x + unit * 0.015, walk + deep * float(rng.uniform(0.3, 0.9)))
            pen.fill(
                streak, choose(rng, "ffb060 ff6a80 60c8ff ffe0a0"), alpha=0.3, soft=unit * 0.012, shine=True
            )


def _tower(view: View, x: float, foot: float, wide: float, tall: float, depth: float) -> None:
    rng = view.rng
    wall = choose(rng, "70809a 8a8896 5c6c84 948a84 607890")
    pen = view.pen(depth=depth)
    pen.fill(box(x, foot - tall, x + wide, foot), wall, slope=0.25)
    pen.fill(box(x + wide * 0.72, foot - tall, x + wide, foot), darken(wall, 0.3), alpha=0.5)
    if rng.random() < 0.3:
        pen.fill(box(x + wide * 0.48, foot - tall * 1.16, x + wide * 0.52, foot - tall), darken(wall, 0.2))
    cell = max(4.0, wide / 7)
    night = view.light.night
    warm = (
        view.light.fall_on(ink("b8c8d8"), depth)
        if night < 0.2
        else mix(ink("ffd088"), view.light.haze, depth * 0.45)
    )
    for row in np.arange(foot - tall + cell, foot - cell, cell * 1.25).tolist():
        for column in np.arange(x + cell * 0.7, x + wide - cell, cell * 1.1).tolist():
            if rng.random() < (0.55 if night > 0.2 else 0.8):
                brush.flat(view.pixels, box(column, row, column + cell * 0.6, row + cell * 0.7), warm)
