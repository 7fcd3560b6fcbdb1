"""The bakery: loaves in a bright window under a round awning."""

from wanstudio.painting.procedural.drawing.colour import RGB, choose, darken, ink, lighten, vary
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import blob, box, oval, path, poly
from wanstudio.painting.procedural.things.buildings import WARM, door
from wanstudio.painting.procedural.things.registry import Look, thing
from wanstudio.painting.procedural.things.shops import awning

CRUST = "c8843c b8743c d89850 a8642c"


@thing("bakery", tall=0.84, wide=1.4, size=6.0, palette="f0d8b0 e8c0a0 f4e4c8 d8a888 c8d8d0")
def bakery(pen: Pen, look: Look) -> None:
    """A gabled house, its ground floor one window of bread; a sign shaped like a pretzel."""
    rng, wall = pen.rng, look.colour
    trim = choose(rng, "8c4c34 5c4438 6c5c3c")
    pen.shadow(0, 0, 0.68, 0.04, 0.5)
    pen.fill(
        poly((-0.62, -0.62), (0, -1.02), (0.62, -0.62), (0.62, 0), (-0.62, 0)),
        wall,
        slope=0.12,
        grain=0.4,
        cell=0.08,
    )
    roof = ink("f4f7fc") if look.snow else choose(rng, "a04c38 7c4438 8c5c3c")
    for side in (-1, 1):
        pen.fill(poly((0, -1.08), (0.72 * side, -0.6), (0.68 * side, -0.53), (0, -0.98)), roof, slope=0.3)
    lamp = look.night > 0.2
    pen.fill(oval(0, -0.75, 0.1), trim, volume=0.5)
    pen.fill(oval(0, -0.75, 0.08), lighten(WARM, 0.2) if lamp else ink("6c8ca4"), shine=lamp)
    _window(pen, -0.54, 0.12, trim, look)
    door(pen.at(0.36, 0), -0.11, -0.44, 0.11, darken(trim, 0.05))
    awning(pen, -0.6, 0.6, -0.62, -0.52, choose(rng, "c8643c d88c3c a84c3c 5c8c6c"))
    _pretzel(pen.at(0.64, -0.66, 0.2))


def _window(pen: Pen, x0: float, x1: float, trim: RGB, look: Look) -> None:
    rng = pen.rng
    pen.fill(box(x0 - 0.03, -0.47, x1 + 0.03, -0.07, 0.01), trim, volume=0.5)
    pen.fill(box(x0, -0.44, x1, -0.1), ink("ffe4ac"), to=ink("d8a05c"), shine=look.night > 0.2)
    for shelf, y in enumerate((-0.3, -0.12)):
        pen.fill(box(x0, y, x1, y + 0.018), darken(trim, 0.2))
        x = x0 + 0.07
        while x < x1 - 0.05:
            tone = vary(choose(rng, CRUST), rng)
            if (shelf + int(x * 50)) % 2:
                pen.fill(
                    blob(
                        (x - 0.05, y),
                        (x - 0.04, y - 0.06),
                        (x, y - 0.085),
                        (x + 0.04, y - 0.06),
                        (x + 0.05, y),
                    ),
                    tone,
                    volume=1.0,
                )
                for k in (-0.02, 0.01):
                    pen.stroke(path((x + k, y - 0.06), (x + k + 0.015, y - 0.03)), lighten(tone, 0.5), 0.008)
            else:
                for k in (-0.025, 0.0, 0.025):
                    pen.stroke(path((x + k, y), (x + k * 1.6, y - 0.12)), tone, 0.026, 0.02, volume=0.9)
            x += float(rng.uniform(0.11, 0.13))
    pen.fill(poly((x0, -0.1), (x0, -0.44), (x0 + 0.2, -0.44), (x0 + 0.06, -0.1)), (255, 255, 255), alpha=0.16)
    pen.fill(box((x0 + x1) / 2 - 0.008, -0.44, (x0 + x1) / 2 + 0.008, -0.1), trim)
    if look.night > 0.2:
        pen.glow((x0 + x1) / 2, -0.26, 0.6, WARM, 0.4 * look.night)


def _pretzel(pen: Pen) -> None:
    crust = ink("b8743c")
    pen.stroke(path((-0.9, -0.9), (0.1, -0.95)), ink("3c3c44"), 0.06)
    pen.stroke(path((-0.1, -0.95), (-0.1, -0.8)), ink("3c3c44"), 0.03)
    ring = path(
        (-0.1, -0.5), (-0.5, -0.8), (-0.55, -0.4), (-0.1, -0.05), (0.35, -0.4), (0.3, -0.8), (-0.1, -0.5)
    )
    pen.stroke(ring, crust, 0.13, volume=1.0)
    pen.stroke(path((-0.4, -0.16), (0.0, -0.45)), crust, 0.12, volume=1.0)
    pen.stroke(path((0.2, -0.16), (-0.2, -0.45)), crust, 0.12, volume=1.0)
