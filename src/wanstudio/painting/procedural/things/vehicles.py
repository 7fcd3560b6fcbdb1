"""What travels: on wheels, on water, in the air."""

import math

import numpy as np

from wanstudio.painting.procedural.drawing.colour import RGB, choose, darken, ink, lighten, mix
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import blob, box, oval, path, poly, ribbon
from wanstudio.painting.procedural.things.registry import Look, thing

GLASS = ink("7ca0b4")
RIM = ink("c4c8cc")


def wheel(pen: Pen, x: float, r: float, rim: RGB = RIM) -> None:
    """A tyre and its rim, standing on y = 0."""
    pen.fill(oval(x, -r, r), ink("2a2a30"), volume=0.9)
    pen.fill(oval(x, -r, r * 0.62), rim, volume=0.8)
    for k in range(5):
        angle = k * 2 * math.pi / 5 + 0.3
        pen.stroke(
            path((x, -r), (x + math.cos(angle) * r * 0.56, -r + math.sin(angle) * r * 0.56)),
            darken(rim, 0.4),
            r * 0.14,
        )
    pen.fill(oval(x, -r, r * 0.16), darken(rim, 0.5))


def pane(pen: Pen, outline: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]", night: float) -> None:
    """A window of a vehicle: sky above, dark below, warm at night."""
    if night > 0.5:
        pen.fill(outline, ink("ffdc98"), to=ink("e0a050"), shine=True)
    else:
        pen.fill(outline, mix(GLASS, (255, 255, 255), 0.35), to=darken(GLASS, 0.5), slope=0.3)


@thing(
    "car",
    tall=0.42,
    wide=2.2,
    size=1.9,
    top=0.98,
    palette="c8342c 2c64b0 e0a82c 3c8c5c ecebe6 5c6470 d8703c 7cb0c0",
)
def car(pen: Pen, look: Look) -> None:
    """A rounded small car of the fifties, from the side, heading left."""
    body, trim = look.colour, ink("d8dce0")
    pen.shadow(0, -0.01, 1.06, 0.1, 0.6)
    for x in (-0.63, 0.63):
        pen.fill(oval(x, -0.24, 0.27), ink("1c1c22"))
    cabin = blob(
        (-0.52, -0.56), (-0.36, -0.88), (-0.05, -1.0), (0.3, -0.97), (0.56, -0.82), (0.74, -0.55), (0.1, -0.5)
    )
    pen.fill(cabin, look.second if look.named else body, volume=1.0)
    for outline in (
        blob((-0.42, -0.57), (-0.3, -0.82), (-0.06, -0.91), (-0.04, -0.57)),
        blob((0.03, -0.57), (0.03, -0.91), (0.3, -0.88), (0.46, -0.78), (0.56, -0.58)),
    ):
        pane(pen, outline, look.night)
    hull = blob(
        (-1.04, -0.3), (-1.02, -0.44), (-0.84, -0.55), (-0.5, -0.6), (0.0, -0.6), (0.5, -0.6), (0.86, -0.54),
        (1.03, -0.42), (1.04, -0.22), (0.95, -0.15), (0.4, -0.14), (-0.4, -0.14), (-0.95, -0.16),
    )  # fmt: skip
    pen.fill(hull, body, volume=1.1, slope=0.35)
    pen.stroke(
        path((-0.9, -0.47), (0.0, -0.51), (0.92, -0.45)), lighten(body, 0.65), 0.02, alpha=0.65, soft=0.006
    )
    pen.stroke(path((-0.95, -0.3), (0.0, -0.32), (0.98, -0.3)), trim, 0.018)
    for x in (-0.01, 0.5):
        pen.stroke(path((x, -0.56), (x + 0.02, -0.36), (x, -0.17)), darken(body, 0.5), 0.008, alpha=0.7)
        pen.fill(box(x - 0.16, -0.46, x - 0.05, -0.435, 0.01), trim, volume=0.8)
    for x in (-0.63, 0.63):
        pen.fill(oval(x, -0.22, 0.255)[27:57], darken(body, 0.55))
        wheel(pen, x, 0.21)
    for side, colour in ((-1, ink("fff0c0")), (1, ink("e0443c"))):
        pen.fill(oval(0.98 * side, -0.38, 0.05, 0.06), colour, volume=0.7, shine=True)
        pen.fill(box(0.9 * side, -0.22, 1.07 * side, -0.155, 0.02), trim, volume=0.9)
    if look.night > 0.3:
        pen.glow(-1.02, -0.38, 0.55, (255, 232, 170), 0.85)


