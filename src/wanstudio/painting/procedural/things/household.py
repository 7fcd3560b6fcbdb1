"""Things of the house: crockery, lamps, books, furniture, and what is eaten."""

import math

from wanstudio.painting.procedural.drawing.colour import darken, ink, lighten, mix
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import blob, box, oval, path, poly, ribbon
from wanstudio.painting.procedural.things.buildings import WARM
from wanstudio.painting.procedural.things.flowers import bunch, colours_for
from wanstudio.painting.procedural.things.registry import Look, thing


@thing(
    "cup", realm="table", tall=0.54, wide=1.35, size=0.12, palette="c85c4c 3c7c8c e8e2d4 d8a83c 5c84b0 8cac84"
)
def cup(pen: Pen, look: Look) -> None:
    """A mug on its saucer, steaming."""
    body = look.colour
    pen.shadow(0.08, -0.02, 0.66, 0.1, 0.5)
    pen.fill(oval(0, -0.06, 0.6, 0.1), lighten(body, 0.15), volume=0.9)
    pen.fill(oval(0, -0.075, 0.42, 0.06), darken(body, 0.22), soft=0.01)
    ring = ribbon(path((0.34, -0.66), (0.58, -0.64), (0.6, -0.42), (0.3, -0.26)), 0.08, 0.08)
    pen.fill(ring, body, volume=1.0)
    mug = blob(
        (-0.4, -0.78),
        (-0.39, -0.5),
        (-0.32, -0.2),
        (-0.2, -0.08),
        (0.2, -0.08),
        (0.32, -0.2),
        (0.39, -0.5),
        (0.4, -0.78),
        (0.2, -0.74),
        (-0.2, -0.74),
    )
    pen.fill(mug, body, volume=1.25)
    pen.fill(box(-0.3, -0.66, -0.24, -0.28, 0.03), (255, 255, 255), alpha=0.3, soft=0.02)
    pen.fill(oval(0, -0.78, 0.4, 0.1), lighten(body, 0.35), volume=0.5)
    pen.fill(oval(0, -0.775, 0.355, 0.082), darken(body, 0.35))
    pen.fill(oval(0, -0.765, 0.34, 0.07), ink("7c4a28"), to=ink("4c2c18"))
    pen.fill(oval(-0.08, -0.775, 0.12, 0.02), ink("d8a878"), alpha=0.7, soft=0.012)
    for x in (-0.12, 0.02, 0.15):
        bend = float(pen.rng.uniform(-0.05, 0.05))
        steam = path((x, -0.82), (x + 0.06, -0.92), (x - 0.05 + bend, -1.02), (x + 0.03, -1.12))
        pen.stroke(steam, (250, 250, 250), 0.05, 0.01, alpha=0.3, soft=0.02)


@thing(
    "vase", realm="table", tall=0.7, wide=0.72, size=0.5, palette="4c7c9c e8e2d6 8cac94 c87850 34505c b894b0"
)
def vase(pen: Pen, look: Look) -> None:
    """A glazed vase with a bunch of flowers."""
    rng = pen.rng
    pen.shadow(0.05, -0.01, 0.24, 0.05, 0.5)
    named = look.second if look.parts and look.second != look.colour else None
    blooms = [named] if named else colours_for(Look((0, 0, 0), (0, 0, 0)), rng)
    bunch(pen.at(0, -0.4), 0.66, 0.62, blooms, 16)
    body = blob(
        (-0.09, -0.46),
        (-0.075, -0.4),
        (-0.17, -0.26),
        (-0.16, -0.1),
        (-0.09, 0.0),
        (0.09, 0.0),
        (0.16, -0.1),
        (0.17, -0.26),
        (0.075, -0.4),
        (0.09, -0.46),
    )
    pen.fill(body, look.colour, volume=1.3, grain=0.2, cell=0.05)
    pen.stroke(path((-0.155, -0.2), (0, -0.18), (0.155, -0.2)), lighten(look.colour, 0.5), 0.012, alpha=0.7)
    pen.stroke(path((-0.16, -0.16), (0, -0.14), (0.16, -0.16)), lighten(look.colour, 0.5), 0.006, alpha=0.7)
    pen.fill(oval(-0.085, -0.27, 0.018, 0.06, 0.15), (255, 255, 255), alpha=0.55, soft=0.008)


