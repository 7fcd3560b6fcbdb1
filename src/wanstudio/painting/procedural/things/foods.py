"""What is eaten."""

import math

import numpy as np

from wanstudio.painting.procedural.drawing.colour import choose, darken, ink, lighten, mix, vary
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import blob, box, oval, path, petals, poly, ribbon
from wanstudio.painting.procedural.things.buildings import WARM
from wanstudio.painting.procedural.things.registry import Look, thing


@thing("apple", realm="table", tall=0.54, wide=0.95, size=0.1, palette="cc3430 d84a34 8cac3c e0b43c")
def apple(pen: Pen, look: Look) -> None:
    """An apple, blushing on the side of the light."""
    rng = pen.rng
    pen.shadow(0.08, -0.02, 0.4, 0.08, 0.5)
    body = blob(
        (0, -0.78),
        (-0.2, -0.85),
        (-0.42, -0.7),
        (-0.45, -0.4),
        (-0.3, -0.08),
        (-0.1, -0.0),
        (0, -0.03),
        (0.1, 0.0),
        (0.3, -0.08),
        (0.45, -0.4),
        (0.42, -0.7),
        (0.2, -0.85),
    )
    pen.fill(
        body,
        look.colour,
        to=vary(mix(look.colour, ink("e8b848"), 0.18), rng),
        volume=1.35,
        grain=0.4,
        cell=0.04,
        stretch=0.2,
    )
    pen.hairs(body, 240, 0.09, 1.57, 0.2, 0.05, width=0.006)
    pen.fill(oval(0, -0.77, 0.12, 0.035), darken(look.colour, 0.45), soft=0.02)
    pen.stroke(path((0, -0.75), (0.01, -0.88), (0.06, -0.98)), ink("5c4028"), 0.04, 0.03)
    leaf = blob((0.03, -0.86), (0.16, -1.0), (0.34, -0.98), (0.2, -0.86))
    pen.fill(leaf, ink("6c9c3c"), volume=0.8)
    pen.fill(oval(-0.2, -0.6, 0.075, 0.11, 0.5), (255, 255, 255), alpha=0.5, soft=0.035)


@thing("fruit", realm="table", tall=0.5, wide=1.0, size=0.1, palette="f0922c f4b03c f0a078")
def fruit(pen: Pen, look: Look) -> None:
    """An orange, with a leaf."""
    pen.shadow(0.08, -0.02, 0.44, 0.08, 0.5)
    pen.fill(oval(0, -0.47, 0.47), look.colour, volume=1.35, grain=0.7, cell=0.035)
    pen.fill(petals(0, -0.9, 0.06, 5, 0.3), ink("5c7c34"))
    pen.fill(blob((0.02, -0.9), (0.2, -1.0), (0.4, -0.94), (0.2, -0.84)), ink("5c9440"), volume=0.8)
    pen.fill(oval(-0.18, -0.68, 0.1, 0.08), (255, 255, 255), alpha=0.45, soft=0.04)


@thing("cake", realm="table", tall=0.62, wide=1.15, size=0.3, palette="f4c8d0 f6ecd8 8c5a3c f0a8b8 e8d8f0")
def cake(pen: Pen, look: Look) -> None:
    """Two tiers, icing that runs, berries and candles."""
    rng = pen.rng
    icing = look.colour
    sponge = ink("e0b878")
    pen.shadow(0.04, -0.01, 0.56, 0.07, 0.5)
    pen.fill(oval(0, -0.05, 0.56, 0.07), ink("f0ece4"), volume=0.9)
    for half, low, top in ((0.46, -0.07, -0.4), (0.3, -0.4, -0.66)):
        pen.fill(
            np.concatenate([oval(0, low, half, half * 0.13)[:29], poly((-half, top), (half, top))]),
            mix(icing, sponge, 0.35),
            volume=0.9,
            grain=0.4,
            cell=0.04,
        )
        pen.fill(oval(0, top, half, half * 0.14), lighten(icing, 0.2), volume=0.4)
        for k in range(13):
            x = half * math.sin((k / 12 - 0.5) * math.pi)
            reach = 0.05 + 0.05 * ((k * 7) % 5) / 5
            y = top + half * 0.13 * math.sqrt(max(0, 1 - (x / half) ** 2))
            pen.fill(
                ribbon(path((x, y - 0.02), (x, y + reach)), 0.07, 0.055), lighten(icing, 0.2), volume=0.8
            )
    for k in range(9):
        x = 0.44 * math.sin((k / 8 - 0.5) * math.pi)
        pen.fill(
            oval(x, -0.4 + 0.055 * math.sqrt(max(0, 1 - (x / 0.44) ** 2)), 0.038),
            choose(rng, "c8283c a82048 d83c4c"),
            volume=1.2,
        )
    for k in range(3):
        x = -0.14 + 0.14 * k
        pen.fill(box(x - 0.014, -0.84, x + 0.014, -0.67), choose(rng, "5c9cc8 e8a03c d86c9c"), volume=0.8)
        pen.glow(x, -0.89, 0.16, WARM, 0.5)
        pen.fill(
            blob((x, -0.95), (x + 0.018, -0.88), (x, -0.85), (x - 0.018, -0.88)), ink("ffcc50"), shine=True
        )
