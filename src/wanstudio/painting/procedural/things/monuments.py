"""Tall and far-seen buildings: castle, towers, windmill, bridge; and the tent."""

import math

import numpy as np

from wanstudio.painting.procedural.drawing.colour import RGB, choose, darken, ink, lighten, mix
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import arch, blob, box, oval, path, poly
from wanstudio.painting.procedural.things.buildings import WARM, door, wall, window
from wanstudio.painting.procedural.things.registry import Look, thing

SNOW = ink("f2f6fc")


def turret(pen: Pen, x: float, half: float, top: float, stone: RGB, roof: RGB, look: Look) -> None:
    """A round tower with battlements, slit windows and a pointed roof."""
    pen.fill(box(x - half, top, x + half, 0), stone, volume=1.0, grain=0.8, cell=0.05)
    rng = pen.rng
    for _ in range(int(70 * half * -top / 0.06)):
        a, b = x + float(rng.uniform(-0.85, 0.85)) * half, float(rng.uniform(top + 0.02, -0.02))
        pen.fill(
            box(a - 0.014, b - 0.006, a + 0.014, b + 0.006),
            darken(stone, float(rng.uniform(0.1, 0.3))),
            alpha=0.4,
        )
    pen.fill(box(x - half * 1.18, top - 0.035, x + half * 1.18, top + 0.02), lighten(stone, 0.08), volume=0.8)
    for k in range(4):
        a = x - half * 1.18 + k * half * 0.65
        pen.fill(box(a, top - 0.065, a + half * 0.4, top - 0.03), lighten(stone, 0.06), slope=0.4)
    high = half * 2.9
    spire = poly((x - half * 1.12, top - 0.03), (x, top - high), (x + half * 1.12, top - 0.03))
    pen.fill(spire, roof, volume=0.9, slope=0.2, grain=0.5, cell=0.03)
    if look.snow:
        pen.fill(
            poly(
                (x - half * 0.75, top - 0.03 - high * 0.3),
                (x, top - high),
                (x + half * 0.75, top - 0.03 - high * 0.3),
                (x, top - high * 0.42),
            ),
            SNOW,
            volume=0.5,
        )
    pen.stroke(path((x, top - high), (x, top - high - 0.06)), ink("4c4440"), 0.006)
    pen.fill(
        poly((x, top - high - 0.06), (x + 0.055, top - high - 0.045), (x, top - high - 0.028)),
        choose(rng, "d8443c e8b03c 3c7cb0"),
    )
    for y in (top + 0.1, top * 0.5):
        window(pen, x - half * 0.2, y, x + half * 0.2, y + half * 0.75, lighten(stone, 0.2), look.night, True)


@thing("castle", tall=0.84, wide=1.05, size=9.0, palette="c8bca8 b0a8a4 d8ccb8 a8a8b4 e4dcd0")
def castle(pen: Pen, look: Look) -> None:
    """A keep with four turrets and a gate."""
    stone = look.colour
    roof = (
        look.second if look.named and look.second != stone else choose(pen.rng, "4c6490 8c4848 5c7c6c 6c5484")
    )
    pen.shadow(0, 0, 0.56, 0.04, 0.5)
    turret(pen, -0.16, 0.075, -0.66, darken(stone, 0.1), roof, look)
    turret(pen, 0.18, 0.085, -0.72, darken(stone, 0.1), roof, look)
    wall(pen, -0.4, -0.36, 0.4, 0, stone, "stone")
    for k in range(11):
        pen.fill(box(-0.4 + k * 0.075, -0.4, -0.36 + k * 0.075, -0.355), lighten(stone, 0.05), slope=0.4)
    turret(pen, -0.42, 0.09, -0.5, stone, roof, look)
    turret(pen, 0.42, 0.09, -0.5, stone, roof, look)
    pen.fill(box(-0.14, -0.46, 0.14, 0), lighten(stone, 0.06), volume=0.5, grain=0.8, cell=0.05)
    for k in range(4):
        pen.fill(box(-0.14 + k * 0.077, -0.5, -0.1 + k * 0.077, -0.455), lighten(stone, 0.1), slope=0.4)
    door(pen, -0.08, -0.24, 0.08, ink("6c4630"))
    window(pen, -0.03, -0.42, 0.03, -0.31, lighten(stone, 0.2), look.night, True)
    for x in (-0.27, 0.27):
        window(pen, x - 0.022, -0.26, x + 0.022, -0.15, lighten(stone, 0.2), look.night, True)


