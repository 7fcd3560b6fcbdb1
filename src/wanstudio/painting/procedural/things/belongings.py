"""Furniture, and what people own: books, umbrellas, presents, hats."""

import math

import numpy as np

from wanstudio.painting.procedural.drawing.colour import choose, darken, ink, lighten, turn
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import blob, box, oval, path, poly
from wanstudio.painting.procedural.things.registry import Look, thing


@thing(
    "book",
    realm="table",
    tall=0.4,
    wide=1.5,
    size=0.25,
    top=0.86,
    palette="8c3c38 34587c 4c7458 b88438 5c4470",
)
def book(pen: Pen, look: Look) -> None:
    """A thick book lying with its spine to us, a second one on it askew."""
    rng = pen.rng
    pen.shadow(0.04, -0.01, 0.74, 0.08, 0.5)
    for y, half, colour, shift in (
        (0.0, 0.68, look.colour, 0.0),
        (-0.44, 0.58, look.colour if look.named else turn(look.colour, float(rng.uniform(60, 200))), 0.05),
    ):
        at = pen.at(shift, y)
        at.fill(box(-half, -0.44, half, 0.0, 0.06), darken(colour, 0.12), volume=0.5)
        at.fill(box(-half + 0.06, -0.37, half - 0.01, -0.07, 0.01), ink("f2e8d0"), slope=0.2)
        for k in range(7):
            at.stroke(
                path((-half + 0.07, -0.34 + 0.04 * k), (half - 0.02, -0.34 + 0.04 * k)), ink("c8b898"), 0.006
            )
        top = poly((-half + 0.02, -0.44), (-half + 0.16, -0.56), (half + 0.04, -0.56), (half, -0.44))
        at.fill(top, lighten(colour, 0.1), slope=0.3, grain=0.5, cell=0.1)
        at.fill(box(-half, -0.44, -half + 0.14, 0.0, 0.05), colour, volume=0.9)
        at.fill(box(-half + 0.02, -0.36, -half + 0.12, -0.32), ink("e0b860"))
        at.fill(box(-half + 0.02, -0.12, -half + 0.12, -0.08), ink("e0b860"))


@thing("umbrella", tall=0.76, wide=1.1, size=1.0, palette="d8443c e8b03c 3c7cb0 8c5ab0 3c9c84 e8709c")
def umbrella(pen: Pen, look: Look) -> None:
    """An open umbrella standing on the tip of its handle."""
    base = look.colour
    other = look.second if look.named and look.second != base else base
    if look.pose != "held":
        pen.shadow(0, -0.01, 0.4, 0.05, 0.4)
    pen.stroke(path((0, -0.95), (0, -0.12)), ink("6c4a34"), 0.024, volume=0.8)
    pen.stroke(path((0, -0.14), (0.01, -0.02), (0.08, -0.0), (0.11, -0.08)), ink("8c5a38"), 0.034, volume=0.8)
    edges = np.sin(np.linspace(-1, 1, 7) * math.pi / 2) * 0.54
    for k in range(6):
        a, b = float(edges[k]), float(edges[k + 1])
        low = -0.52
        gore = np.concatenate(
            [
                path((0, -0.96), (a * 0.62, -0.86), (a, low)),
                path((a, low), ((a + b) / 2, low - 0.05), (b, low))[1:],
                path((b, low), (b * 0.62, -0.86), (0, -0.96))[1:],
            ]
        )
        tone = base if k % 2 == 0 else other
        shade = (k - 2.5) / 2.5 * pen.light.toward[0] * pen.side
        pen.fill(
            gore,
            lighten(tone, 0.2 * shade) if shade > 0 else darken(tone, -0.38 * shade),
            slope=0.25,
            volume=0.25,
        )
    pen.stroke(path((0, -0.95), (0, -1.0)), ink("6c4a34"), 0.02)


@thing("table", tall=0.46, wide=1.7, size=1.0, top=0.94, palette="9c6a40 84542e b07c4c 6c4830")
def table(pen: Pen, look: Look) -> None:
    """A wooden table, seen a little from above."""
    wood = look.colour
    pen.shadow(0, -0.03, 0.85, 0.1, 0.4)
    for x, y in ((-0.6, -0.1), (0.6, -0.1), (-0.74, 0.0), (0.74, 0.0)):
        pen.fill(
            poly((x - 0.05, -0.8), (x + 0.05, -0.8), (x + 0.03, y), (x - 0.03, y)),
            darken(wood, 0.25 if y else 0.1),
            volume=0.8,
        )
    pen.fill(box(-0.76, -0.84, 0.76, -0.7), darken(wood, 0.2), slope=0.4, grain=0.8, cell=0.05, stretch=6)
    pen.fill(
        poly((-0.7, -1.0), (0.7, -1.0), (0.85, -0.86), (-0.85, -0.86)),
        wood,
        slope=-0.2,
        grain=1.2,
        cell=0.04,
        stretch=8,
    )
    pen.fill(
        box(-0.85, -0.87, 0.85, -0.8, 0.02), lighten(wood, 0.12), slope=0.5, grain=0.8, cell=0.04, stretch=8
    )


