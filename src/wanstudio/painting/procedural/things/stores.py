"""Shops and cafes that sell anything but flowers and bread."""

from wanstudio.painting.procedural.drawing.colour import RGB, choose, darken, ink, lighten
from wanstudio.painting.procedural.drawing.materials import BUILT_OF
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import box, oval, path, poly
from wanstudio.painting.procedural.things.buildings import WARM, door, wall, window
from wanstudio.painting.procedural.things.flowers import bunch, colours_for
from wanstudio.painting.procedural.things.registry import Look, thing
from wanstudio.painting.procedural.things.shops import awning, display, door_light, front, lamp


@thing("shop", tall=0.84, wide=1.56, size=6.0, palette="c8a078 a8b8b0 d8c4a8 9c8c94 b86c50 7c94a0")
def shop(pen: Pen, look: Look) -> None:
    """A shop or cafe: one of a row, or a narrow house with tables before it."""
    if pen.rng.random() < 0.5:
        _in_a_row(pen, look)
    else:
        _corner(pen, look)


def _in_a_row(pen: Pen, look: Look) -> None:
    """Two show windows, a door, an awning."""
    rng = pen.rng
    front(pen, look.colour, choose(rng, "4c3c34 34505c 5c4c30"), look)
    frame = choose(rng, "f0e8d8 54402f 38505a")
    display(pen, -0.61, -0.64, -0.2, -0.1, frame, look.night)
    display(pen, 0.2, -0.64, 0.61, -0.1, frame, look.night)
    door(pen, -0.115, -0.6, 0.115, choose(rng, "8c5a30 3c5c54 7c3c38"))
    door_light(pen, ink("7c5030"), look)
    awning(pen, -0.68, 0.68, -0.8, -0.69, choose(rng, "b8443c 3c6c5c 44588c c88c3c"))
    for k in range(9):
        wide = float(rng.uniform(0.03, 0.06))
        pen.fill(box(-0.33 + k * 0.075, -0.88, -0.33 + k * 0.075 + wide, -0.85, 0.008), ink("e8d8a8"))
    for x in (-0.19, 0.1):
        lamp(pen, x, -0.56, look.night)
    for x in (-0.17, 0.17):
        bunch(pen.at(x * 4, 0, 0.2), 0.9, 0.9, colours_for(Look((0, 0, 0), (0, 0, 0)), rng), 8)


def _corner(pen: Pen, look: Look) -> None:
    """Two floors under a steep roof, a bay of glass, a hanging sign, a table with two stools."""
    rng, colour = pen.rng, look.colour
    trim = choose(rng, "4c3c34 34505c 5c4c30 6c3c3c")
    pen.shadow(0, 0, 0.6, 0.04, 0.5)
    wall(pen, -0.5, -0.8, 0.5, 0, lighten(colour, 0.25), BUILT_OF.get(look.material, "plaster"))
    roof = ink("f4f7fc") if look.snow else choose(rng, "8c4c3c 54606c 6c5450")
    pen.fill(
        poly((-0.56, -0.78), (-0.4, -1.02), (0.4, -1.02), (0.56, -0.78)),
        roof,
        slope=0.3,
        grain=0.7,
        cell=0.03,
    )
    for x in (-0.3, 0.0, 0.3):
        window(pen, x - 0.07, -0.72, x + 0.07, -0.56, lighten(colour, 0.55), look.night)
        bunch(pen.at(x, -0.545, 0.16), 1.1, 0.3, colours_for(Look((0, 0, 0), (0, 0, 0)), rng), 6)
    pen.fill(box(-0.52, -0.5, 0.52, -0.39, 0.01), trim, slope=0.3)
    for k in range(7):
        pen.fill(box(-0.26 + k * 0.075, -0.465, -0.215 + k * 0.075, -0.425, 0.006), ink("f0dca8"))
    display(pen, -0.44, -0.33, -0.06, -0.07, choose(rng, "f0e8d8 54402f"), look.night)
    wood = choose(rng, "8c5a30 3c5c54 7c3c38")
    door(pen.at(0.2, 0), -0.09, -0.36, 0.09, wood, False)
    awning(pen, -0.5, 0.02, -0.4, -0.33, choose(rng, "b8443c 3c6c5c 44588c c88c3c"))
    lamp(pen, 0.34, -0.3, look.night)
    _sign(pen, trim)
    _terrace(pen.at(-0.28, 0.035), trim)


def _sign(pen: Pen, trim: RGB) -> None:
    pen.stroke(path((0.5, -0.56), (0.68, -0.56)), ink("34343c"), 0.012)
    pen.fill(oval(0.6, -0.47, 0.075), darken(trim, 0.1), volume=0.5)
    pen.fill(oval(0.6, -0.47, 0.055), WARM, volume=0.3)
    pen.fill(box(0.575, -0.49, 0.615, -0.445, 0.012), trim)


def _terrace(pen: Pen, trim: RGB) -> None:
    """A round table between two stools."""
    iron = ink("3c3c44")
    for x in (-0.15, 0.15):
        pen.stroke(path((x, -0.09), (x, 0.0)), iron, 0.014)
        pen.fill(oval(x, -0.095, 0.055, 0.016), trim, volume=0.6)
    pen.stroke(path((0, -0.14), (0, 0.0)), iron, 0.016)
    pen.fill(oval(0, -0.145, 0.1, 0.026), ink("f0e6d4"), volume=0.6)
    pen.fill(box(-0.02, -0.185, 0.02, -0.15, 0.008), ink("fbf8f0"), volume=0.8)