@thing("lamp", realm="table", tall=0.66, wide=0.72, size=0.5, palette="e0b45c c86c4c 5c8c84 d8d0bc 7c6c9c")
def lamp(pen: Pen, look: Look) -> None:
    """A table lamp, lit."""
    brass = ink("b08c4c")
    pen.shadow(0.02, -0.01, 0.24, 0.04, 0.5)
    pen.glow(0, -0.7, 0.9, WARM, 0.5)
    pen.fill(oval(0, -0.03, 0.2, 0.04), brass, volume=1.0)
    pen.fill(ribbon(path((0, -0.04), (0, -0.3), (0, -0.55)), 0.05, 0.035, 0.05), brass, volume=1.2)
    shade = poly((-0.16, -0.98), (0.16, -0.98), (0.34, -0.5), (-0.34, -0.5))
    pen.fill(shade, lighten(look.colour, 0.4), to=look.colour, volume=0.5, shine=True)
    pen.fill(oval(0, -0.5, 0.34, 0.05), lighten(look.colour, 0.65), shine=True)
    for k in range(-3, 4):
        pen.stroke(path((k * 0.046, -0.98), (k * 0.1, -0.49)), darken(look.colour, 0.2), 0.005, alpha=0.4)
    pen.glow(0, -0.42, 0.5, WARM, 0.55)


@thing("lantern", realm="air", tall=0.3, wide=0.75, size=0.6, palette="d83c30 e8842c d83c30 f0b04c")
def lantern(pen: Pen, look: Look) -> None:
    """A paper lantern, glowing."""
    body = look.colour
    pen.glow(0, -0.55, 0.95, mix(body, WARM, 0.6), 0.4 + 0.35 * look.night)
    pen.fill(oval(0, -0.55, 0.36, 0.3), mix(body, WARM, 0.3), volume=0.8, shine=True)
    pen.fill(oval(0, -0.52, 0.18, 0.22), lighten(WARM, 0.3), alpha=0.6, soft=0.09, shine=True)
    for k in (-0.75, -0.4, 0.0, 0.4, 0.75):
        rib = path((k * 0.14, -0.84), (k * 0.4, -0.55), (k * 0.14, -0.26))
        pen.stroke(rib, darken(body, 0.35), 0.01, alpha=0.55)
    for y in (-0.87, -0.25):
        pen.fill(box(-0.15, y - 0.03, 0.15, y + 0.03, 0.015), ink("8c5a24"), volume=0.8)
    pen.stroke(path((0, -0.9), (0, -1.0)), ink("4c3828"), 0.012)
    for x in (-0.05, 0.0, 0.05):
        pen.stroke(path((x * 0.5, -0.22), (x, 0.0)), ink("e0a83c"), 0.018, 0.008)


@thing("candle", realm="table", tall=0.7, wide=0.42, size=0.3, palette="f0e6d0 c84c44 e8d8b8 7c94ac")
def candle(pen: Pen, look: Look) -> None:
    """A burning candle with drips of wax."""
    pen.shadow(0.02, -0.01, 0.2, 0.04, 0.45)
    pen.fill(oval(0, -0.04, 0.19, 0.045), ink("b08c4c"), volume=1.0)
    pen.fill(box(-0.09, -0.66, 0.09, -0.05, 0.03), look.colour, volume=1.1, slope=0.4)
    for x, y in ((-0.06, -0.5), (0.02, -0.56), (0.07, -0.44)):
        pen.fill(ribbon(path((x, -0.65), (x, y)), 0.04, 0.035), lighten(look.colour, 0.25), volume=0.8)
    pen.stroke(path((0, -0.64), (0.005, -0.71)), ink("3c3028"), 0.012)
    pen.glow(0, -0.8, 0.95, WARM, 0.6)
    pen.fill(
        blob((0, -0.98), (0.045, -0.82), (0.03, -0.72), (-0.03, -0.72), (-0.045, -0.82)),
        ink("ffd060"),
        to=ink("ff9430"),
        soft=0.012,
        shine=True,
    )
    pen.fill(oval(0, -0.77, 0.018, 0.04), ink("fffbe0"), soft=0.008, shine=True)


@thing("clock", realm="table", tall=0.6, wide=0.95, size=0.3, palette="c89444 b05c48 4c7c84 e8e0d0")
def clock(pen: Pen, look: Look) -> None:
    """A round alarm clock on two feet."""
    pen.shadow(0, -0.01, 0.4, 0.05, 0.45)
    for side in (-1, 1):
        pen.stroke(path((0.2 * side, -0.15), (0.32 * side, 0.0)), darken(look.colour, 0.4), 0.06)
        pen.fill(oval(0.24 * side, -0.9, 0.15, 0.1, 0.6 * side), look.colour, volume=1.1)
    pen.fill(oval(0, -0.48, 0.44), look.colour, volume=1.2)
    pen.fill(oval(0, -0.48, 0.35), ink("faf4e6"), volume=-0.3)
    for k in range(12):
        angle = k * math.pi / 6
        pen.dot(
            math.sin(angle) * 0.29, -0.48 - math.cos(angle) * 0.29, 0.02 if k % 3 else 0.032, ink("34302c")
        )
    hour = float(pen.rng.uniform(0, 2 * math.pi))
    for angle, reach, wide in ((hour, 0.17, 0.032), (hour * 12, 0.26, 0.02)):
        pen.stroke(
            path((0, -0.48), (math.sin(angle) * reach, -0.48 - math.cos(angle) * reach)), ink("34302c"), wide
        )
    pen.dot(0, -0.48, 0.028, ink("c8443c"))
