"""Houses and what they are made of: walls, roofs, windows, doors."""

import math

import numpy as np

from wanstudio.painting.procedural.drawing.colour import RGB, choose, darken, ink, lighten, mix, vary
from wanstudio.painting.procedural.drawing.materials import BUILT_OF
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import arch, box, oval, path, poly, ruffle
from wanstudio.painting.procedural.things.registry import Look, thing

WARM: RGB = (255, 208, 124)


def window(
    pen: Pen, x0: float, y0: float, x1: float, y1: float, frame: RGB, night: float, arched: bool = False
) -> None:
    """A window with frame, cross bars and either a reflection of sky or lamplight."""
    shape = arch if arched else box
    edge = (x1 - x0) * 0.09
    pen.fill(shape(x0 - edge, y0 - edge, x1 + edge, y1 + edge), frame, volume=0.5)
    if night > 0.2:
        pen.fill(shape(x0, y0, x1, y1), lighten(WARM, 0.2), to=(246, 160, 70), shine=True)
    else:
        pen.fill(shape(x0, y0, x1, y1), ink("6c8ca4"), to=ink("324458"), slope=0.3)
        glint = poly(
            (x0 + edge, y1 - edge),
            (x0 + edge, y0 + (y1 - y0) * 0.4),
            (x0 + (x1 - x0) * 0.6, y0 + edge * 3),
            (x0 + (x1 - x0) * 0.85, y0 + edge * 3),
        )
        pen.fill(glint, (226, 240, 248), alpha=0.28)
    middle = (x0 + x1) / 2
    bar = edge * 0.5
    pen.fill(box(middle - bar / 2, y0, middle + bar / 2, y1), frame)
    pen.fill(box(x0, (y0 + y1) / 2 - bar / 2, x1, (y0 + y1) / 2 + bar / 2), frame)
    pen.fill(
        box(x0 - edge * 1.6, y1 + edge * 0.6, x1 + edge * 1.6, y1 + edge * 1.8),
        lighten(frame, 0.15),
        slope=0.5,
    )
    if night > 0.2:
        pen.glow(middle, (y0 + y1) / 2, (x1 - x0) * 2.4, WARM, 0.35 * night)


def door(pen: Pen, x0: float, y0: float, x1: float, colour: RGB, arched: bool = True) -> None:
    """A door of planks or panels, standing on y = 0."""
    wide = x1 - x0
    shape = (
        arch(x0 - wide * 0.09, y0 - wide * 0.09, x1 + wide * 0.09, 0, 0.9)
        if arched
        else box(x0 - wide * 0.09, y0 - wide * 0.09, x1 + wide * 0.09, 0)
    )
    pen.fill(shape, lighten(mix(colour, (210, 200, 190), 0.5), 0.1), volume=0.5)
    leaf = arch(x0, y0, x1, 0, 0.9) if arched else box(x0, y0, x1, 0)
    pen.fill(leaf, colour, slope=0.2, grain=1.3, cell=wide * 0.12, stretch=0.16)
    for k in range(1, 5):
        x = x0 + wide * k / 5
        pen.fill(
            box(x - wide * 0.008, y0 + (wide * 0.22 if arched else 0), x + wide * 0.008, 0),
            darken(colour, 0.6),
            alpha=0.75,
        )
    for y in (y0 * 0.72, y0 * 0.22):
        pen.fill(box(x0, y - wide * 0.05, x1, y + wide * 0.05), darken(colour, 0.22), slope=0.4)
    pen.dot(x1 - wide * 0.14, y0 * 0.45, wide * 0.055, ink("d8b060"))


