"""People and what is made in their likeness."""

import math

from wanstudio.painting.procedural.drawing.colour import RGB, choose, darken, ink, lighten, mix, turn
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import Points, blob, box, oval, path, poly, ribbon
from wanstudio.painting.procedural.things import faces
from wanstudio.painting.procedural.things.registry import Look, thing

SKINS = "f4cfae e8b88e d49a6c a86e48 f0c4a0 8a5a3c"
HAIRS = "3a2a24 5c3c28 8c5c34 c8984c 2a2428 7c3c28"


@thing("person", tall=0.82, wide=0.46, size=1.7, palette="c8504c 4c7cb0 e0a840 5c9470 8c6ca8 d8849c 3c6478")
def person(pen: Pen, look: Look) -> None:
    """Anybody."""
    _figure(pen, look, pen.rng.random() < 0.5)


@thing("woman", tall=0.82, wide=0.46, size=1.7, palette="c8504c e0a840 8c6ca8 d8849c 5c9470 5c8cb8")
def woman(pen: Pen, look: Look) -> None:
    """In a dress, her hair long."""
    _figure(pen, look, True)


@thing("man", tall=0.82, wide=0.46, size=1.75, palette="4c7cb0 3c6478 5c9470 a8643c 6c6c84")
def man(pen: Pen, look: Look) -> None:
    """In coat and trousers."""
    _figure(pen, look, False)


@thing("child", tall=0.62, wide=0.56, size=1.15, palette="e8b03c d8504c 4c9cc0 6cb070 e888a0")
def child(pen: Pen, look: Look) -> None:
    """Smaller, in dungarees or a frock, the head larger still."""
    _figure(pen, look, pen.rng.random() < 0.5, 0.8)


def _figure(pen: Pen, look: Look, dress: bool, head: float = 0.62) -> None:
    """A young person with a big head, in a coat or a dress."""
    rng = pen.rng
    skin, hair, cloth = choose(rng, SKINS), choose(rng, HAIRS), look.colour
    trousers = turn(darken(cloth, 0.45), 30, 0.6)
    riding = look.pose == "riding"
    if not riding:
        pen.shadow(0.02, 0, 0.2, 0.03, 0.5)
    stride = {"walking": 0.06, "running": 0.11}.get(look.pose, 0.0)
    for side in (1,) if riding else (-1, 1):
        foot = (0.06 * side + stride * side, -0.02)
        leg = ribbon(path((0.045 * side, -0.34), (0.052 * side, -0.18), foot), 0.09, 0.06)
        pen.fill(leg, skin if dress else trousers, volume=0.8)
        pen.fill(oval(foot[0] + 0.012, -0.02, 0.052, 0.026), ink("4c3430"), volume=0.8)
    if dress:
        pen.fill(_long_hair(), darken(hair, 0.12), volume=0.6)
    _arms(pen, look, cloth, skin)
    hem = -0.24 if dress else -0.32
    torso = blob(
        (-0.075, -0.64),
        (-0.1, -0.5),
        (-0.2 if dress else -0.115, hem),
        (0.0, hem + 0.02),
        (0.2 if dress else 0.115, hem),
        (0.1, -0.5),
        (0.075, -0.64),
    )
    pen.fill(torso, cloth, volume=0.95, grain=0.3, cell=0.05)
    pen.fill(box(-0.1, -0.47, 0.1, -0.445), darken(cloth, 0.4), alpha=0.7)
    if look.snow:
        pen.fill(
            blob((-0.09, -0.655), (0, -0.68), (0.09, -0.655), (0.1, -0.61), (0, -0.6), (-0.1, -0.61)),
            turn(cloth, 150),
            volume=0.9,
        )
    else:
        pen.fill(poly((-0.035, -0.65), (0.035, -0.65), (0, -0.6)), skin)
    _head(pen.at(0, -0.8, head), look, skin, hair, dress)


