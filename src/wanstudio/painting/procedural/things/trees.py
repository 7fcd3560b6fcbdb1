"""Trees, bushes and other plants without blossom."""

import math

from wanstudio.painting.procedural.drawing.colour import RGB, choose, darken, ink, lighten, mix, vary
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import blob, oval, path, poly, ribbon, rotate, ruffle
from wanstudio.painting.procedural.things.registry import Look, thing

SNOW = ink("f2f6fc")


def crown(pen: Pen, colour: RGB, cx: float, cy: float, rx: float, ry: float, look: Look) -> None:
    """A head of leaves: dark clumps below and behind, bright ones where the light falls."""
    rng = pen.rng
    lx, ly = pen.light.toward[0] * pen.side, pen.light.toward[1]
    for layer in range(4):
        t = layer / 3
        tone = mix(darken(colour, 0.42), lighten(colour, 0.22), t)
        for _ in range(15 - 2 * layer):
            angle, reach = float(rng.uniform(0, 2 * math.pi)), math.sqrt(float(rng.random())) * (1 - 0.28 * t)
            x = cx + math.cos(angle) * rx * reach * 0.74 + lx * rx * 0.24 * t
            y = cy + math.sin(angle) * ry * reach * 0.74 + ly * ry * 0.24 * t
            r = rx * float(rng.uniform(0.24, 0.36)) * (1 - 0.3 * t)
            clump = ruffle(oval(x, y, r * 1.1, r * 0.9), rng, r * 0.085)
            pen.fill(clump, vary(tone, rng, 0.7), volume=0.55, grain=1.1, cell=0.025)
    flecks = [lighten(colour, 0.36), colour, darken(colour, 0.32)]
    for k in range(190):
        angle, reach = float(rng.uniform(0, 2 * math.pi)), math.sqrt(float(rng.random())) * 1.02
        x, y = cx + math.cos(angle) * rx * reach, cy + math.sin(angle) * ry * reach
        pen.fill(oval(x, y, 0.011, 0.006, angle), SNOW if look.snow and k % 2 else flecks[k % 3])


def trunk(pen: Pen, height: float, thick: float, bark: RGB) -> None:
    """A trunk with roots and two boughs."""
    lean = float(pen.rng.normal(0, 0.025))
    line = path((0, 0), (lean, -height * 0.5), (-lean * 0.5, -height))
    foot = blob((-thick * 1.15, 0.008), (-thick * 0.5, -0.07), (thick * 0.5, -0.07), (thick * 1.15, 0.008))
    pen.fill(foot, bark, volume=0.7)
    pen.fill(ribbon(line, thick * 1.2, thick * 0.62), bark, volume=1.1, grain=1.2, cell=0.03, stretch=0.3)
    for side in (-1, 1):
        bough = path((0, -height * 0.7), (0.09 * side, -height * 0.9), (0.17 * side, -height * 1.15))
        pen.fill(ribbon(bough, thick * 0.5, thick * 0.2), bark, volume=0.9)


def _leaves(look: Look, pen: Pen) -> RGB:
    if look.named:
        return look.colour
    if look.snow:
        return mix(ink("8a9ab0"), SNOW, 0.5)
    if look.season == "autumn":
        return choose(pen.rng, "d8742c c8502c e0a030 b8862c")
    if look.season == "spring":
        return choose(pen.rng, "86b44c 9cc05c 74a848")
    return look.colour


@thing("tree", tall=0.82, wide=0.85, size=6.0, palette="4f8c3a 5f9a40 447c44 6ca04a")
def tree(pen: Pen, look: Look) -> None:
    """A broad-leaved tree."""
    pen.shadow(0.05, 0, 0.36, 0.05, 0.5)
    trunk(pen, 0.5, 0.085, choose(pen.rng, "6c4c34 5c4434 74583c"))
    crown(pen, _leaves(look, pen), 0, -0.66, 0.39, 0.32, look)


