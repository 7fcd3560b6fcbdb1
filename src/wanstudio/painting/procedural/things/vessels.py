"""What travels on the water and in the air."""

import math

import numpy as np

from wanstudio.painting.procedural.drawing.colour import RGB, choose, darken, ink, lighten, mix, turn
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import blob, box, oval, path, poly
from wanstudio.painting.procedural.things.registry import Look, thing


@thing(
    "boat",
    realm="water",
    tall=0.56,
    wide=0.95,
    size=4.0,
    top=0.3,
    palette="c8443c f0ece0 2c5c8c 8c5a34 3c8088",
)
def boat(pen: Pen, look: Look) -> None:
    """A small sailing boat."""
    rng = pen.rng
    hull = look.colour
    sail = look.second if look.named and look.second != hull else choose(rng, "f6f0e2 f6f0e2 e8b45c d8705c")
    pen.stroke(path((0.02, -0.14), (0.02, -0.99)), ink("7c5838"), 0.018, volume=0.8)
    main = blob(
        (0.045, -0.95), (0.18, -0.72), (0.34, -0.4), (0.4, -0.26), (0.2, -0.235), (0.045, -0.24), (0.05, -0.5)
    )
    pen.fill(main, sail, volume=0.7, slope=0.15)
    jib = blob((0.0, -0.9), (-0.12, -0.6), (-0.36, -0.24), (-0.16, -0.25), (0.0, -0.25), (-0.02, -0.5))
    pen.fill(jib, lighten(sail, 0.3), volume=0.7, slope=0.15)
    for k in range(1, 4):
        y = -0.95 + 0.17 * k
        pen.stroke(path((0.05, y), (0.06 + 0.1 * k, y + 0.02)), darken(sail, 0.25), 0.004, alpha=0.6)
    pen.fill(poly((0.02, -1.0), (0.12, -0.97), (0.02, -0.94)), ink("d8443c"))
    body = blob(
        (-0.47, -0.17),
        (-0.3, -0.15),
        (0.0, -0.135),
        (0.3, -0.155),
        (0.45, -0.18),
        (0.38, -0.05),
        (0.3, 0.012),
        (-0.28, 0.012),
        (-0.4, -0.06),
    )
    pen.fill(body, hull, volume=0.9, slope=0.2)
    pen.stroke(path((-0.46, -0.165), (0.0, -0.13), (0.44, -0.175)), lighten(hull, 0.55), 0.022)
    pen.stroke(path((-0.38, -0.055), (0.0, -0.03), (0.38, -0.06)), ink("f4efe4"), 0.014, alpha=0.8)
    if look.night > 0.4:
        pen.fill(oval(-0.3, -0.2, 0.018), (255, 226, 150), shine=True)
        pen.glow(-0.3, -0.2, 0.32, (255, 206, 120), 0.8)
    foam = mix(pen.light.haze, (255, 255, 255), 0.5)
    pen.fill(oval(0, 0.012, 0.42, 0.014), foam, alpha=0.5, soft=0.008)


@thing(
    "balloon", realm="air", tall=0.5, wide=0.74, size=5.0, palette="d8443c e8a02c 3c84b8 8c5ab0 3c9c74 e8709c"
)
def balloon(pen: Pen, look: Look) -> None:
    """A hot-air balloon of coloured gores."""
    rng = pen.rng
    base = look.colour
    other = (
        look.second
        if look.named and look.second != base
        else ink("f8ecd0")
        if rng.random() < 0.6
        else turn(base, 40)
    )
    count = 9
    for k in range(count):
        a, b = -1 + 2 * k / count, -1 + 2 * (k + 1) / count
        a, b = math.sin(a * math.pi / 2), math.sin(b * math.pi / 2)
        left = _gore(a)
        right = _gore(b)
        light = 0.5 + 0.5 * (a + b) / 2 * pen.light.toward[0] * pen.side
        tone = base if k % 2 == 0 else other
        tone = lighten(tone, 0.3 * max(0, light - 0.4)) if light > 0.4 else darken(tone, 0.5 * (0.4 - light))
        pen.fill(np.concatenate([left, right[::-1]]), tone)
    whole = np.concatenate([_gore(-1.0), _gore(1.0)[::-1]])
    band = blob((-0.355, -0.7), (0, -0.655), (0.355, -0.7), (0.34, -0.6), (0, -0.55), (-0.34, -0.6))
    pen.fill(band, darken(base, 0.25), alpha=0.55)
    pen.fill(
        oval(0.12 * pen.light.toward[0] * pen.side * 2, -0.83, 0.1, 0.07, -0.4),
        (255, 255, 255),
        alpha=0.35,
        soft=0.04,
    )
    pen.fill(whole, pen.light.shade, to=pen.light.shade, alpha=0.1, slope=-0.6)
    for x in (-0.06, -0.02, 0.02, 0.06):
        pen.stroke(path((x * 1.5, -0.3), (x, -0.13)), ink("6c5840"), 0.005)
    pen.fill(box(-0.075, -0.135, 0.075, 0.0, 0.02), ink("a87844"), volume=0.8, grain=1.4, cell=0.02)
    pen.fill(box(-0.085, -0.15, 0.085, -0.12, 0.012), ink("6c4a2c"), volume=0.8)
    if look.night > 0.2:
        pen.glow(0, -0.32, 0.5, (255, 190, 100), 0.75 * look.night)


