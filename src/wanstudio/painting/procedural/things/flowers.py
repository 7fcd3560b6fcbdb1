"""Blossoms and the plants that bear them; also the bunches that stand in vases and before shops."""

import math

import numpy as np

from wanstudio.painting.procedural.drawing.colour import RGB, choose, darken, ink, lighten, mix, vary
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import Point, blob, oval, path, petals, ribbon
from wanstudio.painting.procedural.things.registry import Look, thing

STEM = ink("4f8a3c")
BLOOMS = "e8506a f2a0b8 f6d048 f4efe6 b07ad8 ee7a3c d83c50 8a9ae8"


def _far(pen: Pen) -> bool:
    """Whether a blossom this small needs no more than its outline."""
    return bool(pen.scale < 0.017 * min(pen.pixels.shape[:2]))


def daisy(pen: Pen, x: float, y: float, r: float, colour: RGB) -> None:
    """Petals round a golden heart."""
    at = pen.at(x, y, r, turn=float(pen.rng.uniform(0, 1)))
    if _far(at):
        at.fill(petals(0, 0, 1, 6, 0.4), colour)
        at.fill(oval(0, 0, 0.3), ink("f0b432"))
        return
    count = int(pen.rng.integers(7, 12))
    for k in range(count):
        angle = k * 2 * math.pi / count
        petal = oval(math.cos(angle) * 0.58, math.sin(angle) * 0.5, 0.44, 0.2, angle)
        at.fill(petal, vary(colour, pen.rng, 0.4), volume=0.6)
    heart = ink("f0b432") if sum(colour) > 330 else ink("f4d060")
    at.fill(oval(0, 0, 0.3, 0.26), heart, volume=1.0, grain=1.4, cell=0.1)


def rosette(pen: Pen, x: float, y: float, r: float, colour: RGB) -> None:
    """Petal within petal, as a rose or peony."""
    at = pen.at(x, y, r, turn=float(pen.rng.uniform(-0.3, 0.3)))
    if _far(at):
        at.fill(petals(0, 0, 1, 5, 0.22), colour)
        at.fill(petals(0, -0.08, 0.5, 4, 0.22), darken(colour, 0.24))
        return
    for k, (size, count) in enumerate(((1.0, 5), (0.8, 5), (0.58, 4), (0.36, 3))):
        tone = mix(lighten(colour, 0.14), darken(colour, 0.32), k / 3.4)
        at.fill(petals(0, -0.05 * k, size, count, 0.22, k * 0.7), tone, volume=0.95)
    at.stroke(
        path((-0.14, -0.12), (0.05, -0.24), (0.15, -0.1), (0.0, 0.0)),
        darken(colour, 0.5),
        0.06,
        0.02,
        alpha=0.8,
    )


def goblet(pen: Pen, x: float, y: float, r: float, colour: RGB) -> None:
    """The cup of a tulip."""
    at = pen.at(x, y, r)
    for side in (-1, 1):
        leaf = blob(
            (0, 0.8), (0.62 * side, 0.45), (0.6 * side, -0.5), (0.42 * side, -0.95), (0.06 * side, -0.2)
        )
        at.fill(leaf, colour, volume=0.8)
    at.fill(blob((0, 0.82), (-0.36, 0.3), (0, -0.9), (0.36, 0.3)), lighten(colour, 0.14), volume=0.9)


def leaf(pen: Pen, x: float, y: float, size: float, angle: float, colour: RGB) -> None:
    """A pointed leaf with its middle vein."""
    at = pen.at(x, y, size, turn=angle)
    at.fill(blob((0, 0), (0.4, -0.2), (1, 0.0), (0.45, 0.16)), colour, volume=0.8)
    if not _far(at):
        at.stroke(path((0.05, -0.01), (0.5, -0.03), (0.9, 0)), lighten(colour, 0.3), 0.03, 0.01, alpha=0.6)


def bloom(pen: Pen, x: float, y: float, r: float, colour: RGB, kind: int) -> None:
    """One of three shapes of blossom."""
    (daisy, rosette, goblet)[kind % 3](pen, x, y, r, colour)


