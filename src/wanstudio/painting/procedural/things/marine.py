"""Animals of the sea beside fish: whale and turtle; and the island they swim about."""

import math

from wanstudio.painting.procedural.drawing.colour import darken, ink, lighten, mix, vary
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import blob, oval, path, petals, ruffle
from wanstudio.painting.procedural.things.creatures import eye
from wanstudio.painting.procedural.things.registry import Look, drawing, thing


@thing("whale", realm="water", tall=0.46, wide=1.9, size=5.0, palette="3c6c9c 4c7c9c 5c7488 34588c")
def whale(pen: Pen, look: Look) -> None:
    """A round whale with a pale belly, spouting."""
    hide = look.colour
    pen.fill(oval(0, -0.02, 0.86, 0.05), mix(pen.light.haze, (255, 255, 255), 0.5), alpha=0.5, soft=0.02)
    flukes = blob((0.66, -0.36), (0.78, -0.62), (0.98, -0.72), (0.9, -0.56), (1.04, -0.46), (0.82, -0.4))
    pen.fill(flukes, darken(hide, 0.1), volume=0.6)
    body = blob(
        (-0.88, -0.3), (-0.84, -0.56), (-0.6, -0.74), (-0.2, -0.74), (0.2, -0.6), (0.54, -0.42), (0.84, -0.5),
        (0.8, -0.28), (0.5, -0.06), (0.1, 0.0), (-0.5, 0.0), (-0.8, -0.1),
    )  # fmt: skip
    pen.fill(body, hide, volume=1.1, slope=0.2)
    belly = blob(
        (-0.86, -0.26), (-0.5, -0.22), (-0.1, -0.2), (0.3, -0.1), (0.0, 0.0), (-0.5, 0.0), (-0.8, -0.1)
    )
    pen.fill(belly, lighten(hide, 0.72), volume=0.4)
    for k in range(5):
        y = -0.2 + 0.04 * k
        pen.stroke(
            path((-0.82 + 0.03 * k, y), (-0.4, y + 0.03), (0.1, y + 0.05)),
            mix(hide, (255, 255, 255), 0.4),
            0.008,
            alpha=0.6,
        )
    pen.fill(blob((-0.28, -0.2), (-0.1, -0.2), (0.06, 0.04), (-0.12, 0.02)), darken(hide, 0.16), volume=0.7)
    eye(pen, -0.6, -0.34, 0.036)
    pen.stroke(path((-0.86, -0.27), (-0.7, -0.23), (-0.58, -0.25)), darken(hide, 0.5), 0.012)
    for side in (-1, 1):
        for k in range(3):
            jet = path(
                (-0.5, -0.75), (-0.5 + 0.04 * side, -0.92), (-0.5 + (0.1 + 0.05 * k) * side, -0.94 + 0.06 * k)
            )
            pen.stroke(jet, (236, 248, 255), 0.03, 0.012, alpha=0.75)


@thing("turtle", tall=0.42, wide=1.6, size=0.6, top=0.95, palette="5c8c4c 6c9458 4c7c5c 7c8c4c")
def turtle(pen: Pen, look: Look) -> None:
    """A domed shell of plates on four short legs."""
    skin = lighten(look.colour, 0.3)
    shell = darken(mix(look.colour, ink("7c5430"), 0.25), 0.1)
    pen.shadow(0, -0.01, 0.72, 0.07, 0.5)
    pen.fill(blob((0.5, -0.2), (0.72, -0.12), (0.8, -0.02), (0.5, -0.08)), skin, volume=0.6)
    for x in (-0.4, 0.4):
        pen.fill(oval(x, -0.12, 0.13, 0.14), skin, volume=0.8)
    neck = blob((-0.44, -0.3), (-0.56, -0.56), (-0.74, -0.62), (-0.82, -0.46), (-0.7, -0.34), (-0.5, -0.12))
    pen.fill(neck, skin, volume=0.9)
    dome = blob(
        (-0.6, -0.16), (-0.52, -0.5), (-0.26, -0.86), (0.1, -0.94), (0.42, -0.7), (0.6, -0.36), (0.62, -0.14)
    )
    pen.fill(dome, shell, volume=1.1)
    for x, y, r in (
        (-0.04, -0.68, 0.17),
        (-0.34, -0.44, 0.14),
        (0.3, -0.5, 0.15),
        (0.0, -0.34, 0.15),
        (0.46, -0.28, 0.1),
    ):
        pen.fill(petals(x, y, r, 6, 0.12, 0.5), vary(lighten(shell, 0.22), pen.rng), volume=0.8)
    pen.fill(
        blob((-0.64, -0.2), (0, -0.14), (0.66, -0.2), (0.6, -0.08), (0, -0.05), (-0.6, -0.08)),
        lighten(shell, 0.35),
        volume=0.7,
    )
    eye(pen, -0.72, -0.52, 0.035)
    pen.stroke(path((-0.81, -0.43), (-0.74, -0.4), (-0.68, -0.42)), darken(skin, 0.5), 0.014)


@thing("island", realm="water", tall=0.5, wide=1.7, size=8.0, top=0.2, palette="e8cc90 f0d8a0 dcc088")
def island(pen: Pen, look: Look) -> None:
    """A hump of sand and green with leaning palms."""
    rng, sand = pen.rng, look.colour
    foam = mix(pen.light.haze, (255, 255, 255), 0.6)
    pen.fill(oval(0, -0.01, 0.86, 0.05), foam, alpha=0.6, soft=0.02)
    pen.fill(
        blob((-0.8, 0.0), (-0.6, -0.1), (-0.2, -0.17), (0.3, -0.16), (0.66, -0.08), (0.8, 0.0)),
        sand,
        volume=0.7,
        grain=0.7,
        cell=0.04,
    )
    for x, r in ((-0.3, 0.13), (-0.05, 0.18), (0.22, 0.15), (0.42, 0.09)):
        pen.fill(
            ruffle(oval(x, -0.16, r * 1.3, r), rng, 0.006),
            vary(ink("5c9448"), rng),
            volume=0.9,
            grain=1.2,
            cell=0.03,
        )
    palm = drawing("palm").draw
    for x, size in ((-0.22, 0.8), (0.14, 0.68), (0.34, 0.5)):
        palm(
            pen.at(x, -0.18, size * float(rng.uniform(0.9, 1.05)), flip=bool(rng.random() < 0.5)),
            Look(ink("4c8c44"), ink("4c8c44"), season="summer"),
        )
    for k in range(7):
        x = -0.7 + 0.22 * k
        pen.fill(oval(x, 0.005 + 0.01 * math.sin(k * 2), 0.09, 0.01), foam, alpha=0.7, soft=0.006)
