"""What stands in parks and gardens: fountain, bench, bamboo, lotus."""

import math

from wanstudio.painting.procedural.drawing.colour import darken, ink, lighten, mix, vary
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import blob, box, oval, path, ribbon
from wanstudio.painting.procedural.things.registry import Look, thing


@thing("fountain", tall=0.62, wide=1.1, size=3.0, palette="c0b8ac b0aca8 d0c4b0")
def fountain(pen: Pen, look: Look) -> None:
    """Two basins and the arcs of water that fall between them."""
    stone, water = look.colour, ink("8cc4dc")
    pen.shadow(0, -0.01, 0.56, 0.06, 0.5)
    pen.fill(oval(0, -0.2, 0.5, 0.09), darken(stone, 0.2), volume=0.4)
    pen.fill(oval(0, -0.19, 0.45, 0.07), water, to=darken(water, 0.3))
    pen.fill(
        blob((-0.07, -0.18), (-0.04, -0.4), (-0.06, -0.55), (0.06, -0.55), (0.04, -0.4), (0.07, -0.18)),
        stone,
        volume=1.0,
    )
    pen.fill(blob((-0.26, -0.58), (-0.12, -0.48), (0.12, -0.48), (0.26, -0.58)), stone, volume=0.9)
    pen.fill(oval(0, -0.58, 0.26, 0.045), lighten(stone, 0.2), volume=0.4)
    pen.fill(oval(0, -0.58, 0.22, 0.032), water)
    for side in (-1, 1):
        for k in range(4):
            reach = 0.08 + 0.09 * k
            jet = path(
                (0, -0.62), (reach * 0.4 * side, -0.98 + 0.04 * k), (reach * side, -0.6 + 0.1 * (k > 2))
            )
            pen.stroke(jet, (232, 246, 255), 0.022, 0.012, alpha=0.7)
        for x in (0.16, 0.24):
            pen.stroke(
                path((x * side, -0.57), ((x + 0.07) * side, -0.42), ((x + 0.09) * side, -0.2)),
                (232, 246, 255),
                0.024,
                0.014,
                alpha=0.65,
            )
    rim = blob(
        (-0.54, -0.2),
        (-0.4, -0.12),
        (0, -0.09),
        (0.4, -0.12),
        (0.54, -0.2),
        (0.5, -0.02),
        (0, 0.02),
        (-0.5, -0.02),
    )
    pen.fill(rim, stone, volume=0.9, grain=0.8, cell=0.05)


@thing("bench", tall=0.44, wide=1.8, size=1.3, top=0.5, palette="9c6a40 84542e b07c4c 5c7c64")
def bench(pen: Pen, look: Look) -> None:
    """A park bench of slats on iron feet."""
    wood, iron = look.colour, ink("3c3c44")
    pen.shadow(0, -0.01, 0.86, 0.08, 0.45)
    for x in (-0.7, 0.7):
        pen.stroke(path((x, -0.5), (x - 0.05, -0.2), (x - 0.06, 0.0)), iron, 0.05)
        pen.stroke(path((x + 0.02, -0.95), (x, -0.5), (x + 0.08, 0.0)), iron, 0.05)
        pen.stroke(path((x - 0.1, -0.66), (x + 0.02, -0.7)), iron, 0.05)
    for y in (-0.98, -0.83, -0.68):
        pen.fill(
            box(-0.86, y, 0.86, y + 0.11, 0.02),
            vary(wood, pen.rng, 0.5),
            slope=0.4,
            grain=0.9,
            cell=0.04,
            stretch=9,
        )
    for y in (-0.52, -0.44):
        pen.fill(
            box(-0.88, y, 0.88, y + 0.07, 0.02),
            vary(lighten(wood, 0.1), pen.rng, 0.5),
            slope=0.5,
            grain=0.9,
            cell=0.04,
            stretch=9,
        )


@thing("bamboo", tall=0.9, wide=0.75, size=6.0, palette="6c9c4c 7cac54 5c8c48")
def bamboo(pen: Pen, look: Look) -> None:
    """Jointed canes and drooping leaves."""
    rng = pen.rng
    pen.shadow(0, 0, 0.3, 0.03, 0.4)
    for k in range(7):
        foot = -0.24 + 0.08 * k + float(rng.normal(0, 0.015))
        lean = float(rng.normal(0.02, 0.07))
        tone = vary(darken(look.colour, 0.25 if k % 2 else 0.0), rng)
        high = float(rng.uniform(0.8, 1.0))
        wide = float(rng.uniform(0.024, 0.036))
        for j in range(8):
            a, b = j / 8, (j + 1) / 8
            lower, upper = (foot + lean * a * a, -high * a), (foot + lean * b * b, -high * b)
            pen.fill(ribbon(path(lower, (upper[0], upper[1] + 0.006)), wide, wide * 0.94), tone, volume=0.9)
            pen.stroke(
                path((upper[0] - wide * 0.6, upper[1]), (upper[0] + wide * 0.6, upper[1])),
                lighten(tone, 0.3),
                0.007,
            )
            if j > 2:
                _spray(pen, upper[0], upper[1], tone)


def _spray(pen: Pen, x: float, y: float, tone: tuple[float, float, float]) -> None:
    for _ in range(3):
        side = 1 if pen.rng.random() < 0.5 else -1
        angle = float(pen.rng.uniform(-0.2, 1.1))
        reach = float(pen.rng.uniform(0.08, 0.14))
        tip = (x + side * reach * math.cos(angle), y + reach * math.sin(angle))
        middle = ((x + tip[0]) / 2, (y + tip[1]) / 2 - 0.02)
        pen.fill(ribbon(path((x, y), middle, tip), 0.004, 0.002, 0.022), vary(lighten(tone, 0.12), pen.rng))


@thing("lotus", realm="water", tall=0.46, wide=1.5, size=0.8, palette="f0a0b8 f6d0dc f4f0ee e87c9c")
def lotus(pen: Pen, look: Look) -> None:
    """A blossom among round leaves on the water."""
    rng, bloom = pen.rng, look.colour
    for x, y, r in ((-0.42, -0.05, 0.3), (0.42, -0.08, 0.28), (0.0, 0.0, 0.36), (-0.1, -0.16, 0.24)):
        leaf = vary(ink("4c8c5c"), rng)
        pen.fill(oval(x, y - 0.02, r, r * 0.3), leaf, volume=0.5, slope=0.2)
        for k in range(9):
            angle = k * 2 * math.pi / 9
            pen.stroke(
                path((x, y - 0.02), (x + math.cos(angle) * r * 0.9, y - 0.02 + math.sin(angle) * r * 0.27)),
                lighten(leaf, 0.25),
                0.008,
                0.003,
                alpha=0.6,
            )
    for ring, (count, reach, lift) in enumerate(((7, 0.34, 0.12), (6, 0.26, 0.2), (4, 0.14, 0.26))):
        tone = mix(bloom, (255, 250, 244), 0.16 * ring)
        for k in range(count):
            t = (k / (count - 1) - 0.5) * 2
            tip = (reach * t * 1.15, -0.42 - lift * 1.7 + 0.28 * abs(t) ** 1.5)
            root = (0.05 * t, -0.14)
            belly = 0.19 - 0.02 * ring
            pen.fill(
                ribbon(
                    path(root, ((root[0] + tip[0]) * 0.62, (root[1] + tip[1]) / 2), tip), 0.03, 0.003, belly
                ),
                vary(tone, rng, 0.4),
                volume=0.7,
            )