@thing("chair", tall=0.56, wide=0.9, size=1.0, top=0.48, palette="b05c48 4c7484 6c8458 c89444 84607c")
def chair(pen: Pen, look: Look) -> None:
    """An armchair."""
    body = look.colour
    pen.shadow(0, -0.02, 0.5, 0.07, 0.5)
    for x in (-0.34, 0.34):
        pen.fill(box(x - 0.03, -0.12, x + 0.03, 0), ink("5c4030"), volume=0.8)
    pen.fill(
        blob(
            (-0.34, -0.2), (-0.38, -0.7), (-0.28, -0.96), (0, -1.0), (0.28, -0.96), (0.38, -0.7), (0.34, -0.2)
        ),
        body,
        volume=0.9,
        grain=0.4,
        cell=0.05,
    )
    for x in (-0.13, 0.0, 0.13):
        for y in (-0.82, -0.66):
            pen.fill(oval(x, y, 0.016), darken(body, 0.4), soft=0.006)
    pen.fill(box(-0.36, -0.3, 0.36, -0.1, 0.04), darken(body, 0.14), volume=0.7)
    pen.fill(box(-0.29, -0.48, 0.29, -0.28, 0.08), lighten(body, 0.08), volume=1.0)
    for side in (-1, 1):
        pen.fill(
            box(0.28 * side - 0.0, -0.58, 0.45 * side, -0.1, 0.07)
            if side > 0
            else box(-0.45, -0.58, -0.28, -0.1, 0.07),
            body,
            volume=1.0,
        )


@thing("gift", realm="table", tall=0.56, wide=0.95, size=0.35, palette="d8443c 3c7cb0 e8b03c 4c9c6c b070c0")
def gift(pen: Pen, look: Look) -> None:
    """A wrapped box with a bow."""
    band = ink("f4e2a8") if sum(look.colour) < 520 else ink("d8443c")
    pen.shadow(0.04, -0.01, 0.5, 0.07, 0.5)
    pen.fill(box(-0.4, -0.66, 0.4, 0, 0.02), look.colour, volume=0.6, slope=0.15)
    pen.fill(box(-0.44, -0.78, 0.44, -0.6, 0.02), lighten(look.colour, 0.12), volume=0.6)
    pen.fill(box(-0.07, -0.78, 0.07, 0), band, volume=0.5)
    for side in (-1, 1):
        pen.fill(
            blob((0, -0.78), (0.1 * side, -0.98), (0.28 * side, -0.98), (0.24 * side, -0.82)),
            band,
            volume=1.0,
        )
        pen.fill(poly((0, -0.78), (0.16 * side, -0.62), (0.26 * side, -0.64)), darken(band, 0.12))
    pen.fill(oval(0, -0.8, 0.06), darken(band, 0.1), volume=1.0)


@thing("ball", tall=0.42, wide=1.0, size=0.4, palette="d8443c 3c7cb0 e8b03c 4c9c6c")
def ball(pen: Pen, look: Look) -> None:
    """A beach ball."""
    other = look.second if look.named and look.second != look.colour else ink("f6f2e8")
    pen.shadow(0.06, -0.02, 0.44, 0.09, 0.5)
    pen.fill(oval(0, -0.5, 0.5), look.colour, volume=1.4)
    for a, b in ((-0.34, -0.1), (0.14, 0.36)):
        gore = np.concatenate(
            [path((0, -1), (a * 1.3, -0.5), (0, 0)), path((0, 0), (b * 1.3, -0.5), (0, -1))]
        )
        pen.fill(gore, other, volume=0.4, alpha=0.92)
    pen.fill(oval(-0.17, -0.72, 0.1, 0.07, -0.5), (255, 255, 255), alpha=0.6, soft=0.04)


@thing("hat", tall=0.4, wide=1.7, size=0.35, palette="e0c080 d8b070 c89c68 b05c48")
def hat(pen: Pen, look: Look) -> None:
    """A straw hat with a ribbon."""
    band = (
        look.second if look.named and look.second != look.colour else choose(pen.rng, "b8443c 34587c 4c7c5c")
    )
    pen.shadow(0, -0.02, 0.8, 0.14, 0.45)
    pen.fill(oval(0, -0.2, 0.82, 0.2), look.colour, volume=0.9, grain=1.0, cell=0.05, stretch=3)
    pen.fill(
        blob(
            (-0.46, -0.26), (-0.4, -0.8), (-0.2, -0.98), (0.2, -0.98), (0.4, -0.8), (0.46, -0.26), (0, -0.16)
        ),
        look.colour,
        volume=1.1,
        grain=1.2,
        cell=0.04,
        stretch=4,
    )
    pen.fill(
        blob((-0.46, -0.26), (-0.44, -0.46), (0, -0.36), (0.44, -0.46), (0.46, -0.26), (0, -0.15)),
        band,
        volume=0.8,
    )
