"""Doors and windows that are the subject of a picture of their own."""

import numpy as np

from wanstudio.painting.procedural.drawing.colour import choose, ink, lighten, mix, vary
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import Points, box, oval, path, poly
from wanstudio.painting.procedural.things import buildings
from wanstudio.painting.procedural.things.flowers import BLOOMS, bunch
from wanstudio.painting.procedural.things.registry import Look, thing


@thing("door", tall=0.84, wide=0.72, size=2.2, palette="8c5a30 7a4a2a a06a3a 3c6458 44587c 8c3c38")
def door(pen: Pen, look: Look) -> None:
    """A door in its own piece of wall, with a step and two pots."""
    rng = pen.rng
    leaf = look.colour if look.named or look.material != "wood" else choose(rng, "8c5a30 7a4a2a a06a3a")
    stone = choose(rng, "d8c8b0 c0b4a8 d0c4b8")
    buildings.wall(pen, -0.42, -1.0, 0.42, 0, stone, "stone")
    buildings.door(pen, -0.2, -0.84, 0.2, leaf)
    pen.fill(box(-0.3, -0.03, 0.3, 0.02), ink("b4aca0"), slope=0.6)
    for x in (-0.32, 0.32):
        pot = pen.at(x, 0.0, 0.26)
        bunch(pot.at(0, -0.4), 0.9, 0.8, [choose(rng, BLOOMS), choose(rng, BLOOMS)], 9)
        pot.fill(poly((-0.2, 0), (-0.26, -0.45), (0.26, -0.45), (0.2, 0)), ink("b86c48"), volume=0.9)


@thing(
    "window", realm="wall", tall=0.62, wide=0.95, size=1.6, top=0.06, palette="f2ece0 8c6040 d8ccb8 b08c64"
)
def window(pen: Pen, look: Look) -> None:
    """A window seen from inside: sky and hills beyond, curtains, a sill."""
    rng = pen.rng
    frame = look.colour
    night = look.night > 0.5
    top, low = (ink("14204c"), ink("3c5484")) if night else (ink("7cb8e4"), ink("e4f0ee"))
    pen.fill(box(-0.44, -1.0, 0.44, -0.04), frame, volume=0.4)
    pen.fill(box(-0.39, -0.95, 0.39, -0.1), top, to=low, shine=True)
    if night:
        for _ in range(30):
            pen.dot(
                float(rng.uniform(-0.37, 0.37)),
                float(rng.uniform(-0.93, -0.5)),
                0.004,
                (255, 250, 235),
                shine=True,
            )
    far, near = (ink("26405c"), ink("1c3044")) if night else (ink("9cc0a8"), ink("6ca05c"))
    if look.snow:
        far, near = lighten(far, 0.6), lighten(near, 0.75)
    for y, tone in ((-0.42, far), (-0.3, near)):
        hill = path(
            (-0.39, y + float(rng.uniform(-0.05, 0.05))), (-0.1, y - 0.06), (0.15, y + 0.03), (0.39, y - 0.03)
        )
        pen.fill(_down(hill), tone, slope=0.2, shine=True)
    for x in (-0.2, 0.18, 0.3):
        pen.fill(oval(x, -0.33, 0.05, 0.07), vary(mix(near, ink("2c5c3c"), 0.4), rng), volume=0.7, shine=True)
    bar = 0.022
    pen.fill(box(-bar, -0.96, bar, -0.1), frame, volume=0.5)
    for y in (-0.66, -0.38):
        pen.fill(box(-0.39, y - bar / 2, 0.39, y + bar / 2), frame)
    pen.fill(poly((-0.36, -0.12), (-0.36, -0.5), (0.05, -0.93), (0.25, -0.93)), (255, 255, 255), alpha=0.12)
    cloth = choose(rng, "e8d8c0 c88c7c 8ca8a0 d8b8a8 b8a4c0")
    for side in (-1, 1):
        for k in range(4):
            x = (0.47 - 0.045 * k) * side
            fold = path((x, -1.02), (x - 0.01 * side, -0.55), (x + (0.035 * k - 0.02) * side, -0.05))
            pen.stroke(fold, vary(cloth, rng, 0.4), 0.06, 0.075, volume=0.9)
    pen.stroke(path((-0.56, -1.02), (0.56, -1.02)), ink("7c5c40"), 0.024, volume=0.8)
    pen.fill(box(-0.54, -0.07, 0.54, 0.0, 0.01), lighten(frame, 0.2), slope=0.6)


def _down(line: Points) -> Points:
    """The land below a line, to the foot of the pane."""
    return np.concatenate([line, poly((0.39, -0.1), (-0.39, -0.1))])