@thing("tower", tall=0.88, wide=0.42, size=9.0, palette="c0ac90 b09c8c c8b8a0 a8a0a0")
def tower(pen: Pen, look: Look) -> None:
    """A clock tower."""
    stone = look.colour
    roof = choose(pen.rng, "4c6470 7c4c40 5c5468")
    pen.shadow(0.02, 0, 0.2, 0.03, 0.5)
    wall(pen, -0.13, -0.74, 0.13, 0, stone, "stone")
    for y in (-0.46, -0.28):
        window(pen, -0.03, y, 0.03, y + 0.11, lighten(stone, 0.3), look.night, True)
    door(pen, -0.05, -0.17, 0.05, ink("6c4630"))
    pen.fill(box(-0.16, -0.77, 0.16, -0.735), lighten(stone, 0.2), slope=0.5)
    pen.fill(box(-0.16, -0.53, 0.16, -0.505), lighten(stone, 0.2), slope=0.5)
    pen.fill(oval(0, -0.63, 0.09), lighten(stone, 0.35), volume=0.6)
    glowing = look.night > 0.2
    pen.fill(oval(0, -0.63, 0.075), ink("fff0c8") if glowing else ink("f6f0e0"), shine=glowing)
    for angle, reach in ((float(pen.rng.uniform(0, 6)), 0.04), (float(pen.rng.uniform(0, 6)), 0.06)):
        pen.stroke(
            path((0, -0.63), (math.sin(angle) * reach, -0.63 - math.cos(angle) * reach)), ink("34302c"), 0.01
        )
    pen.fill(poly((-0.17, -0.765), (0, -1.0), (0.17, -0.765)), roof, volume=0.7, slope=0.2)
    if look.snow:
        pen.fill(
            poly((-0.12, -0.84), (0, -1.005), (0.12, -0.84), (0.04, -0.86), (0, -0.84), (-0.06, -0.865)),
            SNOW,
            volume=0.5,
        )


@thing("lighthouse", tall=0.86, wide=0.62, size=8.0, palette="d8443c f2eee6 3c6ca8 c84838")
def lighthouse(pen: Pen, look: Look) -> None:
    """Striped, on a rock, its beam lit from dusk."""
    band = look.colour
    other = (
        look.second
        if look.named and look.second != band
        else ink("f4f0e8")
        if sum(band) < 600
        else ink("d04840")
    )
    rock = ink("7c746c")
    for x, y, rx, ry in ((-0.1, -0.04, 0.22, 0.08), (0.13, -0.03, 0.2, 0.07), (0.0, -0.07, 0.2, 0.07)):
        pen.fill(oval(x, y, rx, ry), rock, volume=0.9, grain=1.5, cell=0.03)
    count = 6
    for k in range(count):
        a, b = k / count, (k + 1) / count
        low, high = -0.08 - 0.64 * a, -0.08 - 0.64 * b
        left, right = 0.125 - 0.05 * a, 0.125 - 0.05 * b
        pen.fill(
            poly((-left, low), (left, low), (right, high), (-right, high)), band if k % 2 == 0 else other
        )
    lit = pen.light.toward[0] * pen.side < 0
    dark = poly((0.02, -0.08), (0.125, -0.08), (0.075, -0.72), (0.012, -0.72))
    pen.fill(dark if lit else dark * (-1, 1), pen.light.shade, alpha=0.3, soft=0.02)
    for y in (-0.24, -0.45, -0.6):
        pen.fill(
            arch(-0.016, y - 0.045, 0.016, y, 1.0),
            WARM if look.night > 0.2 else ink("34465a"),
            shine=look.night > 0.2,
        )
    pen.fill(arch(-0.035, -0.18, 0.035, -0.085, 1.0), ink("6c4630"), volume=0.5)
    _lantern_room(pen, look, band, other)