def _long_hair() -> Points:
    return blob(
        (-0.13, -0.9), (-0.165, -0.7), (-0.13, -0.55), (0, -0.52), (0.13, -0.55), (0.165, -0.7), (0.13, -0.9)
    )


def _arms(pen: Pen, look: Look, cloth: RGB, skin: RGB) -> None:
    for side in (-1, 1):
        up = look.pose == "waving" and side > 0
        hand = (0.23 * side, -0.78) if up else (0.17 * side, -0.36)
        elbow = (0.2 * side, -0.6) if up else (0.16 * side, -0.48)
        pen.fill(ribbon(path((0.08 * side, -0.61), elbow, hand), 0.07, 0.052), cloth, volume=0.9)
        pen.fill(oval(hand[0], hand[1], 0.03), skin, volume=0.8)


def _head(pen: Pen, look: Look, skin: RGB, hair: RGB, long: bool) -> None:
    """Round, with a fringe or a parting."""
    for side in (-1, 1):
        pen.fill(oval(0.235 * side, 0.01, 0.04, 0.055), skin, volume=0.6)
    pen.fill(oval(0, -0.05, 0.26, 0.25), hair, volume=0.6)
    pen.fill(
        blob(
            (-0.23, -0.06),
            (-0.21, 0.1),
            (-0.1, 0.21),
            (0, 0.235),
            (0.1, 0.21),
            (0.21, 0.1),
            (0.23, -0.06),
            (0, -0.16),
        ),
        skin,
        volume=0.8,
    )
    faces.human(pen, look, hair)
    _hair(pen, look, hair, long)


def _hair(pen: Pen, look: Look, hair: RGB, long: bool) -> None:
    """A fringe; a cap in winter; perhaps a ribbon."""
    part = 0.08 if pen.rng.random() < 0.5 else -0.08
    fringe = blob(
        (-0.25, 0.02),
        (-0.27, -0.14),
        (-0.14, -0.3),
        (0.06, -0.32),
        (0.23, -0.2),
        (0.26, 0.02),
        (0.2, -0.06),
        (part, -0.12),
        (-0.18, -0.07),
    )
    pen.fill(fringe, hair, volume=0.8)
    pen.hairs(fringe, 90, 0.07, 1.2, 0.5, 0.1)
    if look.snow:
        pen.fill(
            blob((-0.27, -0.1), (-0.24, -0.28), (0, -0.38), (0.24, -0.28), (0.27, -0.1), (0, -0.15)),
            turn(look.colour, 150),
            volume=0.9,
        )
        pen.fill(oval(0, -0.4, 0.07), (250, 250, 250), volume=0.9)
    elif long and pen.rng.random() < 0.5:
        pen.fill(oval(0.2, -0.2, 0.05), mix(look.colour, (255, 120, 140), 0.5), volume=0.9)


@thing("snowman", tall=0.66, wide=0.72, size=1.5, palette="d8443c 3c7cb0 4c9468 e8a83c")
def snowman(pen: Pen, look: Look) -> None:
    """Three balls, a carrot, a scarf and a hat."""
    snow = ink("f2f6fc")
    pen.shadow(0.04, -0.01, 0.34, 0.06, 0.45)
    for side in (-1, 1):
        pen.stroke(
            path((0.16 * side, -0.5), (0.32 * side, -0.6), (0.38 * side, -0.72)), ink("5c4030"), 0.02, 0.01
        )
        pen.stroke(path((0.32 * side, -0.6), (0.4 * side, -0.6)), ink("5c4030"), 0.012, 0.006)
    for y, r in ((-0.24, 0.25), (-0.54, 0.19), (-0.78, 0.145)):
        pen.fill(oval(0, y, r, r * 0.97), snow, volume=1.15, grain=0.3, cell=0.04)
    for y in (-0.6, -0.52, -0.44):
        pen.dot(0, y, 0.017, ink("34343c"))
    for side in (-1, 1):
        pen.dot(0.05 * side, -0.82, 0.016, ink("2c2c34"))
    for k in range(5):
        pen.dot((k - 2) * 0.03, -0.715 - abs(k - 2) * 0.008, 0.009, ink("2c2c34"))
    pen.fill(poly((0.0, -0.8), (-0.14, -0.765), (0.0, -0.755)), ink("ee8430"), volume=0.7)
    pen.fill(
        blob((-0.15, -0.68), (0, -0.645), (0.15, -0.68), (0.15, -0.62), (0, -0.585), (-0.15, -0.62)),
        look.colour,
        volume=0.9,
    )
    pen.fill(blob((0.06, -0.63), (0.12, -0.62), (0.16, -0.42), (0.08, -0.41)), look.colour, volume=0.8)
    pen.fill(box(-0.17, -0.905, 0.17, -0.87, 0.015), ink("34343e"), volume=0.7)
    pen.fill(box(-0.11, -1.02, 0.11, -0.89, 0.02), ink("34343e"), volume=0.9)
    pen.fill(box(-0.112, -0.93, 0.112, -0.9), look.colour)