def bunch(pen: Pen, wide: float, tall: float, colours: list[RGB], count: int = 14) -> None:
    """A full bunch rising from (0, 0): leaves behind, blossoms before them."""
    rng = pen.rng
    green = vary(STEM, rng)
    for _ in range(count):
        angle = float(rng.uniform(-2.7, -0.45))
        leaf(pen, 0.0, -0.1 * tall, tall * float(rng.uniform(0.5, 0.85)), angle, vary(green, rng, 1.5))
    heads: list[Point] = []
    for _ in range(count * 6):
        a, reach = float(rng.uniform(math.pi, 2 * math.pi)), float(rng.random()) ** 0.5
        spot = (math.cos(a) * wide / 2 * reach, math.sin(a) * tall * 0.7 * reach - tall * 0.3)
        if all(math.hypot(spot[0] - x, spot[1] - y) > wide * 0.15 for x, y in heads):
            heads.append(spot)
    kind = int(rng.integers(3))
    for k, (x, y) in enumerate(sorted(heads, key=lambda head: head[1])[: count + 4]):
        colour = vary(colours[int(rng.integers(len(colours)))], rng, 0.8)
        bloom(pen, x, y, wide * float(rng.uniform(0.085, 0.125)), colour, kind if k % 4 else kind + 1)


def _plants(pen: Pen, look: Look, kind: int) -> None:
    """A small clump of stems of different heights, each with its blossom."""
    rng = pen.rng
    pen.shadow(0, 0, 0.28, 0.04, 0.35)
    tops = [(0.0, -0.83, 0.155)] + [
        (
            float(rng.uniform(0.14, 0.32)) * side,
            -float(rng.uniform(0.42, 0.72)),
            float(rng.uniform(0.1, 0.13)),
        )
        for side in (-1, 1, -1)
    ]
    for x, y, _ in tops:
        line = path((x * 0.15, 0), (x * 0.35 + 0.02, y * 0.5), (x, y))
        pen.fill(ribbon(line, 0.03, 0.02), STEM, volume=0.7)
    for _ in range(7):
        angle = float(rng.choice([-0.5, -2.6, -1.0, -2.1, -0.2, -2.9])) + float(rng.normal(0, 0.15))
        leaf(pen, 0, -0.02, float(rng.uniform(0.28, 0.46)), angle, vary(STEM, rng, 1.5))
    for k, (x, y, r) in enumerate(reversed(tops)):
        colour = look.colour if look.named or k == 3 else vary(look.colour, rng, 1.5)
        bloom(pen, x, y, r, colour, kind)


@thing("flower", tall=0.74, wide=0.8, size=0.4, palette=BLOOMS)
def flower(pen: Pen, look: Look) -> None:
    """A clump of daisies."""
    _plants(pen, look, 0)


@thing("rose", tall=0.74, wide=0.8, size=0.4, palette="c8283c e8506a f2a0b0 f6ead8 f0b45a")
def rose(pen: Pen, look: Look) -> None:
    """A rose bush in flower."""
    _plants(pen, look, 1)


@thing("tulip", tall=0.74, wide=0.75, size=0.4, palette="e0344c f4b43c f08aa8 9c50b8 f4efe6")
def tulip(pen: Pen, look: Look) -> None:
    """Tulips."""
    _plants(pen, look, 2)


@thing("sunflower", tall=0.8, wide=0.66, size=1.0, palette="f6be2c f4b020 f8ca40")
def sunflower(pen: Pen, look: Look) -> None:
    """One great head on a thick stalk."""
    rng = pen.rng
    pen.shadow(0, 0, 0.22, 0.04, 0.35)
    pen.fill(ribbon(path((0.02, 0), (-0.03, -0.35), (0.0, -0.72)), 0.045, 0.03), STEM, volume=0.8)
    for y, angle in ((-0.2, -0.5), (-0.3, -2.55), (-0.42, -0.75), (-0.14, -2.75)):
        leaf(pen, 0, y, 0.3, angle, vary(STEM, rng))
    at = pen.at(0, -0.73, 0.27, turn=float(rng.normal(0, 0.1)))
    for ring, reach in ((0, 1.0), (1, 0.86)):
        for k in range(18):
            angle = (k + ring * 0.5) * math.pi / 9
            petal = blob(
                (math.cos(angle - 0.18) * 0.4, math.sin(angle - 0.18) * 0.4),
                (math.cos(angle) * reach, math.sin(angle) * reach),
                (math.cos(angle + 0.18) * 0.4, math.sin(angle + 0.18) * 0.4),
            )
            at.fill(petal, vary(look.colour if ring else darken(look.colour, 0.14), rng, 0.5), volume=0.5)
    at.fill(oval(0, 0, 0.5), ink("5c3a1c"), volume=0.9)
    for k in range(140):
        r, angle = 0.47 * math.sqrt(k / 140), k * 2.39996
        at.dot(
            r * math.cos(angle), r * math.sin(angle), 0.024, mix(ink("3c2410"), ink("a0702c"), (k % 7) / 7)
        )


def colours_for(look: Look, rng: np.random.Generator) -> list[RGB]:
    """The colours of a bunch: as named, or three that go together."""
    if look.named:
        return [look.colour]
    return [choose(rng, BLOOMS) for _ in range(4)]