@thing("blossom", tall=0.82, wide=0.95, size=5.0, palette="f4b0c4 f8c8d4 f09cb8 fbe0e6")
def blossom(pen: Pen, look: Look) -> None:
    """A cherry tree in flower, petals on the ground."""
    rng = pen.rng
    pen.shadow(0.05, 0, 0.4, 0.05, 0.45)
    trunk(pen, 0.46, 0.075, ink("5a3c3c"))
    crown(pen, look.colour, 0, -0.64, 0.45, 0.33, Look(look.colour, look.second))
    for _ in range(46):
        x, y = float(rng.uniform(-0.5, 0.5)), float(rng.uniform(-0.5, 0.03))
        pen.fill(oval(x, y if y > -0.3 else -0.02 - 0.1 * y, 0.008, 0.005, x * 9), lighten(look.colour, 0.2))


@thing("pine", tall=0.82, wide=0.56, size=6.0, palette="2f6048 34684a 2c5850 3c6c44")
def pine(pen: Pen, look: Look) -> None:
    """Tier above tier of drooping needles, laden with snow in winter."""
    rng = pen.rng
    pen.shadow(0.04, 0, 0.26, 0.04, 0.5)
    pen.fill(
        poly((-0.035, 0.005), (-0.025, -0.25), (0.025, -0.25), (0.035, 0.005)), ink("5c4030"), volume=0.9
    )
    tiers = 8
    for k in range(tiers):
        t = k / (tiers - 1)
        low, half = -0.1 - 0.74 * t, 0.27 * (1 - t) ** 0.85 + 0.035
        top = low - 0.2 + 0.06 * t
        count = 9
        edge = [
            (-half + 2 * half * j / count, low + (0.022 if j % 2 else -0.012) + 0.03 * abs(j / count - 0.5))
            for j in range(count + 1)
        ]
        tone = vary(look.colour, rng, 0.5)
        pen.fill(
            poly((0, top), *[(x + float(rng.normal(0, 0.006)), y) for x, y in reversed(edge)]),
            darken(tone, 0.08 * (1 - t)),
            volume=0.5,
            slope=-0.1,
            grain=1.5,
            cell=0.02,
        )
        if look.snow:
            upper = [(x * 0.92, y - 0.022 - 0.014 * (j % 2)) for j, (x, y) in enumerate(edge)]
            pen.fill(
                poly((0, top), *[(x, y) for x, y in reversed(upper)]),
                SNOW,
                volume=0.5,
                alpha=0.9,
                slope=0.25,
                grain=0.8,
                cell=0.03,
            )


@thing("palm", tall=0.86, wide=0.85, size=6.0, palette="4a8c40 5c9a3c 3f8048")
def palm(pen: Pen, look: Look) -> None:
    """A leaning stem and a crown of fronds."""
    pen, rng = pen.at(0, 0, 0.9), pen.rng
    bend = float(rng.uniform(0.06, 0.16))
    pen.shadow(0.05, 0, 0.2, 0.03, 0.45)
    line = path((-0.1, 0), (-0.1 + bend * 0.9, -0.35), (bend, -0.72))
    pen.fill(ribbon(line, 0.06, 0.034), ink("9c7a54"), volume=1.1, grain=0.8, cell=0.02)
    for k in range(4, len(line) - 1, 2):
        x, y = line[k]
        pen.stroke(
            path((float(x) - 0.022, float(y) + 0.006), (float(x) + 0.022, float(y))),
            ink("6c5038"),
            0.005,
            alpha=0.7,
        )
    for k, angle in enumerate((-3.05, -0.1, -2.55, -0.6, -2.0, -1.15, 0.3, 2.85)):
        _frond(
            pen,
            bend,
            -0.72,
            0.36 * float(rng.uniform(0.9, 1.1)),
            angle,
            darken(look.colour, 0.25 if k < 3 else 0.0),
        )
    for x in (-0.02, 0.02, 0.0):
        pen.fill(oval(bend + x, -0.7 + abs(x) * 0.4, 0.022), ink("6c4a2c"), volume=1.0)