def wall(pen: Pen, x0: float, y0: float, x1: float, y1: float, colour: RGB, kind: str = "plaster") -> None:
    """A wall with light from one side, of plaster, boards, logs or stone."""
    grain = 0.9 if kind != "plaster" else 0.45
    pen.fill(box(x0, y0, x1, y1), colour, slope=0.12, grain=grain, cell=0.1)
    rng, high = pen.rng, y1 - y0
    if kind in ("boards", "logs"):
        count = 9 if kind == "logs" else 14
        for k in range(count):
            y = y0 + high * k / count
            plank = box(x0, y, x1, y + high / count)
            pen.fill(
                plank,
                vary(colour, rng, 0.6),
                volume=0.0,
                slope=0.75 if kind == "logs" else 0.3,
                grain=0.5,
                cell=0.05,
                stretch=6,
            )
    if kind == "stone":
        for _ in range(int(110 * (x1 - x0) * high / 0.5)):
            x, y = float(rng.uniform(x0 + 0.03, x1 - 0.03)), float(rng.uniform(y0 + 0.02, y1 - 0.01))
            pen.fill(
                box(x - 0.026, y - 0.012, x + 0.026, y + 0.012, 0.006),
                vary(colour, rng, 1.2),
                volume=0.6,
                alpha=0.75,
            )
    side = pen.light.toward[0] * pen.side
    dark = box(x0 + (x1 - x0) * 0.6, y0, x1, y1) if side < 0 else box(x0, y0, x0 + (x1 - x0) * 0.4, y1)
    pen.fill(dark, pen.light.shade, alpha=0.14, soft=(x1 - x0) * 0.09)
    pen.fill(box(x0, y0, x1, y0 + high * 0.09), pen.light.shade, alpha=0.3, soft=high * 0.02)


def gable(pen: Pen, x0: float, x1: float, eaves: float, peak: float, colour: RGB, snow: bool) -> None:
    """A roof seen from its long side, sloping back, with tiles or snow."""
    over = (x1 - x0) * 0.07
    inset = (x1 - x0) * 0.14
    roof = poly((x0 - over, eaves), (x0 + inset, peak), (x1 - inset, peak), (x1 + over, eaves))
    pen.fill(roof, colour, slope=0.3, grain=0.7, cell=0.05)
    rows = 8
    for k in range(1, rows):
        t = k / rows
        y = peak + (eaves - peak) * t
        a, b = x0 + inset - (inset + over) * t, x1 - inset + (inset + over) * t
        pen.fill(box(a, y - 0.004, b, y + 0.004), darken(colour, 0.5), alpha=0.45)
        for x in np.arange(a + 0.02 * (k % 2), b, 0.045).tolist():
            pen.stroke(path((x, y - (eaves - peak) / rows), (x, y)), darken(colour, 0.45), 0.004, alpha=0.3)
    if snow:
        _snow_on(pen, [(x0 - over, eaves), (x0 + inset, peak), (x1 - inset, peak), (x1 + over, eaves)])
    else:
        pen.fill(box(x0 - over, eaves - 0.008, x1 + over, eaves + 0.014), darken(colour, 0.3), slope=0.4)


def front_gable(
    pen: Pen, x0: float, x1: float, eaves: float, peak: float, colour: RGB, snow: bool, thick: float = 0.05
) -> None:
    """The two sloping edges of a roof seen from its narrow side."""
    middle, over = (x0 + x1) / 2, (x1 - x0) * 0.1
    rise = (eaves - peak) / (middle - x0)
    left = poly(
        (x0 - over, eaves + over * rise),
        (middle, peak),
        (middle, peak - thick * 1.5),
        (x0 - over, eaves + over * rise - thick * 1.25),
    )
    right = poly(
        (x1 + over, eaves + over * rise),
        (middle, peak),
        (middle, peak - thick * 1.5),
        (x1 + over, eaves + over * rise - thick * 1.25),
    )
    cover: RGB = ink("f4f7fc") if snow else colour
    pen.fill(left, cover, slope=0.35, volume=0.4)
    pen.fill(right, mix(cover, pen.light.shade, 0.2), slope=0.35, volume=0.4)


def _snow_on(pen: Pen, outline: list[tuple[float, float]]) -> None:
    (ax, ay), b, c, (dx, dy) = outline
    count = 26
    drip = [
        (float(x), ay + 0.018 + 0.012 * math.sin(k * 2.1))
        for k, x in enumerate(np.linspace(dx + 0.012, ax - 0.012, count))
    ]
    lifted = [(ax - 0.012, ay - 0.01), (b[0], b[1] - 0.022), (c[0], c[1] - 0.022), (dx + 0.012, dy - 0.01)]
    pen.fill(
        poly(*lifted, *drip), ink("f4f7fc"), to=ink("d8e2f2"), volume=0.5, slope=0.2, grain=0.5, cell=0.12
    )


