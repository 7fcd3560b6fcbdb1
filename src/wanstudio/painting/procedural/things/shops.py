"""Shop fronts: the flower shop of exquisite windows, and its plainer neighbours."""

import math

import numpy as np

from wanstudio.painting.procedural.drawing.colour import RGB, choose, darken, ink, lighten, mix, vary
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import arch, box, oval, path, poly
from wanstudio.painting.procedural.things.buildings import WARM, door, window
from wanstudio.painting.procedural.things.flowers import BLOOMS, bunch, colours_for, leaf, rosette
from wanstudio.painting.procedural.things.registry import Look, thing


def display(pen: Pen, x0: float, y0: float, x1: float, y1: float, frame: RGB, night: float) -> None:
    """A show window: arched fanlight over small panes, goods in lamplight behind."""
    rng, wide = pen.rng, x1 - x0
    edge = wide * 0.05
    spring = y0 + wide * 0.3
    pen.fill(arch(x0 - edge, y0 - edge, x1 + edge, y1 + edge, 0.6), frame, volume=0.5, grain=0.4, cell=0.05)
    inner = mix(ink("ffe0a0"), ink("8a7458"), 0.45 - 0.4 * night)
    pen.fill(
        arch(x0, y0, x1, y1, 0.6),
        lighten(inner, 0.2),
        to=darken(inner, 0.35),
        grain=0.8,
        cell=0.1,
        shine=night > 0.2,
    )
    for k in range(3):
        pot = pen.at(x0 + wide * (0.2 + 0.3 * k), y1 - 0.004, wide)
        pot.fill(
            poly((-0.06, 0), (-0.08, -0.12), (0.08, -0.12), (0.06, 0)),
            choose(rng, "c87850 e8e0d0 6c8894"),
            volume=0.8,
        )
        bunch(pot.at(0, -0.1), 0.26, 0.26, [choose(rng, BLOOMS), choose(rng, BLOOMS)], 6)
    glass = poly((x0, y1), (x0, spring), (x0 + wide * 0.35, spring), (x0 + wide * 0.1, y1))
    pen.fill(glass, (240, 248, 252), alpha=0.16)
    middle, bar = (x0 + x1) / 2, edge * 0.42
    for k in (1, 2, 3):
        pen.fill(box(x0 + wide * k / 4 - bar / 2, spring, x0 + wide * k / 4 + bar / 2, y1), frame)
    for y in (spring, (spring + y1) / 2):
        pen.fill(box(x0, y - bar / 2, x1, y + bar / 2), frame)
    for k in range(1, 6):
        angle = math.pi + k * math.pi / 6
        tip = (middle + math.cos(angle) * wide / 2, spring + math.sin(angle) * (spring - y0))
        pen.stroke(path((middle, spring), tip), frame, bar)
    half = oval(middle, spring, wide * 0.14, wide * 0.085)[28:]
    pen.fill(half, frame)
    if night > 0.2:
        pen.glow(middle, (y0 + y1) / 2, wide * 1.1, WARM, 0.4 * night)


def awning(pen: Pen, x0: float, x1: float, top: float, low: float, colour: RGB) -> None:
    """A striped awning with a scalloped hem and its shadow."""
    count = 14
    pen.fill(box(x0 + 0.02, low, x1 - 0.02, low + 0.07), pen.light.shade, alpha=0.35, soft=0.02)
    for k in range(count):
        a, b = x0 + (x1 - x0) * k / count, x0 + (x1 - x0) * (k + 1) / count
        inset = 0.05
        upper = [x0 + inset + (x1 - x0 - 2 * inset) * j / count for j in (k, k + 1)]
        tone = colour if k % 2 else ink("f6f0e2")
        pen.fill(poly((upper[0], top), (upper[1], top), (b, low), (a, low)), tone, slope=0.5)
        pen.fill(oval((a + b) / 2, low, (b - a) / 2, 0.026), darken(tone, 0.12), volume=0.4)


