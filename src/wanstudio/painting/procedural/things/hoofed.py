"""Animals with hooves."""

import math

import numpy as np

from wanstudio.painting.procedural.drawing.colour import RGB, darken, ink, lighten, mix
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import blob, oval, path, poly, ribbon, ruffle
from wanstudio.painting.procedural.things.beasts import Build, coat
from wanstudio.painting.procedural.things.creatures import eye
from wanstudio.painting.procedural.things.faces import INK
from wanstudio.painting.procedural.things.registry import Look, thing


@thing("horse", tall=0.76, wide=1.12, size=2.2, top=0.66, palette="8c5834 5c3c2c c89058 e8e2d8 6c6060 3c3638")
def horse(pen: Pen, look: Look) -> None:
    """Seen from the side, heading left."""
    fur = coat(look, Build())
    mane = darken(look.colour, 0.6) if sum(look.colour) < 560 else ink("d8c8b0")
    pen.shadow(0.02, -0.01, 0.46, 0.04, 0.5)
    reach = {"running": 0.15, "walking": 0.07}.get(look.pose, float(pen.rng.uniform(0.0, 0.03)))
    _pair(pen, fur.main, reach, True)
    tail = path((0.43, -0.63), (0.54, -0.52), (0.53, -0.24))
    pen.fill(ribbon(tail, 0.05, 0.02, 0.1), mane, volume=0.7)
    pen.hairs(ribbon(tail, 0.05, 0.02, 0.1), 80, 0.12, 1.6, 0.15)
    _pair(pen, fur.main, -reach, False)
    barrel(pen, look.colour)
    neck = blob(
        (-0.35, -0.5), (-0.385, -0.62), (-0.43, -0.76), (-0.41, -0.87), (-0.34, -0.95), (-0.25, -0.965),
        (-0.18, -0.88), (-0.11, -0.76), (-0.03, -0.665), (-0.08, -0.52), (-0.22, -0.43),
    )  # fmt: skip
    pen.fill(neck, look.colour, volume=0.65)
    pen.fill(oval(-0.13, -0.53, 0.12, 0.13, 0.3), look.colour, soft=0.03, volume=0.4, alpha=0.9)
    _mane_and_head(pen, look, mane)


def barrel(pen: Pen, colour: RGB) -> None:
    """Breast, belly, flank, croup and back in one line."""
    trunk = blob(
        (-0.345, -0.54), (-0.31, -0.43), (-0.2, -0.375), (0.0, -0.35), (0.18, -0.385), (0.32, -0.42),
        (0.43, -0.48), (0.46, -0.58), (0.4, -0.675), (0.26, -0.69), (0.08, -0.65), (-0.08, -0.675),
        (-0.24, -0.68),
    )  # fmt: skip
    pen.fill(trunk, colour, volume=0.95, slope=0.12)
    pen.hairs(trunk, 420, 0.05, 0.2, 0.3, 0.06)
    pen.fill(oval(0.33, -0.53, 0.12, 0.135), colour, soft=0.03, volume=0.4, alpha=0.9)


def _pair(pen: Pen, coat_colour: RGB, swing: float, far: bool) -> None:
    """A hind leg with its hock and a foreleg with its knee, on one side."""
    colour = darken(coat_colour, 0.25) if far else coat_colour
    shift = -0.08 if far else 0.0
    for x, ahead, bend, wide in ((0.37, swing, 0.05, 0.19), (-0.19, -swing, -0.012, 0.145)):
        knee = (x + shift + ahead * 0.45 + bend, -0.235)
        foot = (x + shift + ahead, -0.055)
        upper = path((x + shift * 0.5, -0.5), (x + shift + ahead * 0.2, -0.36), knee)
        pen.fill(ribbon(upper, wide, 0.062), colour, volume=0.55)
        pen.fill(ribbon(path(knee, foot), 0.056, 0.04), darken(colour, 0.06), volume=0.6)
        pen.fill(oval(knee[0], knee[1], 0.033, 0.04), colour, volume=0.5)
        pen.fill(oval(foot[0], foot[1], 0.028, 0.026), darken(colour, 0.1), volume=0.5)
        hoof = poly(
            (foot[0] - 0.042, 0), (foot[0] - 0.028, -0.046), (foot[0] + 0.026, -0.046), (foot[0] + 0.034, 0)
        )
        pen.fill(hoof, ink("34302e"), volume=0.5)


