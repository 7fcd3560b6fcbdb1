"""More for the table: bread, pumpkin, ice cream, teapot."""

from wanstudio.painting.procedural.drawing.colour import choose, darken, ink, lighten, vary
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import blob, box, oval, path, poly, ribbon
from wanstudio.painting.procedural.things.registry import Look, thing


@thing("bread", realm="table", tall=0.44, wide=1.5, size=0.3, palette="c8843c b8743c d89850")
def bread(pen: Pen, look: Look) -> None:
    """A crusty loaf, slashed and floured."""
    crust = look.colour
    pen.shadow(0.04, -0.01, 0.72, 0.09, 0.5)
    loaf = blob(
        (-0.7, -0.16),
        (-0.62, -0.5),
        (-0.36, -0.8),
        (0.0, -0.9),
        (0.36, -0.82),
        (0.62, -0.52),
        (0.7, -0.16),
        (0.4, 0.0),
        (-0.4, 0.0),
    )
    pen.fill(loaf, crust, to=darken(crust, 0.15), volume=1.2, grain=0.8, cell=0.05)
    for k in range(4):
        x = -0.4 + 0.25 * k
        cut = blob(
            (x - 0.05, -0.34), (x + 0.02, -0.62), (x + 0.13, -0.76), (x + 0.11, -0.5), (x + 0.03, -0.3)
        )
        pen.fill(cut, ink("f0d8a8"), volume=0.5, grain=0.6, cell=0.03, soft=0.01)
    for _ in range(50):
        pen.dot(float(pen.rng.uniform(-0.5, 0.5)), float(pen.rng.uniform(-0.75, -0.3)), 0.008, ink("fff4e0"))


@thing("pumpkin", realm="table", tall=0.52, wide=1.2, size=0.4, palette="e8842c f09438 d8702c")
def pumpkin(pen: Pen, look: Look) -> None:
    """Ribs round a curled stalk."""
    pen.shadow(0.05, -0.01, 0.58, 0.09, 0.5)
    for x, half in ((-0.38, 0.2), (0.38, 0.2), (-0.22, 0.22), (0.22, 0.22), (0.0, 0.22)):
        pen.fill(oval(x, -0.4, half, 0.39 - abs(x) * 0.12), vary(look.colour, pen.rng, 0.5), volume=1.0)
    stalk = path((0.0, -0.74), (0.02, -0.88), (0.12, -0.98))
    pen.fill(ribbon(stalk, 0.12, 0.07), ink("6c7c3c"), volume=0.9)
    pen.fill(blob((0.05, -0.8), (0.26, -0.94), (0.44, -0.86), (0.26, -0.76)), ink("5c8c3c"), volume=0.7)


@thing(
    "ice cream", realm="table", tall=0.62, wide=0.6, size=0.3, palette="f4a8b8 f6ecd0 8c5a3c b8e0c0 f8d88c"
)
def ice_cream(pen: Pen, look: Look) -> None:
    """Three scoops in a waffle cone."""
    rng = pen.rng
    pen.shadow(0.03, -0.01, 0.12, 0.03, 0.4)
    cone = poly((-0.2, -0.5), (0.2, -0.5), (0.02, 0.0), (-0.02, 0.0))
    pen.fill(cone, ink("d8a058"), volume=0.9, slope=0.1)
    for k in range(5):
        x = -0.16 + 0.08 * k
        pen.stroke(path((x, -0.49), (x * 0.2 + 0.04, -0.1)), ink("a87438"), 0.008, alpha=0.7)
        pen.stroke(path((x, -0.49), (x * 0.2 - 0.04, -0.1)), ink("a87438"), 0.008, alpha=0.7)
    tones = (
        [look.colour] * 3
        if look.named
        else [choose(rng, "f4a8b8 f6ecd0 8c5a3c b8e0c0 f8d88c") for _ in range(3)]
    )
    for (x, y), tone in zip(((-0.11, -0.6), (0.11, -0.6), (0.0, -0.78)), tones, strict=True):
        pen.fill(oval(x, y, 0.16, 0.15), tone, volume=1.1, grain=0.6, cell=0.03)
        pen.fill(oval(x, y + 0.11, 0.15, 0.04), lighten(tone, 0.1), volume=0.6)
    pen.fill(oval(0.0, -0.95, 0.045), ink("c8283c"), shine=False, volume=1.2)
    pen.stroke(path((0.0, -0.97), (0.05, -1.03)), ink("4c6c34"), 0.012)


@thing("teapot", realm="table", tall=0.52, wide=1.45, size=0.25, palette="4c7c9c e8e2d6 c86c4c 8cac94 d8a83c")
def teapot(pen: Pen, look: Look) -> None:
    """Round, with a spout, a handle and a knob on its lid."""
    body = look.colour
    pen.shadow(0.04, -0.01, 0.6, 0.08, 0.5)
    ring = ribbon(path((0.36, -0.62), (0.62, -0.66), (0.66, -0.4), (0.38, -0.22)), 0.08, 0.08)
    pen.fill(ring, body, volume=1.0)
    spout = ribbon(path((-0.34, -0.28), (-0.52, -0.4), (-0.58, -0.62), (-0.68, -0.68)), 0.2, 0.08)
    pen.fill(spout, body, volume=1.0)
    pen.fill(oval(0, -0.38, 0.46, 0.37), body, volume=1.3)
    pen.fill(oval(0, -0.7, 0.26, 0.09), lighten(body, 0.18), volume=0.9)
    pen.fill(oval(0, -0.82, 0.06), lighten(body, 0.1), volume=1.1)
    pen.stroke(path((-0.43, -0.36), (0, -0.3), (0.43, -0.36)), lighten(body, 0.55), 0.026, alpha=0.8)
    pen.fill(oval(-0.18, -0.54, 0.09, 0.06, -0.5), (255, 255, 255), alpha=0.5, soft=0.02)
    pen.fill(box(-0.24, -0.03, 0.24, 0.0, 0.01), darken(body, 0.2), volume=0.6)