def front(pen: Pen, colour: RGB, sign: RGB, look: Look) -> None:
    """The facade: pilasters, cornice, fascia with a sign."""
    pen.shadow(0, 0.0, 0.78, 0.04, 0.5)
    pen.fill(box(-0.72, -1.0, 0.72, 0), colour, slope=0.12, grain=0.5, cell=0.1)
    rng = pen.rng
    for _ in range(60):
        x, y = float(rng.uniform(-0.69, 0.69)), float(rng.uniform(-0.98, -0.02))
        pen.fill(box(x - 0.028, y - 0.012, x + 0.028, y + 0.012, 0.003), vary(colour, rng, 1.2), alpha=0.5)
    pen.fill(box(-0.76, -1.03, 0.76, -0.965), lighten(colour, 0.25), slope=0.6)
    pen.fill(box(-0.72, -0.965, 0.72, -0.945), pen.light.shade, alpha=0.3, soft=0.01)
    for x in (-0.7, 0.7):
        pen.fill(box(x - 0.035, -0.96, x + 0.035, 0), lighten(colour, 0.14), slope=0.15, volume=0.5)
    pen.fill(box(-0.46, -0.93, 0.46, -0.8, 0.02), darken(sign, 0.2), volume=0.5)
    pen.fill(box(-0.44, -0.915, 0.44, -0.815, 0.015), sign, slope=0.2, grain=0.8, cell=0.05, stretch=5)
    if look.snow:
        pen.fill(box(-0.77, -1.06, 0.77, -1.02, 0.02), ink("f4f7fc"), volume=0.6)


def lamp(pen: Pen, x: float, y: float, night: float) -> None:
    """A wrought-iron wall lamp."""
    iron = ink("34343c")
    pen.stroke(path((x, y - 0.06), (x + 0.02, y - 0.085), (x + 0.045, y - 0.06)), iron, 0.008)
    pen.fill(
        poly((x + 0.02, y - 0.05), (x + 0.07, y - 0.05), (x + 0.06, y + 0.03), (x + 0.03, y + 0.03)),
        ink("ffdf98"),
        volume=0.4,
        shine=True,
    )
    pen.fill(poly((x + 0.012, y - 0.05), (x + 0.045, y - 0.085), (x + 0.078, y - 0.05)), iron)
    pen.fill(box(x + 0.027, y + 0.03, x + 0.063, y + 0.042), iron)
    pen.glow(x + 0.045, y - 0.01, 0.2, WARM, 0.25 + 0.5 * night)


def _vine(pen: Pen, x0: float, y0: float, x1: float, y1: float, colours: list[RGB]) -> None:
    """Climbing leaves and roses along a line."""
    rng = pen.rng
    for k in range(64):
        t = k / 64
        x, y = (
            x0 + (x1 - x0) * t + float(rng.normal(0, 0.02)),
            y0 + (y1 - y0) * t + float(rng.normal(0, 0.016)),
        )
        leaf(
            pen,
            x,
            y,
            float(rng.uniform(0.025, 0.045)),
            float(rng.uniform(0, 6.3)),
            vary(ink("4c7c3c"), rng, 1.6),
        )
    for k in range(12):
        t = float(rng.random())
        rosette(
            pen,
            x0 + (x1 - x0) * t + float(rng.normal(0, 0.02)),
            y0 + (y1 - y0) * t,
            float(rng.uniform(0.014, 0.022)),
            colours[k % len(colours)],
        )


def _stands(pen: Pen, colours: list[RGB], gap: float) -> None:
    """Buckets, crates and pots of flowers before the shop, in two tiers."""
    rng = pen.rng
    for tier, (y, size) in enumerate(((-0.045, 0.15), (0.035, 0.17))):
        xs = [x for x in np.linspace(-0.66, 0.66, 9).tolist() if abs(x - gap) > 0.2 + 0.02 * tier]
        for x in xs:
            at = pen.at(x + float(rng.normal(0, 0.012)) + 0.05 * tier, y, size * float(rng.uniform(0.9, 1.1)))
            at.shadow(0.03, 0, 0.4, 0.08, 0.45)
            pot = choose(rng, "a8b0b4 c07850 8a6240 e4dccc 6c8c90 d8b48c")
            bunch(
                at.at(0, -0.46),
                0.92,
                0.74,
                [vary(colours[int(rng.integers(len(colours)))], rng), colours[0]],
                9,
            )
            at.fill(
                poly((-0.22, 0), (-0.28, -0.5), (0.28, -0.5), (0.22, 0)),
                pot,
                volume=0.95,
                grain=0.5,
                cell=0.1,
            )
            at.fill(box(-0.3, -0.54, 0.3, -0.46, 0.03), lighten(pot, 0.15), volume=0.6)


