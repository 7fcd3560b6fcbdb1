"""Larger and rarer craft: ship, truck, helicopter, kite."""

from wanstudio.painting.procedural.drawing.colour import RGB, choose, darken, ink, lighten, mix, turn
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import blob, box, oval, path, poly, ribbon
from wanstudio.painting.procedural.things.registry import Look, thing
from wanstudio.painting.procedural.things.vehicles import pane, wheel


@thing(
    "ship",
    realm="water",
    tall=0.52,
    wide=1.6,
    size=7.0,
    top=0.5,
    palette="2c3c5c a83830 34586c e8e4dc 3c4c48",
)
def ship(pen: Pen, look: Look) -> None:
    """A steamer with white decks and two funnels."""
    hull, white = look.colour, ink("f2f0ea")
    trim = look.second if look.named and look.second != hull else choose(pen.rng, "d8543c e0a03c c83c3c")
    _funnels(pen, trim)
    pen.stroke(path((-0.5, -0.36), (-0.5, -0.82)), ink("6c5840"), 0.014)
    pen.fill(box(-0.46, -0.46, 0.5, -0.26, 0.02), white, slope=0.2)
    pen.fill(box(-0.38, -0.6, 0.38, -0.44, 0.02), white, slope=0.2)
    pen.fill(box(-0.36, -0.71, -0.1, -0.58, 0.02), lighten(white, 0.4), slope=0.3)
    for y, count, left in ((-0.545, 8, -0.34), (-0.38, 11, -0.42)):
        for k in range(count):
            pane(pen, box(left + 0.082 * k, y, left + 0.05 + 0.082 * k, y + 0.055, 0.012), look.night)
    body = blob(
        (-0.8, -0.34),
        (-0.5, -0.29),
        (0.0, -0.28),
        (0.5, -0.29),
        (0.74, -0.32),
        (0.68, -0.1),
        (0.6, 0.012),
        (-0.6, 0.012),
        (-0.7, -0.12),
    )
    pen.fill(body, hull, volume=0.8, slope=0.25)
    pen.stroke(path((-0.77, -0.31), (0.0, -0.265), (0.73, -0.3)), white, 0.03)
    pen.stroke(path((-0.64, -0.03), (0.0, -0.02), (0.62, -0.03)), trim, 0.045)
    for k in range(9):
        pen.fill(
            oval(-0.5 + 0.12 * k, -0.17, 0.024),
            ink("ffdc98") if look.night > 0.4 else ink("d8e4ec"),
            shine=look.night > 0.4,
        )
    pen.fill(oval(0, 0.012, 0.68, 0.018), mix(pen.light.haze, (255, 255, 255), 0.5), alpha=0.6, soft=0.01)


def _funnels(pen: Pen, trim: RGB) -> None:
    """Two, smoking."""
    for k, (x, top) in enumerate(((-0.16, -0.92), (0.12, -0.88))):
        pen.fill(
            poly((x - 0.06, -0.55), (x - 0.05, top), (x + 0.07, top), (x + 0.08, -0.55)), trim, volume=0.9
        )
        pen.fill(box(x - 0.055, top, x + 0.072, top + 0.08), ink("2c2c34"), volume=0.8)
        for j in range(6):
            smoke = oval(x + 0.03 + 0.02 * j * j, top - 0.03 - 0.05 * j, 0.05 + 0.02 * j)
            pen.fill(
                smoke, mix(pen.light.haze, (250, 250, 250), 0.5), alpha=0.55 - 0.07 * j - 0.05 * k, soft=0.02
            )


@thing("truck", tall=0.48, wide=1.95, size=3.0, top=0.98, palette="c8442c 2c64a0 e0a42c 3c8c5c 5c6c7c")
def truck(pen: Pen, look: Look) -> None:
    """A lorry with a tall box, heading left."""
    cab = look.colour
    load = look.second if look.named and look.second != cab else ink("ece6da")
    pen.shadow(0, -0.01, 0.96, 0.08, 0.6)
    pen.fill(box(-0.94, -0.24, 0.94, -0.13, 0.02), ink("3c3c44"), volume=0.6)
    pen.fill(box(-0.34, -1.0, 0.94, -0.22, 0.03), load, slope=0.2, volume=0.3)
    pen.fill(box(-0.34, -0.6, 0.94, -0.5), cab, slope=0.2)
    for k in range(5):
        pen.fill(box(-0.14 + 0.22 * k, -0.97, -0.13 + 0.22 * k, -0.25), darken(load, 0.25), alpha=0.6)
    front = blob(
        (-0.96, -0.2),
        (-0.97, -0.46),
        (-0.86, -0.6),
        (-0.76, -0.84),
        (-0.6, -0.88),
        (-0.4, -0.88),
        (-0.39, -0.2),
    )
    pen.fill(front, cab, volume=0.8, slope=0.2)
    pane(pen, poly((-0.82, -0.56), (-0.72, -0.8), (-0.48, -0.8), (-0.48, -0.54)), look.night)
    pen.fill(box(-0.56, -0.46, -0.47, -0.435, 0.01), ink("d8dce0"), volume=0.8)
    pen.fill(oval(-0.94, -0.34, 0.03, 0.045), ink("fff0c0"), shine=True)
    for x in (-0.66, 0.36, 0.7):
        pen.fill(oval(x, -0.18, 0.195), ink("1c1c22"))
        wheel(pen, x, 0.165)