@thing("bus", tall=0.5, wide=2.0, size=3.6, top=1.0, palette="c83c34 e0a42c 3c7cb0 4c9468 e8e2d4")
def bus(pen: Pen, look: Look) -> None:
    """A city bus from the side."""
    body = look.colour
    pen.shadow(0, -0.01, 1.0, 0.07, 0.6)
    pen.fill(box(-0.98, -1.0, 0.98, -0.13, 0.1), body, volume=0.7, slope=0.25)
    pen.fill(box(-0.97, -0.42, 0.97, -0.33), ink("f4efe2"), slope=0.2)
    pen.fill(box(-0.9, -1.0, 0.9, -0.95, 0.03), lighten(body, 0.35), soft=0.008)
    for k in range(6):
        x = -0.66 + k * 0.265
        pane(pen, box(x, -0.85, x + 0.225, -0.5, 0.03), look.night)
    pane(pen, box(-0.94, -0.85, -0.71, -0.28, 0.03), look.night)
    pen.fill(box(-0.83, -0.85, -0.82, -0.28), darken(body, 0.5))
    pen.fill(box(-0.6, -0.965, 0.2, -0.885, 0.02), ink("2c2c34"))
    for k in range(7):
        pen.fill(box(-0.55 + k * 0.1, -0.945, -0.49 + k * 0.1, -0.905), ink("ffc860"), shine=True)
    for x in (-0.56, 0.58):
        pen.fill(oval(x, -0.16, 0.175), ink("1c1c22"))
        wheel(pen, x, 0.15)
    for side, colour in ((-1, ink("fff0c0")), (1, ink("e0443c"))):
        pen.fill(oval(0.95 * side, -0.24, 0.03, 0.04), colour, shine=True)


@thing("train", tall=0.46, wide=2.6, size=4.4, top=0.9, palette="2c3c4c a83830 2c5c48 34486c 3a3a42")
def train(pen: Pen, look: Look) -> None:
    """A steam locomotive and a carriage, heading left, under a plume of smoke."""
    body, brass = look.colour, ink("d4a850")
    pen.shadow(0, -0.01, 1.3, 0.06, 0.55)
    for y, tone in ((-0.03, ink("8c8078")), (-0.005, ink("5c5450"))):
        pen.fill(box(-1.34, y - 0.012, 1.34, y + 0.012), tone)
    pen.fill(box(0.36, -0.78, 1.26, -0.16, 0.04), mix(body, ink("a83830"), 0.5), slope=0.3, volume=0.5)
    pen.fill(box(0.32, -0.84, 1.3, -0.75, 0.04), darken(body, 0.3), volume=0.8)
    for k in range(4):
        pane(pen, box(0.43 + k * 0.2, -0.65, 0.58 + k * 0.2, -0.42, 0.02), look.night)
    pen.fill(box(0.36, -0.34, 1.26, -0.3), brass)
    pen.fill(box(-1.02, -0.68, -0.1, -0.26, 0.18), body, volume=1.3)
    for x in (-0.86, -0.6, -0.34):
        pen.fill(box(x, -0.68, x + 0.03, -0.26), brass, volume=0.8)
    pen.fill(box(-0.18, -0.92, 0.26, -0.2, 0.02), body, slope=0.3)
    pen.fill(box(-0.24, -0.98, 0.32, -0.9, 0.03), darken(body, 0.35), volume=0.8)
    pane(pen, box(-0.08, -0.82, 0.15, -0.58, 0.02), look.night)
    pen.fill(
        poly((-0.93, -0.66), (-0.96, -0.92), (-0.76, -0.92), (-0.79, -0.66)), darken(body, 0.2), volume=1.0
    )
    pen.fill(box(-0.98, -0.96, -0.74, -0.9, 0.02), brass, volume=0.8)
    pen.fill(oval(-0.5, -0.68, 0.09, 0.1), brass, volume=1.0)
    _running_gear(pen, look, body)


