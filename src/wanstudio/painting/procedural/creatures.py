"""Birds, fish, butterflies, and animals with hooves."""

import math

import numpy as np

from wanstudio.painting.procedural.beasts import Build, Coat, coat
from wanstudio.painting.procedural.colour import darken, ink, lighten, mix, turn
from wanstudio.painting.procedural.faces import INK
from wanstudio.painting.procedural.pen import Pen
from wanstudio.painting.procedural.registry import Look, thing
from wanstudio.painting.procedural.shapes import blob, oval, path, poly, ribbon, ruffle


def eye(pen: Pen, x: float, y: float, r: float) -> None:
    """A small round eye with a light in it."""
    pen.fill(oval(x, y, r), INK, shine=True)
    pen.fill(oval(x - r * 0.3, y - r * 0.35, r * 0.36), (255, 255, 255), shine=True)


@thing(
    "bird", realm="ground", tall=0.56, wide=1.2, size=0.3, palette="4c84c0 d85c3c e8b03c 6c9c58 c87c98 8c6c50"
)
def bird(pen: Pen, look: Look) -> None:
    """A songbird on a twig, or on the wing."""
    if look.pose == "flying":
        _on_the_wing(pen, look)
        return
    body, pale = look.colour, mix(look.colour, (255, 246, 226), 0.66)
    pen.stroke(
        path((-0.55, -0.1), (-0.1, -0.13), (0.3, -0.1), (0.6, -0.14)), ink("6c4a34"), 0.055, 0.03, volume=0.8
    )
    for x in (-0.06, 0.06):
        pen.stroke(path((x, -0.28), (x - 0.01, -0.12)), ink("8c6440"), 0.02)
    pen.fill(
        blob((0.2, -0.4), (0.44, -0.26), (0.6, -0.1), (0.5, -0.06), (0.3, -0.22), (0.14, -0.28)),
        darken(body, 0.3),
        volume=0.6,
    )
    torso = blob(
        (-0.33, -0.78),
        (-0.36, -0.5),
        (-0.24, -0.3),
        (0.0, -0.22),
        (0.2, -0.28),
        (0.3, -0.46),
        (0.16, -0.7),
        (-0.02, -0.92),
        (-0.2, -0.95),
    )
    pen.fill(torso, body, volume=1.1)
    pen.fill(
        blob((-0.32, -0.64), (-0.34, -0.48), (-0.2, -0.28), (0.02, -0.24), (0.0, -0.42), (-0.14, -0.62)),
        pale,
        volume=0.7,
        soft=0.02,
    )
    pen.hairs(torso, 420, 0.05, 0.9, 0.35, 0.09)
    wing = blob((-0.06, -0.62), (0.12, -0.64), (0.28, -0.46), (0.44, -0.24), (0.2, -0.3), (0.0, -0.4))
    pen.fill(wing, darken(body, 0.22), volume=0.9)
    for k in range(5):
        line = path(
            (0.0 + 0.03 * k, -0.58 + 0.03 * k), (0.18 + 0.02 * k, -0.44 + 0.02 * k), (0.36 - 0.03 * k, -0.28)
        )
        pen.stroke(line, lighten(body, 0.3), 0.01, 0.004, alpha=0.7)
    pen.fill(poly((-0.31, -0.82), (-0.47, -0.76), (-0.31, -0.73)), ink("e8a03c"), volume=0.6)
    eye(pen, -0.2, -0.8, 0.038)
    pen.fill(oval(-0.27, -0.7, 0.05, 0.03), (238, 120, 110), alpha=0.3, soft=0.016)


def _on_the_wing(pen: Pen, look: Look) -> None:
    body = look.colour
    lift = float(pen.rng.uniform(-0.25, 0.3))
    far = blob(
        (-0.02, -0.5), (0.1, -0.8 - lift * 0.5), (0.36, -0.98 - lift * 0.4), (0.3, -0.66), (0.16, -0.46)
    )
    pen.fill(far, darken(body, 0.35), volume=0.5)
    pen.fill(blob((0.26, -0.48), (0.6, -0.46), (0.58, -0.36), (0.26, -0.4)), darken(body, 0.25))
    pen.fill(
        blob(
            (-0.46, -0.5),
            (-0.36, -0.6),
            (-0.1, -0.56),
            (0.3, -0.48),
            (0.28, -0.4),
            (-0.1, -0.36),
            (-0.36, -0.4),
        ),
        body,
        volume=1.0,
    )
    pen.fill(
        blob((-0.4, -0.44), (-0.1, -0.4), (0.2, -0.4), (-0.1, -0.35), (-0.34, -0.38)),
        mix(body, (255, 246, 226), 0.6),
        soft=0.01,
    )
    near = blob(
        (-0.16, -0.52),
        (-0.1, -0.86 - lift),
        (0.16, -1.0 - lift * 0.5),
        (0.12, -0.74),
        (0.2, -0.56),
        (0.08, -0.45),
    )
    pen.fill(near, lighten(body, 0.06), volume=0.8)
    for k in range(4):
        pen.stroke(
            path((-0.06 + 0.05 * k, -0.52), (0.0 + 0.045 * k, -0.86 + 0.06 * k - lift * 0.7)),
            darken(body, 0.3),
            0.008,
            alpha=0.6,
        )
    pen.fill(poly((-0.45, -0.52), (-0.58, -0.48), (-0.45, -0.45)), ink("e8a03c"))
    eye(pen, -0.36, -0.52, 0.022)


