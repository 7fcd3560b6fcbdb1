"""Larger animals, seen from the side: cow, deer, elephant."""

from wanstudio.painting.procedural.drawing.colour import RGB, choose, darken, ink, lighten, mix
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import blob, box, oval, path, petals, ribbon
from wanstudio.painting.procedural.things.creatures import eye
from wanstudio.painting.procedural.things.faces import INK
from wanstudio.painting.procedural.things.hoofed import barrel
from wanstudio.painting.procedural.things.registry import Look, thing


def _legs(pen: Pen, colour: RGB, spots: tuple[float, ...], high: float, wide: tuple[float, float]) -> None:
    """Straight legs on small hooves; the first half of them on the far side."""
    for k, x in enumerate(spots):
        tone = darken(colour, 0.25) if k < len(spots) // 2 else colour
        pen.fill(ribbon(path((x, -high), (x + 0.01, -high / 2), (x, -0.04)), *wide), tone, volume=0.6)
        pen.fill(box(x - wide[1] * 0.62, -0.05, x + wide[1] * 0.58, 0, 0.008), ink("34302e"), volume=0.5)


@thing("cow", tall=0.62, wide=1.35, size=2.2, top=0.8, palette="f4f0e8 a8683c 5c4438 f4f0e8")
def cow(pen: Pen, look: Look) -> None:
    """Broad, patched, with a pink muzzle."""
    rng, hide = pen.rng, look.colour
    spot = ink("3c3430") if sum(hide) > 420 else lighten(hide, 0.6)
    pen.shadow(0.02, -0.01, 0.6, 0.05, 0.5)
    pen.stroke(path((0.52, -0.72), (0.6, -0.5), (0.57, -0.3)), darken(hide, 0.2), 0.03, 0.02)
    pen.fill(oval(0.57, -0.27, 0.03, 0.06), spot, volume=0.6)
    _legs(pen, hide, (-0.26, 0.3, -0.34, 0.4), 0.45, (0.15, 0.075))
    trunk = blob(
        (-0.42, -0.55), (-0.4, -0.76), (-0.2, -0.82), (0.2, -0.79), (0.46, -0.82), (0.54, -0.62),
        (0.46, -0.36), (0.1, -0.3), (-0.28, -0.34),
    )  # fmt: skip
    pen.fill(trunk, hide, volume=0.95, slope=0.12, grain=0.3, cell=0.06)
    for x, y, r in ((0.32, -0.62, 0.15), (-0.02, -0.66, 0.13), (-0.26, -0.5, 0.08), (0.12, -0.44, 0.08)):
        patch = petals(x, y, r, 5, 0.25, float(rng.uniform(0, 6)))
        pen.fill(patch, spot, alpha=0.92, soft=0.008, volume=0.3)
    pen.fill(oval(0.28, -0.31, 0.09, 0.05), ink("f0b4a8"), volume=0.8)
    _cow_head(pen.at(-0.5, -0.78), hide, spot)


def _cow_head(pen: Pen, hide: RGB, spot: RGB) -> None:
    for side in (-1, 1):
        pen.fill(oval(0.17 * side, -0.06, 0.09, 0.04, 0.35 * side), spot, volume=0.6)
        pen.stroke(
            path((0.07 * side, -0.11), (0.13 * side, -0.17), (0.11 * side, -0.25)),
            ink("e8dcc0"),
            0.035,
            0.012,
            volume=0.8,
        )
    pen.fill(
        blob((-0.13, -0.1), (0, -0.16), (0.13, -0.1), (0.1, 0.12), (0, 0.17), (-0.1, 0.12)), hide, volume=0.8
    )
    pen.fill(blob((0.02, -0.14), (0.12, -0.1), (0.11, 0.03), (0.03, 0.0)), spot, soft=0.006)
    pen.fill(oval(0, 0.13, 0.115, 0.075), ink("f0b8ac"), volume=0.9)
    for side in (-1, 1):
        pen.fill(oval(0.045 * side, 0.12, 0.017, 0.022), ink("a86c64"))
        pen.fill(oval(0.065 * side, -0.03, 0.032, 0.036), (255, 255, 255))
        eye(pen, 0.065 * side, -0.028, 0.024)
    pen.stroke(path((-0.04, 0.17), (0, 0.182), (0.04, 0.17)), INK, 0.01)