@thing(
    "flower shop", tall=0.86, wide=1.56, size=6.0, palette="dce4d4 c8d4d8 ecdccb 8ca898 b8c4cc e4c8bc 6c8c88"
)
def flower_shop(pen: Pen, look: Look) -> None:
    """Arched show windows, a wooden door beside or between them, and flowers everywhere."""
    rng = pen.rng
    if rng.random() < 0.5:
        pen = pen.at(0, 0, 0.8)
        _upper_floor(pen, look)
    blooms = [choose(rng, BLOOMS) for _ in range(5)] if not look.named else [look.second, choose(rng, BLOOMS)]
    front(pen, look.colour, choose(rng, "3c5c4c 5c4034 34485c 6c3c44"), look)
    frame = choose(rng, "f4ecdc 5c4434 3c5c50 7c5438")
    middle = 0.0 if rng.random() < 0.55 else -0.46
    spans = ((-0.61, -0.2), (0.2, 0.61)) if middle == 0.0 else ((-0.26, 0.15), (0.22, 0.63))
    for left, right in spans:
        display(pen, left, -0.64, right, -0.16, frame, look.night)
    wood = choose(rng, "8c5a30 7a4a2a a06a3a")
    door(pen.at(middle, 0), -0.115, -0.6, 0.115, wood)
    door_light(pen.at(middle, 0), wood, look)
    awning(pen, -0.68, 0.68, -0.8, -0.69, choose(rng, "4c8464 c85c5c d88898 5c80a8 c8a04c"))
    for x in np.linspace(-0.3, 0.3, 7).tolist():
        rosette(pen, x, -0.865, 0.026, blooms[int(rng.integers(len(blooms)))])
        leaf(pen, x + 0.02, -0.865, 0.05, 0.4, ink("7ca85c"))
    for x in (-0.19, 0.1):
        lamp(pen, x + middle, -0.56, look.night)
    _vine(pen, -0.71, -0.1, -0.7, -0.98, blooms)
    _vine(pen, 0.7, -0.98, 0.71, -0.4, blooms)
    _vine(pen, -0.7, -0.985, float(rng.uniform(-0.3, 0.6)), -0.975, blooms)
    _stands(pen, blooms, middle)


def _upper_floor(pen: Pen, look: Look) -> None:
    """Three windows with flower boxes under a low roof."""
    rng = pen.rng
    wall = lighten(look.colour, 0.18)
    pen.fill(box(-0.72, -1.24, 0.72, -0.95), wall, slope=0.1, grain=0.5, cell=0.1)
    roof = poly((-0.79, -1.2), (-0.64, -1.33), (0.64, -1.33), (0.79, -1.2))
    pen.fill(
        roof,
        ink("f4f7fc") if look.snow else choose(rng, "7c5044 5c6068 8c5c4c"),
        slope=0.3,
        grain=0.7,
        cell=0.03,
    )
    for x in (-0.45, 0.0, 0.45):
        window(pen, x - 0.09, -1.17, x + 0.09, -1.03, lighten(wall, 0.5), look.night)
        bunch(pen.at(x, -1.015, 0.2), 1.2, 0.34, colours_for(Look((0, 0, 0), (0, 0, 0)), rng), 8)


def door_light(pen: Pen, wood: RGB, look: Look) -> None:
    """The glazed upper half of the door, its carved panels, and a wreath."""
    rng = pen.rng
    pane = arch(-0.075, -0.545, 0.075, -0.31, 0.9)
    pen.fill(
        pane, ink("ffe2a4") if look.night > 0.2 else ink("b8b894"), to=ink("a87c48"), shine=look.night > 0.2
    )
    pen.fill(box(-0.004, -0.54, 0.004, -0.31), darken(wood, 0.2))
    pen.fill(box(-0.075, -0.43, 0.075, -0.422), darken(wood, 0.2))
    for x in (-0.075, 0.01):
        pen.fill(box(x, -0.26, x + 0.065, -0.05, 0.008), darken(wood, 0.3), volume=-0.6)
        pen.fill(
            box(x + 0.012, -0.245, x + 0.053, -0.065, 0.006),
            lighten(wood, 0.08),
            volume=0.7,
            grain=0.9,
            cell=0.02,
            stretch=0.2,
        )
    for k in range(22):
        angle = k * 2 * math.pi / 22
        leaf(
            pen,
            math.cos(angle) * 0.045,
            -0.44 + math.sin(angle) * 0.045,
            0.032,
            angle + 1.2,
            vary(ink("4c7c3c"), rng),
        )
    for k in range(5):
        rosette(
            pen, math.cos(k * 1.25) * 0.045, -0.44 + math.sin(k * 1.25) * 0.045, 0.014, choose(rng, BLOOMS)
        )
    pen.fill(box(-0.16, -0.025, 0.16, 0.012), ink("b4aca0"), slope=0.6)