def _mane_and_head(pen: Pen, look: Look, mane: RGB) -> None:
    """The head with its ears, forelock and eye."""
    for x in np.linspace(0, 1, 11).tolist():
        top = (-0.3 + 0.22 * x, -0.97 + 0.3 * x)
        pen.fill(
            ribbon(path(top, (top[0] + 0.06, top[1] + 0.06), (top[0] + 0.06, top[1] + 0.15)), 0.045, 0.012),
            mane,
            volume=0.5,
        )
    skull = blob(
        (-0.26, -0.97),
        (-0.34, -0.99),
        (-0.46, -0.88),
        (-0.56, -0.76),
        (-0.555, -0.69),
        (-0.47, -0.69),
        (-0.38, -0.77),
        (-0.27, -0.83),
    )
    pen.fill(skull, look.colour, volume=1.0)
    pen.fill(
        blob((-0.56, -0.75), (-0.5, -0.76), (-0.47, -0.7), (-0.55, -0.68)),
        mix(look.colour, ink("5c4844"), 0.5),
        soft=0.008,
    )
    pen.fill(poly((-0.3, -0.96), (-0.29, -1.05), (-0.245, -0.95)), look.colour, volume=0.5)
    pen.fill(ribbon(path((-0.3, -1.0), (-0.36, -0.94), (-0.38, -0.88)), 0.05, 0.012), mane)
    eye(pen, -0.39, -0.88, 0.017)
    pen.dot(-0.525, -0.725, 0.009, INK)


@thing("sheep", tall=0.56, wide=1.15, size=1.0, top=0.8, palette="f2ede2 e8e0d0 f6f2ea")
def sheep(pen: Pen, look: Look) -> None:
    """A cloud on four legs."""
    rng = pen.rng
    face = ink("3c3638") if rng.random() < 0.6 else ink("d8c4a8")
    pen.shadow(0.02, -0.01, 0.5, 0.06, 0.5)
    for x in (-0.26, -0.1, 0.16, 0.3):
        pen.stroke(path((x, -0.3), (x, -0.02)), darken(face, 0.1), 0.07, volume=0.7)
    for layer, tone in ((0, darken(look.colour, 0.2)), (1, look.colour), (2, lighten(look.colour, 0.25))):
        for _ in range(24):
            angle, reach = (
                float(rng.uniform(0, 2 * math.pi)),
                math.sqrt(float(rng.random())) * (1 - 0.16 * layer),
            )
            x, y = (
                0.04 + math.cos(angle) * 0.35 * reach - 0.03 * layer,
                -0.53 + math.sin(angle) * 0.24 * reach - 0.03 * layer,
            )
            pen.fill(ruffle(oval(x, y, 0.11), rng, 0.005), tone, volume=0.8)
    for side in (-1, 1):
        pen.fill(oval(-0.4 + 0.14 * side, -0.7, 0.075, 0.034, 0.4 * side), face, volume=0.6)
    pen.fill(
        blob((-0.5, -0.78), (-0.4, -0.84), (-0.3, -0.78), (-0.32, -0.58), (-0.4, -0.5), (-0.48, -0.58)),
        face,
        volume=1.0,
    )
    for k in (-0.06, 0.0, 0.06):
        pen.fill(oval(-0.4 + k, -0.84 + abs(k) * 0.4, 0.055), lighten(look.colour, 0.2), volume=0.8)
    for side in (-1, 1):
        pen.fill(oval(-0.4 + 0.05 * side, -0.69, 0.022, 0.026), (255, 255, 255))
        pen.dot(-0.4 + 0.05 * side, -0.685, 0.014, INK)
    pen.stroke(path((-0.43, -0.57), (-0.4, -0.555), (-0.37, -0.57)), darken(face, 0.5), 0.01)