@thing("deer", tall=0.8, wide=0.9, size=1.8, top=0.6, palette="b87840 a0683c c89058")
def deer(pen: Pen, look: Look) -> None:
    """A stag with white spots and branching antlers."""
    rng, hide = pen.rng, look.colour
    pale = mix(hide, (255, 248, 232), 0.65)
    body = pen.at(0.06, 0, 0.82)
    pen.shadow(0.04, -0.01, 0.36, 0.04, 0.5)
    _legs(body, hide, (-0.16, 0.28, -0.24, 0.37), 0.45, (0.1, 0.04))
    barrel(body, hide)
    body.fill(oval(0.45, -0.62, 0.05, 0.04), pale, volume=0.7)
    for _ in range(16):
        body.dot(float(rng.uniform(-0.1, 0.4)), float(rng.uniform(-0.65, -0.5)), 0.012, pale)
    neck = blob((-0.24, -0.4), (-0.3, -0.6), (-0.27, -0.7), (-0.17, -0.7), (-0.08, -0.56), (-0.06, -0.42))
    pen.fill(neck, hide, volume=0.7)
    pen.fill(blob((-0.25, -0.42), (-0.28, -0.58), (-0.23, -0.56), (-0.18, -0.42)), pale, soft=0.015)
    at = pen.at(-0.25, -0.72)
    for side in (-1, 1):
        _antler(at, side)
        at.fill(oval(0.12 * side, -0.03, 0.065, 0.03, -0.35 * side), darken(hide, 0.1), volume=0.6)
    at.fill(
        blob((-0.08, -0.05), (0, -0.09), (0.08, -0.05), (0.05, 0.08), (0, 0.12), (-0.05, 0.08)),
        hide,
        volume=0.8,
    )
    at.fill(oval(0, 0.085, 0.04, 0.034), pale, volume=0.5)
    at.fill(oval(0, 0.07, 0.02, 0.014), INK)
    for side in (-1, 1):
        eye(at, 0.045 * side, -0.005, 0.018)


def _antler(pen: Pen, side: int) -> None:
    bone = ink("e0cca4")
    pen.stroke(
        path((0.03 * side, -0.07), (0.1 * side, -0.16), (0.09 * side, -0.27)), bone, 0.022, 0.01, volume=0.6
    )
    for y, x, tip in ((-0.14, 0.085, (0.17, -0.2)), (-0.19, 0.1, (0.05, -0.25))):
        pen.stroke(path((x * side, y), (tip[0] * side, tip[1])), bone, 0.016, 0.008)


@thing("elephant", tall=0.72, wide=1.25, size=3.2, top=0.86, palette="8c929c 9c98a0 7c8490 a89c98")
def elephant(pen: Pen, look: Look) -> None:
    """Great ears, a curled trunk, pillars for legs."""
    hide = look.colour
    pen.shadow(0.02, -0.01, 0.58, 0.06, 0.5)
    pen.stroke(path((0.5, -0.62), (0.57, -0.45), (0.55, -0.34)), darken(hide, 0.2), 0.025, 0.012)
    for k, x in enumerate((-0.06, 0.28, -0.18, 0.4)):
        tone = darken(hide, 0.24) if k < 2 else hide
        pen.fill(ribbon(path((x, -0.48), (x, -0.2), (x, -0.01)), 0.2, 0.17), tone, volume=0.7)
        for toe in (-0.05, 0.0, 0.05):
            pen.fill(oval(x + toe, -0.02, 0.022, 0.018), lighten(hide, 0.45))
    trunk = blob(
        (-0.3, -0.5), (-0.26, -0.8), (-0.02, -0.9), (0.3, -0.88), (0.52, -0.68), (0.52, -0.4), (0.36, -0.27),
        (0.0, -0.24), (-0.24, -0.3),
    )  # fmt: skip
    pen.fill(trunk, hide, volume=1.0, slope=0.15, grain=0.6, cell=0.05)
    nose = path((-0.46, -0.56), (-0.53, -0.36), (-0.52, -0.16), (-0.62, -0.1), (-0.66, -0.18))
    pen.fill(ribbon(nose, 0.18, 0.06), hide, volume=0.8)
    for k in (8, 12, 16, 20):
        x, y = nose[k]
        pen.stroke(path((x - 0.06, y), (x + 0.05, y + 0.01)), darken(hide, 0.3), 0.006, alpha=0.5)
    pen.stroke(path((-0.4, -0.42), (-0.46, -0.32), (-0.58, -0.32)), ink("f4ecd8"), 0.045, 0.012, volume=0.9)
    pen.fill(oval(-0.36, -0.68, 0.2, 0.21), hide, volume=0.9)
    ear = blob((-0.28, -0.84), (-0.1, -0.9), (0.06, -0.76), (0.02, -0.5), (-0.1, -0.42), (-0.24, -0.56))
    pen.fill(ear, darken(hide, 0.08), volume=0.7)
    pen.fill(ear * 0.72 + ear.mean(axis=0) * 0.28, mix(hide, ink("e0a8a0"), 0.4), soft=0.02)
    eye(pen, -0.43, -0.7, 0.022)
    if pen.rng.random() < 0.3:
        pen.fill(
            blob((0.02, -0.9), (0.3, -0.9), (0.34, -0.6), (0.0, -0.6)),
            choose(pen.rng, "c8443c 8c5ab0"),
            volume=0.5,
        )