def _lantern_room(pen: Pen, look: Look, band: RGB, other: RGB) -> None:
    """Gallery, lamp and beams."""
    pen.fill(box(-0.1, -0.745, 0.1, -0.72), ink("4c4c54"), slope=0.5)
    for x in np.linspace(-0.095, 0.095, 8).tolist():
        pen.stroke(path((x, -0.745), (x, -0.79)), ink("4c4c54"), 0.006)
    pen.stroke(path((-0.1, -0.79), (0.1, -0.79)), ink("4c4c54"), 0.008)
    pen.fill(
        box(-0.055, -0.85, 0.055, -0.745), ink("fff0b8") if look.night > 0.1 else ink("cfe4ee"), shine=True
    )
    for x in (-0.055, 0, 0.055):
        pen.stroke(path((x, -0.745), (x, -0.85)), ink("4c4c54"), 0.007)
    pen.fill(
        blob((-0.075, -0.845), (-0.05, -0.91), (0, -0.95), (0.05, -0.91), (0.075, -0.845)),
        band if sum(band) < 600 else other,
        volume=0.9,
    )
    pen.stroke(path((0, -0.94), (0, -1.0)), ink("4c4c54"), 0.01)
    if look.night > 0.1:
        for side in (-1, 1):
            beam = poly((0, -0.79), (1.5 * side, -0.98), (1.5 * side, -0.66))
            pen.fill(beam, (255, 244, 190), alpha=0.2 * look.night + 0.06, soft=0.035, shine=True)
        pen.glow(0, -0.8, 0.45, (255, 236, 170), 0.9 * min(1, look.night + 0.3))


@thing("windmill", tall=0.84, wide=0.86, size=7.0, palette="e8ddc8 c8b090 b88c68 d8d4cc")
def windmill(pen: Pen, look: Look) -> None:
    """A tower mill with four lattice sails."""
    stone = look.colour
    cap = choose(pen.rng, "7c4434 5c4c44 4c5c68")
    pen.shadow(0.03, 0, 0.26, 0.04, 0.5)
    body = poly((-0.2, 0), (0.2, 0), (0.12, -0.6), (-0.12, -0.6))
    pen.fill(body, stone, volume=0.9, grain=0.8, cell=0.06)
    pen.fill(blob((-0.14, -0.59), (-0.1, -0.7), (0, -0.76), (0.1, -0.7), (0.14, -0.59)), cap, volume=1.0)
    pen.fill(box(-0.15, -0.605, 0.15, -0.585), darken(cap, 0.3))
    door(pen, -0.05, -0.19, 0.05, ink("7c5034"))
    for x, y in ((-0.02, -0.34), (0.02, -0.47)):
        window(pen, x - 0.028, y - 0.03, x + 0.028, y + 0.04, lighten(stone, 0.4), look.night)
    spin = float(pen.rng.uniform(0.35, 1.2))
    cloth = ink("f4ecd8")
    for k in range(4):
        at = pen.at(0, -0.62, 0.86, turn=spin + k * math.pi / 2)
        at.stroke(path((0, 0), (0, -0.46)), ink("6c4a34"), 0.02, 0.012)
        at.fill(box(0.008, -0.45, 0.085, -0.11), cloth, alpha=0.85, slope=0.1, grain=0.4, cell=0.05)
        for j in range(8):
            at.stroke(path((0, -0.12 - j * 0.046), (0.088, -0.12 - j * 0.046)), ink("6c4a34"), 0.006)
        at.stroke(path((0.086, -0.11), (0.086, -0.45)), ink("6c4a34"), 0.007)
    pen.fill(oval(0, -0.64, 0.03), ink("5c4030"), volume=1.0)
    if look.snow:
        pen.fill(blob((-0.1, -0.7), (0, -0.77), (0.1, -0.7), (0, -0.72)), SNOW, volume=0.5)


@thing("pagoda", tall=0.86, wide=0.72, size=8.0, palette="b8443c a83c34 8c5040 c85c44")
def pagoda(pen: Pen, look: Look) -> None:
    """Five storeys with upturned eaves."""
    red = look.colour
    tile = choose(pen.rng, "3c5460 4c5c4c 5c5048")
    pen.shadow(0, 0, 0.36, 0.04, 0.5)
    pen.fill(box(-0.34, -0.05, 0.34, 0), ink("a8a098"), slope=0.5, grain=0.6, cell=0.04)
    y, half = -0.05, 0.25
    for level in range(5):
        high = 0.1 - 0.008 * level
        pen.fill(box(-half * 0.8, y - high, half * 0.8, y), red, slope=0.15, volume=0.3)
        for k in range(5):
            x = -half * 0.8 + k * half * 0.4
            pen.fill(box(x - 0.008, y - high, x + 0.008, y), darken(red, 0.4))
            if k < 4:
                pane = box(x + half * 0.1, y - high * 0.8, x + half * 0.3, y - high * 0.18)
                pen.fill(pane, WARM if look.night > 0.2 else ink("e8d8b0"), shine=look.night > 0.2)
        top = y - high
        eave = blob(
            (-half * 1.5, top - 0.012),
            (-half * 1.05, top + 0.012),
            (0, top + 0.02),
            (half * 1.05, top + 0.012),
            (half * 1.5, top - 0.012),
            (half * 0.95, top - 0.04),
            (half * 0.55, top - 0.075),
            (-half * 0.55, top - 0.075),
            (-half * 0.95, top - 0.04),
        )
        pen.fill(eave, SNOW if look.snow else tile, volume=0.7, slope=0.3)
        pen.stroke(path((-half * 1.45, top), (0, top + 0.022), (half * 1.45, top)), ink("c89c4c"), 0.008)
        y, half = top - 0.07, half * 0.86
    pen.stroke(path((0, y + 0.02), (0, -1.0)), ink("c89c4c"), 0.014)
    for k in range(4):
        pen.fill(oval(0, y - 0.02 - 0.028 * k, 0.028 - 0.004 * k, 0.008), ink("d8b060"), volume=0.6)