@thing("robot", tall=0.72, wide=0.68, size=1.6, palette="8cb0bc c8cdd2 e0a848 7c9c8c d87858 9c8cc0")
def robot(pen: Pen, look: Look) -> None:
    """A friendly one, of rounded tin, with a lit face."""
    tin, joint = look.colour, ink("5c626a")
    lamp = choose(pen.rng, "5ce0f0 8cf08c ffd85c")
    pen.shadow(0, -0.01, 0.28, 0.05, 0.5)
    for side in (-1, 1):
        pen.stroke(path((0.1 * side, -0.24), (0.11 * side, -0.06)), joint, 0.08, volume=0.9)
        pen.fill(box(0.11 * side - 0.09, -0.09, 0.11 * side + 0.09, 0, 0.04), tin, volume=0.9)
        up = side > 0 and look.pose == "waving"
        hand = (0.34 * side, -0.7) if up else (0.31 * side, -0.28)
        pen.stroke(
            path((0.2 * side, -0.5), (0.3 * side, -0.44 if not up else -0.55), hand), joint, 0.07, volume=0.9
        )
        pen.fill(oval(hand[0], hand[1], 0.06), tin, volume=1.0)
        pen.fill(box(0.2 * side - 0.03, -0.83, 0.2 * side + 0.03, -0.7, 0.02), joint, volume=0.8)
    pen.fill(box(-0.2, -0.58, 0.2, -0.2, 0.08), tin, volume=0.9, slope=0.1)
    pen.fill(box(-0.12, -0.5, 0.12, -0.32, 0.03), darken(tin, 0.3), volume=-0.5)
    for k in range(3):
        pen.fill(oval(-0.07 + 0.07 * k, -0.45, 0.02), choose(pen.rng, "f0604c f4c850 6cd088"), shine=True)
    pen.fill(box(-0.09, -0.39, 0.09, -0.36, 0.01), lamp, shine=True)
    pen.fill(box(-0.06, -0.64, 0.06, -0.56), joint, volume=0.9)
    pen.fill(box(-0.2, -0.92, 0.2, -0.62, 0.1), tin, volume=0.9, slope=0.15)
    pen.fill(box(-0.155, -0.87, 0.155, -0.68, 0.06), ink("202c38"), volume=-0.3)
    for side in (-1, 1):
        pen.fill(oval(0.07 * side, -0.79, 0.03, 0.036), lamp, shine=True)
        pen.glow(0.07 * side, -0.79, 0.09, lamp, 0.6)
    pen.stroke(path((-0.05, -0.725), (0, -0.705), (0.05, -0.725)), lamp, 0.014, shine=True)
    pen.stroke(path((0, -0.91), (0, -0.98)), joint, 0.016)
    pen.fill(oval(0, -0.99, 0.025), lighten(lamp, 0.2), shine=True)
    pen.glow(0, -0.99, 0.1 + 0.01 * math.pi, lamp, 0.6)