def _frond(pen: Pen, x: float, y: float, reach: float, angle: float, colour: RGB) -> None:
    dx, dy = math.cos(angle), math.sin(angle)
    spine = path(
        (x, y),
        (x + dx * reach * 0.5, y + dy * reach * 0.5 - 0.06),
        (x + dx * reach, y + dy * reach * 0.6 + 0.1),
    )
    for k in range(2, len(spine) - 1):
        here, ahead = spine[k], spine[k] - spine[k - 1]
        slope = math.atan2(ahead[1], ahead[0])
        size = 0.13 * math.sin(math.pi * (0.15 + 0.8 * k / len(spine)))
        for side in (-1, 1):
            tip = (
                rotate(poly((0, -0.006), (size, size * 0.3 * side + 0.02), (0, 0.008)), slope + side * 0.9)
                + here
            )
            pen.fill(tip, vary(colour, pen.rng, 0.7))
    pen.stroke(spine, lighten(colour, 0.25), 0.012, 0.003)


@thing("bush", tall=0.36, wide=1.3, size=1.2, palette="4f8c3a 5c9440 3f7c48")
def bush(pen: Pen, look: Look) -> None:
    """A low round shrub."""
    pen.shadow(0, 0, 0.6, 0.08, 0.45)
    at = pen.at(0, 0, 1.3)
    crown(at, _leaves(look, pen), 0, -0.34, 0.46, 0.3, look)


@thing("cactus", tall=0.66, wide=0.7, size=2.2, palette="4c8c58 3f8060 5a9850")
def cactus(pen: Pen, look: Look) -> None:
    """A ribbed column with two arms and a flower on top."""
    pen.shadow(0.05, 0, 0.24, 0.04, 0.5)
    for side, low, high in ((-1, -0.36, -0.72), (1, -0.46, -0.84)):
        arm = path(
            (0.02 * side, low), (0.2 * side, low - 0.01), (0.26 * side, low - 0.1), (0.255 * side, high)
        )
        pen.fill(ribbon(arm, 0.1, 0.1), look.colour, volume=1.1)
        pen.stroke(arm, darken(look.colour, 0.3), 0.008, alpha=0.6)
    body = ribbon(path((0, 0), (0, -0.5), (0, -0.9)), 0.19, 0.17)
    pen.fill(body, look.colour, volume=1.2)
    for k in range(-2, 3):
        pen.stroke(
            path((k * 0.034, -0.01), (k * 0.036, -0.5), (k * 0.028, -0.92)),
            darken(look.colour, 0.32),
            0.008,
            alpha=0.6,
        )
    for k in range(46):
        x, y = ((k * 37) % 5 - 2) * 0.035, -0.03 - (k / 46) * 0.9
        pen.stroke(path((x, y), (x + 0.012, y - 0.012)), ink("f4f0d8"), 0.004)
    for k in range(5):
        pen.fill(oval(0.03 * (k - 2), -0.975, 0.02, 0.035, 0.4 * (k - 2)), ink("f07aa0"), volume=0.6)


@thing("mushroom", tall=0.5, wide=0.95, size=0.3, palette="c8342c d84a34 b8702c d8a058")
def mushroom(pen: Pen, look: Look) -> None:
    """A spotted cap on a white stalk, and a small one beside it."""
    for x, size in ((0.28, 0.5), (-0.06, 1.0)):
        at = pen.at(x, 0, size)
        at.shadow(0, 0, 0.24, 0.05, 0.45)
        at.fill(
            blob((-0.09, -0.5), (-0.1, -0.2), (-0.14, 0.0), (0.14, 0.0), (0.1, -0.2), (0.09, -0.5)),
            ink("f2e8d6"),
            volume=1.0,
            grain=0.5,
            cell=0.04,
            stretch=0.3,
        )
        at.fill(oval(0, -0.5, 0.34, 0.085), ink("e4d2b8"), volume=-0.5)
        cap = blob(
            (-0.42, -0.5),
            (-0.36, -0.72),
            (-0.18, -0.93),
            (0.1, -0.97),
            (0.32, -0.8),
            (0.42, -0.52),
            (0.2, -0.5),
            (-0.2, -0.49),
        )
        at.fill(cap, look.colour, volume=1.2)
        for sx, sy, r in (
            (-0.2, -0.72, 0.055),
            (0.03, -0.84, 0.06),
            (0.22, -0.7, 0.05),
            (0.0, -0.6, 0.04),
            (-0.31, -0.58, 0.03),
            (0.33, -0.57, 0.028),
        ):
            at.fill(oval(sx, sy, r * 1.15, r * 0.85), ink("faf4e8"), volume=0.8)