def _gore(a: float) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """One seam of the envelope, from the crown to the mouth."""
    knots = (
        (0.0, -1.0),
        (0.2, -0.97),
        (0.34, -0.83),
        (0.365, -0.66),
        (0.3, -0.5),
        (0.18, -0.36),
        (0.085, -0.29),
    )
    return path(*[(x * a, y) for x, y in knots])


@thing("rocket", realm="air", tall=0.72, wide=0.5, size=5.0, palette="e8e6e0 d8443c 3c78b0 e0e4e8")
def rocket(pen: Pen, look: Look) -> None:
    """A rocket of the picture books, climbing on its flame."""
    at = pen.at(0, 0, 1.0, turn=float(pen.rng.uniform(0.1, 0.4)))
    trim = (
        look.second
        if look.named and look.second != look.colour
        else ink("d8443c")
        if sum(look.colour) > 500
        else ink("f0ece0")
    )
    at.glow(0, -0.08, 0.5, (255, 170, 70), 0.85)
    for wide, low, colour in ((0.1, 0.0, "f08a2c"), (0.07, -0.05, "ffc848"), (0.035, -0.1, "fff6d0")):
        at.fill(
            blob((-wide, -0.26), (-wide * 0.9, -0.16), (0, low), (wide * 0.9, -0.16), (wide, -0.26)),
            ink(colour),
            soft=0.012,
            shine=True,
        )
    for side in (-1, 1):
        fin = blob((0.1 * side, -0.46), (0.2 * side, -0.36), (0.23 * side, -0.2), (0.1 * side, -0.28))
        at.fill(fin, trim, volume=0.9)
    at.fill(box(-0.08, -0.29, 0.08, -0.24, 0.02), ink("5c6068"), volume=0.9)
    body = blob(
        (0, -1.0),
        (0.09, -0.86),
        (0.135, -0.66),
        (0.13, -0.42),
        (0.09, -0.27),
        (-0.09, -0.27),
        (-0.13, -0.42),
        (-0.135, -0.66),
        (-0.09, -0.86),
    )
    at.fill(body, look.colour, volume=1.3)
    nose = blob((0, -1.0), (0.075, -0.88), (0.108, -0.8), (0, -0.785), (-0.108, -0.8), (-0.075, -0.88))
    at.fill(nose, trim, volume=1.2)
    _porthole(at, trim)


def _porthole(at: Pen, trim: RGB) -> None:
    """A round window, and the middle fin."""
    at.fill(oval(0, -0.65, 0.062), darken(trim, 0.3), volume=0.8)
    at.fill(oval(0, -0.65, 0.046), ink("9cd0e8"), to=ink("2c5c8c"), shine=True)
    at.fill(oval(-0.014, -0.665, 0.012), (255, 255, 255), shine=True)
    at.fill(
        blob((-0.014, -0.42), (0, -0.44), (0.014, -0.42), (0.016, -0.24), (-0.016, -0.24)), trim, volume=0.9
    )


@thing("aeroplane", realm="air", tall=0.26, wide=2.5, size=5.0, palette="eceef0 d8443c 3c78b0 e8b83c")
def aeroplane(pen: Pen, look: Look) -> None:
    """An airliner from the side, rising to the left."""
    at = pen.at(0, 0, 1.0, turn=0.1)
    trim = (
        look.second
        if look.named and look.second != look.colour
        else ink("2c6cb0")
        if sum(look.colour) > 560
        else ink("f4f2ec")
    )
    at.fill(blob((0.7, -0.62), (1.02, -1.1), (1.2, -1.12), (1.06, -0.58)), trim, volume=0.6)
    at.fill(
        blob((0.1, -0.58), (0.55, -0.92), (0.68, -0.92), (0.45, -0.55)), darken(look.colour, 0.25), volume=0.5
    )
    hull = blob(
        (-1.22, -0.42),
        (-1.12, -0.58),
        (-0.85, -0.69),
        (0.2, -0.7),
        (0.8, -0.66),
        (1.2, -0.54),
        (0.8, -0.42),
        (0.1, -0.32),
        (-0.85, -0.3),
        (-1.12, -0.34),
    )
    at.fill(hull, look.colour, volume=1.2, slope=0.3)
    at.stroke(path((-1.12, -0.42), (0.0, -0.42), (1.12, -0.52)), trim, 0.045)
    for k in range(14):
        at.fill(box(-0.78 + k * 0.1, -0.56, -0.735 + k * 0.1, -0.49, 0.015), ink("3c4c60"))
    at.fill(blob((-1.14, -0.54), (-1.0, -0.62), (-0.93, -0.54)), ink("34465a"))
    at.fill(
        blob((-0.2, -0.4), (0.35, 0.02), (0.52, 0.02), (0.3, -0.4)), darken(look.colour, 0.14), volume=0.9
    )
    at.fill(box(-0.16, -0.24, 0.14, -0.1, 0.06), trim, volume=1.2)
