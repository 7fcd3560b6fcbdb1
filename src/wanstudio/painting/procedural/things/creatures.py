"""Birds, fish, butterflies, and animals with hooves."""

from wanstudio.painting.procedural.drawing.colour import darken, lighten, turn
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import blob, oval, path
from wanstudio.painting.procedural.things.faces import INK
from wanstudio.painting.procedural.things.registry import Look, thing


def eye(pen: Pen, x: float, y: float, r: float) -> None:
    """A small round eye with a light in it."""
    pen.fill(oval(x, y, r), INK, shine=True)
    pen.fill(oval(x - r * 0.3, y - r * 0.35, r * 0.36), (255, 255, 255), shine=True)


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