@thing("tent", tall=0.5, wide=1.35, size=2.4, palette="e08a3c d85c44 4c8c84 5c7cac c8a84c")
def tent(pen: Pen, look: Look) -> None:
    """A ridge tent, lit from within after dark."""
    cloth = look.colour
    lit = look.night > 0.3
    pen.shadow(0, 0, 0.68, 0.06, 0.5)
    if lit:
        pen.glow(0, -0.35, 1.0, WARM, 0.45)
    side = poly((-0.05, -0.98), (0.28, -0.9), (0.66, -0.02), (0.3, 0.0))
    pen.fill(side, darken(cloth, 0.22), slope=0.2, grain=0.4, cell=0.08)
    front = poly((-0.05, -0.98), (0.34, 0.0), (-0.56, 0.0))
    pen.fill(front, mix(cloth, WARM, 0.45) if lit else cloth, slope=0.2, grain=0.4, cell=0.08, shine=lit)
    inside = poly((-0.05, -0.8), (0.1, 0.0), (-0.25, 0.0))
    pen.fill(inside, ink("ffe0a0") if lit else ink("34302c"), slope=-0.3, shine=lit)
    flap = blob((-0.05, -0.8), (-0.16, -0.5), (-0.34, -0.02), (-0.25, 0.0), (-0.12, -0.4))
    pen.fill(flap, lighten(cloth, 0.22), volume=0.5)
    for a, b in (((-0.05, -0.98), (-0.7, 0.0)), ((0.28, -0.9), (0.76, 0.0))):
        pen.stroke(path(a, b), ink("e8e0d0"), 0.006, alpha=0.8)


@thing("bridge", tall=0.4, wide=2.4, size=6.0, top=0.7, palette="b0a494 a89c90 c0b09c 9c8c80")
def bridge(pen: Pen, look: Look) -> None:
    """A stone bridge of three arches."""
    stone = look.colour
    top = path((-1.18, -0.42), (-0.6, -0.66), (0, -0.76), (0.6, -0.66), (1.18, -0.42))
    body = np.concatenate([top, poly((1.18, 0), (-1.18, 0))])
    pen.fill(body, stone, slope=0.2, grain=1.0, cell=0.08)
    rng = pen.rng
    for _ in range(150):
        x, t = float(rng.uniform(-1.12, 1.12)), float(rng.random())
        y = -(0.38 + 0.36 * (1 - (x / 1.18) ** 2)) * t
        pen.fill(
            box(x - 0.045, y - 0.02, x + 0.045, y + 0.016, 0.01),
            mix(stone, darken(stone, 0.3), float(rng.random())),
            alpha=0.5,
        )
    for x, r in ((-0.72, 0.22), (0.0, 0.3), (0.72, 0.22)):
        pen.fill(arch(x - r * 1.14, -r * 1.9, x + r * 1.14, 0.0, 1.0), lighten(stone, 0.14), volume=0.3)
        pen.fill(
            arch(x - r, -r * 1.72, x + r, 0.0, 1.0), mix(pen.light.haze, ink("3c5c6c"), 0.6), to=ink("2c4858")
        )
    rail = path((-1.2, -0.5), (-0.6, -0.74), (0, -0.84), (0.6, -0.74), (1.2, -0.5))
    pen.stroke(rail, lighten(stone, 0.16), 0.05, volume=0.6)
    for k in range(3, len(rail), 3):
        x, y = rail[k]
        pen.fill(box(float(x) - 0.012, float(y), float(x) + 0.012, float(y) + 0.1), lighten(stone, 0.1))
    if look.snow:
        pen.stroke(rail - (0, 0.028), SNOW, 0.03, volume=0.5)