@thing("owl", tall=0.66, wide=0.75, size=0.5, palette="8c6c4c 6c6460 a8845c 7c7484")
def owl(pen: Pen, look: Look) -> None:
    """Round, with great eyes."""
    body, pale = look.colour, mix(look.colour, (255, 244, 224), 0.6)
    pen.stroke(path((-0.5, -0.05), (0, -0.08), (0.5, -0.04)), ink("5c4030"), 0.07, 0.05, volume=0.9)
    torso = blob(
        (-0.26, -0.92),
        (-0.33, -0.6),
        (-0.3, -0.25),
        (-0.14, -0.06),
        (0.14, -0.06),
        (0.3, -0.25),
        (0.33, -0.6),
        (0.26, -0.92),
        (0, -0.86),
    )
    pen.fill(torso, body, volume=1.1)
    for side in (-1, 1):
        pen.fill(blob((0.16 * side, -0.86), (0.3 * side, -1.0), (0.3 * side, -0.8)), body, volume=0.7)
        pen.fill(
            blob((0.3 * side, -0.62), (0.36 * side, -0.4), (0.24 * side, -0.1), (0.18 * side, -0.4)),
            darken(body, 0.25),
            volume=0.8,
        )
    pen.fill(oval(0, -0.36, 0.19, 0.26), pale, soft=0.02, volume=0.4)
    for row in range(6):
        for k in range(-2, 3):
            x, y = k * 0.066 + (row % 2) * 0.033, -0.52 + row * 0.07
            pen.stroke(path((x - 0.02, y), (x, y + 0.025), (x + 0.02, y)), darken(body, 0.2), 0.011)
    pen.hairs(torso, 420, 0.04, 1.57, 0.3, 0.08)
    for side in (-1, 1):
        pen.fill(oval(0.12 * side, -0.72, 0.135), pale, volume=0.6)
        pen.fill(oval(0.12 * side, -0.72, 0.092), ink("f0a82c"), to=ink("ffd86c"), shine=True)
        pen.fill(oval(0.12 * side, -0.72, 0.055), INK, shine=True)
        pen.fill(oval(0.12 * side - 0.022, -0.745, 0.02), (255, 255, 255), shine=True)
        for k in (-0.04, 0.0, 0.04):
            pen.fill(oval(0.09 * side + k, -0.06, 0.017, 0.035), ink("d8983c"), volume=0.7)
    pen.fill(blob((-0.035, -0.66), (0, -0.7), (0.035, -0.66), (0, -0.58)), ink("d8983c"), volume=0.9)


@thing("duck", realm="water", tall=0.4, wide=1.4, size=0.6, palette="f6f2e8 f2c83c 8c7458 e8e4da")
def duck(pen: Pen, look: Look) -> None:
    """A duck or a swan afloat."""
    body = look.colour
    pen.shadow(0, 0, 0.55, 0.05, 0.35)
    hull = blob(
        (-0.42, -0.32),
        (-0.3, -0.44),
        (0.05, -0.46),
        (0.4, -0.44),
        (0.66, -0.56),
        (0.58, -0.22),
        (0.36, 0.0),
        (-0.2, 0.01),
        (-0.4, -0.12),
    )
    pen.fill(ribbon(path((-0.24, -0.25), (-0.4, -0.45), (-0.34, -0.78)), 0.3, 0.22), body, volume=1.0)
    pen.fill(hull, body, volume=1.1)
    wing = blob((-0.16, -0.36), (0.1, -0.44), (0.56, -0.46), (0.34, -0.2), (0.0, -0.14))
    pen.fill(wing, darken(body, 0.08), volume=1.0)
    for k in range(3):
        pen.stroke(
            path((0.0, -0.22 - 0.05 * k), (0.26, -0.22 - 0.06 * k), (0.46 - 0.03 * k, -0.34 - 0.03 * k)),
            darken(body, 0.28),
            0.012,
            alpha=0.6,
        )
    pen.fill(oval(-0.36, -0.84, 0.17, 0.16), body, volume=1.0)
    pen.fill(blob((-0.5, -0.88), (-0.66, -0.83), (-0.7, -0.77), (-0.5, -0.76)), ink("ee8c2c"), volume=0.8)
    eye(pen, -0.42, -0.88, 0.03)
    pen.fill(oval(0, 0.02, 0.6, 0.02), (255, 255, 255), alpha=0.3, soft=0.012)


