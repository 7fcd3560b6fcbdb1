"""Small churches in three plans."""

import math

from wanstudio.painting.procedural.drawing.colour import RGB, choose, darken, ink, lighten
from wanstudio.painting.procedural.drawing.materials import BUILT_OF
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import arch, blob, box, oval, path, poly
from wanstudio.painting.procedural.things.buildings import WARM, door, front_gable, gable, wall, window
from wanstudio.painting.procedural.things.registry import Look, thing


@thing("chapel", tall=0.7, wide=0.82, size=6.0, palette="f2ede2 e8e4da f4f0e8")
def chapel(pen: Pen, look: Look) -> None:
    """A small church: by the side of its steeple, under it, or with a bell over the gable."""
    plan = float(pen.rng.random())
    roof = choose(pen.rng, "5c6474 6c4c44 4c5a68 7a4c40")
    if plan < 0.45:
        _beside_tower(pen, look, roof)
    else:
        _under_tower(pen, look, roof, plan < 0.75)


def _under_tower(pen: Pen, look: Look, roof: RGB, tower: bool) -> None:
    """The gable front, with a steeple or a bell on its ridge."""
    colour, lit = look.colour, look.night > 0.2
    made = BUILT_OF.get(look.material, "boards" if tower else "plaster")
    pen.shadow(0.03, 0.0, 0.4, 0.045, 0.5)
    if tower:
        _steeple(pen.at(0.09, 0.02), look, roof)
    else:
        _bell(pen, look, roof)
    wall(pen, -0.3, -0.34, 0.3, 0, colour, made)
    pen.fill(poly((-0.3, -0.335), (0.0, -0.62), (0.3, -0.335)), colour, slope=0.1, grain=0.4)
    front_gable(pen, -0.3, 0.3, -0.33, -0.62, roof, look.snow, 0.04)
    frame = lighten(colour, 0.3)
    for x in (-0.2, 0.2):
        window(pen, x - 0.035, -0.27, x + 0.035, -0.09, frame, look.night, True)
    pen.fill(oval(0, -0.42, 0.07), frame, volume=0.4)
    pen.fill(oval(0, -0.42, 0.057), WARM if lit else ink("54708c"), shine=lit)
    for k in range(4):
        turn = k * math.pi / 4
        tip = (math.cos(turn) * 0.056, math.sin(turn) * 0.056)
        pen.stroke(path((-tip[0], -0.42 - tip[1]), (tip[0], -0.42 + tip[1])), frame, 0.008)
    door(pen, -0.075, -0.25, 0.075, ink("7c5034"))
    pen.fill(box(-0.13, -0.015, 0.13, 0.012), ink("b4aca0"), slope=0.6)
    if look.snow:
        pen.fill(oval(0.0, 0.008, 0.44, 0.03), ink("eef3fb"), soft=0.012, alpha=0.92)
    if lit:
        pen.glow(0, 0.0, 0.4, WARM, 0.3 * look.night)


def _bell(pen: Pen, look: Look, roof: RGB) -> None:
    """A little open turret with its bell and cross."""
    pen.fill(arch(-0.085, -0.83, 0.085, -0.55, 0.8), look.colour, volume=0.5)
    pen.fill(arch(-0.05, -0.79, 0.05, -0.62, 0.8), darken(roof, 0.4))
    pen.fill(blob((-0.035, -0.66), (-0.02, -0.73), (0.02, -0.73), (0.035, -0.66)), ink("d8a848"), volume=1.0)
    pen.fill(poly((-0.11, -0.8), (0, -0.91), (0.11, -0.8)), ink("f4f7fc") if look.snow else roof, slope=0.3)
    pen.fill(box(-0.008, -1.02, 0.008, -0.89), ink("d8b868"))
    pen.fill(box(-0.035, -0.985, 0.035, -0.97), ink("d8b868"))


def _beside_tower(pen: Pen, look: Look, roof: RGB) -> None:
    """Nave, gable front and steeple side by side."""
    colour = look.colour
    pen.shadow(0.05, 0.0, 0.44, 0.045, 0.5)
    made = BUILT_OF.get(look.material, "boards")
    wall(pen, 0.1, -0.34, 0.4, 0, darken(colour, 0.1), made)
    gable(pen, 0.06, 0.4, -0.33, -0.5, roof, look.snow)
    window(pen, 0.2, -0.25, 0.26, -0.1, lighten(colour, 0.3), look.night, True)
    window(pen, 0.31, -0.25, 0.37, -0.1, lighten(colour, 0.3), look.night, True)
    wall(pen, -0.3, -0.36, 0.12, 0, colour, made)
    pen.fill(poly((-0.3, -0.355), (-0.09, -0.6), (0.12, -0.355)), colour, slope=0.1, grain=0.4)
    front_gable(pen, -0.3, 0.12, -0.36, -0.6, roof, look.snow, 0.035)
    _steeple(pen, look, roof)
    window(pen, -0.24, -0.26, -0.18, -0.1, lighten(colour, 0.3), look.night, True)
    window(pen, 0.0, -0.26, 0.06, -0.1, lighten(colour, 0.3), look.night, True)
    door(pen, -0.145, -0.21, -0.035, ink("7c5034"))
    if look.snow:
        pen.fill(oval(0.03, 0.008, 0.5, 0.03), ink("eef3fb"), soft=0.012, alpha=0.92)
    if look.night > 0.2:
        pen.glow(-0.09, 0.0, 0.4, WARM, 0.3 * look.night)


def _steeple(pen: Pen, look: Look, roof: RGB) -> None:
    wall(pen, -0.17, -0.72, -0.01, -0.5, look.colour, "boards")
    window(pen, -0.115, -0.68, -0.065, -0.56, lighten(look.colour, 0.3), look.night, True)
    spire = poly((-0.19, -0.71), (-0.09, -0.94), (0.01, -0.71))
    pen.fill(spire, roof, slope=0.2)
    side = (
        poly((-0.09, -0.94), (0.01, -0.71), (-0.07, -0.71))
        if pen.light.toward[0] * pen.side < 0
        else poly((-0.09, -0.94), (-0.19, -0.71), (-0.11, -0.71))
    )
    pen.fill(side, darken(roof, 0.5), alpha=0.4)
    if look.snow:
        pen.fill(
            poly(
                (-0.205, -0.7),
                (-0.09, -0.955),
                (0.025, -0.7),
                (-0.03, -0.715),
                (-0.09, -0.87),
                (-0.15, -0.715),
            ),
            ink("f4f7fc"),
            volume=0.4,
        )
    cross = ink("d8b868")
    pen.fill(box(-0.096, -1.02, -0.084, -0.93), cross)
    pen.fill(box(-0.115, -0.996, -0.065, -0.985), cross)
    pen.fill(oval(-0.09, -0.44, 0.036), lighten(look.colour, 0.3), volume=0.4)
    pen.fill(oval(-0.09, -0.44, 0.027), WARM if look.night > 0.2 else ink("54708c"), shine=look.night > 0.2)