def _running_gear(pen: Pen, look: Look, body: RGB) -> None:
    """Cowcatcher, wheels, lamp and smoke."""
    pen.fill(poly((-1.08, -0.28), (-1.3, -0.04), (-0.96, -0.04)), ink("a83830"), slope=0.3)
    pen.fill(box(-1.06, -0.3, 0.3, -0.2), darken(body, 0.35), slope=0.4)
    for x, r in (
        (-0.86, 0.1),
        (-0.58, 0.13),
        (-0.26, 0.13),
        (0.06, 0.13),
        (0.55, 0.09),
        (0.76, 0.09),
        (1.06, 0.09),
    ):
        wheel(pen, x, r, ink("b84840"))
    pen.fill(box(-0.6, -0.15, 0.08, -0.12, 0.01), ink("c4c8cc"), volume=0.6)
    pen.fill(oval(-1.03, -0.5, 0.05), ink("fff0c0"), shine=True)
    pen.glow(-1.05, -0.5, 0.3, (255, 236, 180), 0.4 + 0.4 * look.night)
    for k in range(11):
        smoke = lighten(mix(pen.light.haze, (250, 250, 250), 0.5), 0.2)
        spot = oval(-0.84 + 0.02 * k * k, -1.02 - 0.045 * k, 0.07 + 0.022 * k)
        pen.fill(spot, smoke, volume=0.6, alpha=0.7 - 0.05 * k, soft=0.02)


@thing("bicycle", tall=0.46, wide=1.6, size=1.5, top=0.75, palette="c83c34 2c7c8c e0a42c 3c5c8c 4c8c5c")
def bicycle(pen: Pen, look: Look) -> None:
    """Two wheels, a basket of flowers."""
    frame, steel = look.colour, ink("54565c")
    pen.shadow(0, -0.01, 0.85, 0.05, 0.4)
    for x in (-0.5, 0.5):
        for k in range(16):
            angle = k * math.pi / 8
            pen.stroke(
                path((x, -0.3), (x + math.cos(angle) * 0.28, -0.3 + math.sin(angle) * 0.28)),
                ink("a8acb0"),
                0.005,
            )
        ring = oval(x, -0.3, 0.29)
        pen.fill(ribbon(np.concatenate([ring, ring[:2]]), 0.035, 0.035), ink("2c2c32"))
        pen.dot(x, -0.3, 0.03, steel)
    seat, crank, fork, bar = (0.2, -0.68), (0.06, -0.28), (-0.34, -0.7), (-0.36, -0.86)
    for a, b in (
        (seat, crank),
        (seat, (-0.33, -0.66)),
        (crank, (-0.33, -0.62)),
        ((0.5, -0.3), crank),
        ((0.5, -0.3), (0.17, -0.62)),
        (fork, (-0.5, -0.3)),
        (fork, bar),
    ):
        pen.stroke(path(a, b), frame, 0.042, volume=0.7)
    pen.stroke(path((0.22, -0.62), (0.24, -0.8)), steel, 0.03)
    pen.fill(blob((0.1, -0.84), (0.24, -0.87), (0.38, -0.84), (0.26, -0.79)), ink("6c4630"), volume=0.9)
    pen.stroke(path((-0.36, -0.86), (-0.3, -0.94), (-0.16, -0.95)), steel, 0.03)
    pen.fill(oval(0.06, -0.28, 0.07), steel, volume=0.8)
    pen.stroke(path((0.06, -0.28), (0.12, -0.16)), steel, 0.025)
    _basket(pen)


def _basket(pen: Pen) -> None:
    """A basket of flowers before the handlebar."""
    pen.fill(
        poly((-0.72, -0.82), (-0.42, -0.82), (-0.46, -0.6), (-0.67, -0.6)),
        ink("b08850"),
        slope=0.3,
        grain=1.5,
        cell=0.02,
    )
    for k in range(12):
        x = -0.7 + 0.027 * k
        pen.fill(
            oval(x, -0.86 - 0.03 * math.sin(k * 2.2), 0.04),
            choose(pen.rng, "e8506a f2d048 f4efe6 b07ad8 5c9a48"),
            volume=0.9,
        )