@thing("helicopter", realm="air", tall=0.36, wide=1.9, size=4.0, palette="d8443c 3c78b0 e8b83c 4c8c5c")
def helicopter(pen: Pen, look: Look) -> None:
    """A glass nose, a thin tail, blades that blur."""
    body = look.colour
    at = pen.at(0, 0, turn=float(pen.rng.uniform(-0.08, 0.08)))
    at.fill(
        blob((0.1, -0.62), (0.5, -0.56), (0.9, -0.6), (0.9, -0.5), (0.4, -0.4), (0.1, -0.3)),
        darken(body, 0.08),
        volume=0.8,
    )
    at.fill(poly((0.8, -0.56), (0.94, -0.84), (1.0, -0.84), (0.93, -0.5)), body, volume=0.5)
    at.fill(oval(0.93, -0.62, 0.13), (230, 236, 240), alpha=0.35)
    at.fill(
        blob(
            (-0.66, -0.36),
            (-0.56, -0.6),
            (-0.3, -0.74),
            (0.05, -0.74),
            (0.24, -0.56),
            (0.2, -0.28),
            (-0.1, -0.16),
            (-0.5, -0.2),
        ),
        body,
        volume=1.1,
    )
    pane(at, blob((-0.63, -0.38), (-0.53, -0.57), (-0.3, -0.69), (-0.2, -0.66), (-0.22, -0.38)), look.night)
    pane(at, box(-0.14, -0.64, 0.08, -0.42, 0.04), look.night)
    at.fill(box(-0.1, -0.84, -0.02, -0.72), ink("4c4c54"), volume=0.7)
    at.fill(oval(-0.06, -0.86, 0.98, 0.03), (236, 240, 244), alpha=0.5, soft=0.008)
    at.fill(ribbon(path((-0.98, -0.85), (0.0, -0.87), (0.86, -0.86)), 0.02, 0.02), ink("4c4c54"))
    for x in (-0.4, 0.05):
        at.stroke(path((x, -0.2), (x - 0.03, -0.03)), ink("4c4c54"), 0.025)
    at.stroke(path((-0.66, -0.08), (-0.58, -0.02), (0.26, -0.02)), ink("4c4c54"), 0.035)


@thing("kite", realm="air", tall=0.5, wide=0.8, size=1.2, palette="d8443c e8a02c 3c84b8 8c5ab0 3c9c74")
def kite(pen: Pen, look: Look) -> None:
    """A diamond of paper with a tail of bows."""
    base = look.colour
    other = look.second if look.named and look.second != base else turn(base, 50)
    at = pen.at(0, 0, turn=float(pen.rng.uniform(-0.2, 0.3)))
    top, left, right, low = (0.0, -1.0), (-0.3, -0.68), (0.3, -0.68), (0.0, -0.3)
    for a, b, tone in ((top, left, base), (top, right, other), (low, left, other), (low, right, base)):
        at.fill(poly(a, b, (0.0, -0.68)), tone, slope=0.2, grain=0.3, cell=0.05)
    at.stroke(path(top, low), ink("6c4a34"), 0.014)
    at.stroke(path(left, right), ink("6c4a34"), 0.014)
    tail = path(low, (0.06, -0.2), (-0.05, -0.1), (0.08, 0.0))
    at.stroke(tail, ink("f4ecd8"), 0.01)
    for k in (7, 14, 21):
        x, y = (float(v) for v in tail[k])
        for side in (-1, 1):
            at.fill(
                poly((x, y), (x + 0.06 * side, y - 0.035), (x + 0.06 * side, y + 0.03)),
                base if k % 2 else other,
            )
