"""Birds: on a twig, on the wing, on the water, on the ice."""

from wanstudio.painting.procedural.drawing.colour import RGB, darken, ink, lighten, mix
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import blob, oval, path, poly, ribbon
from wanstudio.painting.procedural.things.creatures import eye
from wanstudio.painting.procedural.things.faces import INK
from wanstudio.painting.procedural.things.registry import Look, thing


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
    _plumage(pen, body)


def _plumage(pen: Pen, body: RGB) -> None:
    """Wing, beak, eye and cheek."""
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
    _near_wing(pen, body, lift)


def _near_wing(pen: Pen, body: RGB, lift: float) -> None:
    """The wing on our side, with beak and eye."""
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
        for toe in (-0.04, 0.0, 0.04):
            pen.fill(oval(0.09 * side + toe, -0.06, 0.017, 0.035), ink("d8983c"), volume=0.7)
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
    _penguin_face(pen)


def _penguin_face(pen: Pen) -> None:
    """White round the eyes, an orange beak."""
    for side in (-1, 1):
        pen.fill(oval(0.085 * side, -0.82, 0.085, 0.075), ink("f6f4ee"), volume=0.4)
        eye(pen, 0.07 * side, -0.82, 0.03)
    pen.fill(blob((-0.045, -0.77), (0, -0.79), (0.045, -0.77), (0, -0.7)), ink("ee9c34"), volume=0.8)