@thing("penguin", tall=0.66, wide=0.66, size=0.8, palette="34384a 2c3444 3c4458")
def penguin(pen: Pen, look: Look) -> None:
    """White-bellied, with a yellow throat."""
    body = look.colour
    pen.shadow(0, -0.01, 0.28, 0.05, 0.45)
    for side in (-1, 1):
        pen.fill(oval(0.11 * side, -0.03, 0.1, 0.035), ink("ee9c34"), volume=0.9)
        pen.fill(
            blob((0.22 * side, -0.62), (0.36 * side, -0.36), (0.33 * side, -0.2), (0.22 * side, -0.36)),
            darken(body, 0.1),
            volume=0.8,
        )
    torso = blob(
        (-0.16, -0.9),
        (-0.23, -0.62),
        (-0.28, -0.3),
        (-0.17, -0.04),
        (0.17, -0.04),
        (0.28, -0.3),
        (0.23, -0.62),
        (0.16, -0.9),
        (0, -1.0),
    )
    pen.fill(torso, body, volume=1.1)
    pen.fill(
        blob(
            (0, -0.66),
            (-0.16, -0.56),
            (-0.21, -0.28),
            (-0.12, -0.06),
            (0.12, -0.06),
            (0.21, -0.28),
            (0.16, -0.56),
        ),
        ink("f6f4ee"),
        volume=0.8,
    )
    pen.fill(oval(0, -0.62, 0.11, 0.05), ink("f4c048"), soft=0.02, alpha=0.9)
    for side in (-1, 1):
        pen.fill(oval(0.085 * side, -0.82, 0.085, 0.075), ink("f6f4ee"), volume=0.4)
        eye(pen, 0.07 * side, -0.82, 0.03)
    pen.fill(blob((-0.045, -0.77), (0, -0.79), (0.045, -0.77), (0, -0.7)), ink("ee9c34"), volume=0.8)


@thing(
    "fish", realm="air", tall=0.42, wide=1.6, size=0.3, palette="f0862c e8503c f2c03c 3c9cc8 8c64c8 f4ecdc"
)
def fish(pen: Pen, look: Look) -> None:
    """A round fish with veil fins."""
    body = look.colour
    trim = look.second if look.named and look.second != body else lighten(turn(body, 12), 0.35)
    for outline in (
        blob((0.42, -0.5), (0.62, -0.86), (0.84, -0.94), (0.7, -0.5), (0.84, -0.08), (0.6, -0.16)),
        blob((-0.14, -0.84), (0.06, -1.06), (0.34, -0.92), (0.36, -0.64), (0.0, -0.78)),
        blob((0.0, -0.2), (0.1, 0.02), (0.3, -0.06), (0.26, -0.3)),
    ):
        pen.fill(outline, trim, volume=0.5, alpha=0.88)
    torso = blob(
        (-0.72, -0.5),
        (-0.52, -0.76),
        (-0.14, -0.88),
        (0.24, -0.74),
        (0.52, -0.52),
        (0.24, -0.26),
        (-0.14, -0.14),
        (-0.52, -0.24),
    )
    pen.fill(torso, body, to=lighten(body, 0.4), volume=1.2)
    for k in range(5):
        for j in range(4):
            x, y = -0.2 + k * 0.12 + (j % 2) * 0.06, -0.68 + j * 0.11
            pen.stroke(oval(x, y, 0.06)[44:56], lighten(body, 0.4), 0.012, alpha=0.5)
    pen.stroke(path((-0.38, -0.72), (-0.3, -0.5), (-0.38, -0.28)), darken(body, 0.3), 0.014, alpha=0.7)
    pen.fill(blob((-0.2, -0.42), (0.06, -0.44), (0.12, -0.28), (-0.08, -0.28)), trim, volume=0.6)
    pen.fill(oval(-0.5, -0.58, 0.075), (255, 255, 255))
    eye(pen, -0.515, -0.58, 0.05)
    pen.stroke(path((-0.71, -0.44), (-0.66, -0.41), (-0.6, -0.42)), darken(body, 0.5), 0.016)