def chimney(pen: Pen, x: float, top: float, low: float, colour: RGB, look: Look) -> None:
    """A chimney and its smoke."""
    pen.fill(box(x - 0.035, top, x + 0.035, low), colour, slope=0.2, grain=0.8, cell=0.03)
    pen.fill(box(x - 0.045, top - 0.02, x + 0.045, top + 0.012), darken(colour, 0.2), slope=0.4)
    if look.snow:
        pen.fill(oval(x, top - 0.02, 0.05, 0.02), ink("f4f7fc"))
    smoke = mix(pen.light.haze, (240, 240, 244), 0.4)
    for k in range(6):
        pen.fill(
            oval(x + 0.018 * k * k * 0.5, top - 0.06 - 0.05 * k, 0.022 + 0.011 * k),
            smoke,
            alpha=0.3 - 0.035 * k,
            soft=0.014 + 0.004 * k,
        )


@thing("house", tall=0.72, wide=1.05, size=6.0, palette="e4d2b0 d8a888 c8d0c8 f0e4d0 b8c4d0 d4b4a4")
def house(pen: Pen, look: Look) -> None:
    """Two floors, a tiled roof, a chimney."""
    rng = pen.rng
    colour = look.colour
    roof = (
        look.second
        if look.second != colour and look.named
        else choose(rng, "a04c38 8c4434 6c5450 54606c 7c3c34")
    )
    pen.shadow(0.04, 0.0, 0.54, 0.05, 0.5)
    chimney(pen, 0.22, -1.0, -0.75, ink("96604c"), look)
    wall(pen, -0.42, -0.62, 0.42, 0, colour, BUILT_OF.get(look.material, "plaster"))
    gable(pen, -0.42, 0.42, -0.6, -0.93, roof, look.snow)
    frame = lighten(colour, 0.6)
    for x in (-0.27, 0.0, 0.27):
        window(pen, x - 0.065, -0.5, x + 0.065, -0.34, frame, look.night)
    for x in (-0.27, 0.27):
        window(pen, x - 0.075, -0.24, x + 0.075, -0.08, frame, look.night)
    door(pen, -0.065, -0.25, 0.065, _wood(look, rng), False)
    _shrubs(pen, look, (-0.42, -0.16, 0.16, 0.42))


def _wood(look: Look, rng: np.random.Generator) -> RGB:
    return (
        choose(rng, "8a5a34 7c4e30 9c6a3c")
        if "wood door" in look.parts
        else choose(rng, "8a5a34 3c6458 7c3c34 44587c")
    )


def _shrubs(pen: Pen, look: Look, spots: tuple[float, ...]) -> None:
    rng = pen.rng
    leaf = ink("e8eef6") if look.snow else choose(rng, "4c7c3c 5c8c44 447048")
    for x in spots:
        r = float(rng.uniform(0.04, 0.07))
        outline = ruffle(oval(x, -r * 0.7, r * 1.2, r), rng, r * 0.09)
        pen.fill(outline, vary(leaf, rng), volume=0.9, grain=1.4, cell=0.02)


@thing("cottage", tall=0.6, wide=1.25, size=4.5, palette="a4703f 8c5c38 b07c4c 946444")
def cottage(pen: Pen, look: Look) -> None:
    """A low house of logs with a deep roof and a warm window."""
    rng = pen.rng
    roof = choose(rng, "6c4434 5c4a40 7a4a34 4c5450")
    pen.shadow(0.04, 0.0, 0.66, 0.06, 0.5)
    chimney(pen, 0.26, -0.93, -0.66, ink("8c7468"), look)
    wall(pen, -0.5, -0.46, 0.5, 0, look.colour, "stone" if look.material == "stone" else "logs")
    gable(pen, -0.5, 0.5, -0.44, -0.8, roof, look.snow)
    frame = lighten(look.colour, 0.35)
    window(pen, -0.38, -0.32, -0.2, -0.14, frame, look.night)
    window(pen, 0.22, -0.32, 0.4, -0.14, frame, look.night)
    door(pen, -0.09, -0.35, 0.09, darken(look.colour, 0.3))
    if look.night > 0.2:
        pen.glow(0.0, -0.05, 0.6, WARM, 0.3 * look.night)
    _shrubs(pen, look, (-0.52, -0.44, 0.47, 0.54))
    if look.snow:
        pen.fill(oval(0, 0.005, 0.62, 0.035), ink("eef3fb"), soft=0.012, alpha=0.9)