@thing("butterfly", realm="air", tall=0.46, wide=1.2, size=0.2, palette="f0902c 5c8ce0 c864c8 f2c83c 4cb0a0")
def butterfly(pen: Pen, look: Look) -> None:
    """Four patterned wings."""
    body = look.colour
    edge = darken(body, 0.72)
    at = pen.at(0, 0, turn=float(pen.rng.uniform(-0.35, 0.35)))
    for side in (-1, 1):
        upper = blob(
            (0.02 * side, -0.55),
            (0.22 * side, -0.92),
            (0.54 * side, -1.0),
            (0.58 * side, -0.72),
            (0.36 * side, -0.48),
        )
        lower = blob(
            (0.02 * side, -0.5),
            (0.34 * side, -0.46),
            (0.46 * side, -0.22),
            (0.3 * side, -0.02),
            (0.12 * side, -0.2),
        )
        for outline in (upper, lower):
            at.fill(outline, edge, volume=0.4)
            middle = outline.mean(axis=0)
            at.fill((outline - middle) * 0.8 + middle * (0.93, 1.0), body, to=lighten(body, 0.35), volume=0.5)
        for k in range(4):
            at.dot((0.5 + 0.012 * k) * side, -0.94 + 0.07 * k, 0.016, (255, 250, 240))
            at.stroke(
                path((0.06 * side, -0.54), ((0.25 + 0.06 * k) * side, -0.82 + 0.1 * k)),
                edge,
                0.008,
                0.003,
                alpha=0.6,
            )
        at.fill(oval(0.3 * side, -0.24, 0.055), lighten(body, 0.6), volume=0.3)
        at.stroke(path((0.01 * side, -0.7), (0.06 * side, -0.86), (0.13 * side, -0.92)), edge, 0.01)
    at.fill(oval(0, -0.48, 0.035, 0.24), darken(body, 0.85), volume=1.0)


@thing("horse", tall=0.76, wide=1.12, size=2.2, top=0.66, palette="8c5834 5c3c2c c89058 e8e2d8 6c6060 3c3638")
def horse(pen: Pen, look: Look) -> None:
    """Seen from the side, heading left."""
    fur = coat(look, Build())
    mane = darken(look.colour, 0.6) if sum(look.colour) < 560 else ink("d8c8b0")
    pen.shadow(0.02, -0.01, 0.46, 0.04, 0.5)
    reach = {"running": 0.16, "walking": 0.07}.get(look.pose, float(pen.rng.uniform(0.0, 0.06)))
    for x, swing, far in (
        (0.27, reach, True),
        (-0.2, -reach, True),
        (0.33, -reach, False),
        (-0.14, reach, False),
    ):
        _hoofed_leg(pen, fur, x, swing, far, 0.44)
    tail = path((0.42, -0.62), (0.54, -0.5), (0.52, -0.22))
    pen.fill(ribbon(tail, 0.05, 0.02, 0.1), mane, volume=0.7)
    pen.hairs(ribbon(tail, 0.05, 0.02, 0.1), 80, 0.12, 1.6, 0.15)
    trunk = blob(
        (-0.3, -0.58),
        (-0.16, -0.67),
        (0.1, -0.645),
        (0.32, -0.69),
        (0.44, -0.58),
        (0.42, -0.44),
        (0.2, -0.37),
        (-0.1, -0.36),
        (-0.28, -0.44),
    )
    neck = blob(
        (-0.36, -0.46),
        (-0.42, -0.7),
        (-0.42, -0.9),
        (-0.27, -0.95),
        (-0.16, -0.8),
        (-0.06, -0.62),
        (-0.16, -0.42),
    )
    pen.fill(trunk, look.colour, volume=1.15)
    pen.fill(neck, look.colour, volume=0.9)
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
    pen.hairs(trunk, 420, 0.05, 0.2, 0.3, 0.06)


def _hoofed_leg(pen: Pen, fur: Coat, x: float, swing: float, far: bool, high: float) -> None:
    colour = darken(fur.main, 0.25) if far else fur.main
    line = path((x, -high), (x + swing * 0.5 + 0.01, -high * 0.5), (x + swing, -0.04))
    pen.fill(ribbon(line, 0.13, 0.045), colour, volume=0.8)
    pen.fill(
        poly(
            (x + swing - 0.032, 0),
            (x + swing - 0.024, -0.05),
            (x + swing + 0.024, -0.05),
            (x + swing + 0.032, 0),
        ),
        ink("34302e"),
        volume=0.5,
    )


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
