"""Things of the house: crockery, lamps, books, furniture, and what is eaten."""

import math

import numpy as np

from wanstudio.painting.procedural.buildings import WARM
from wanstudio.painting.procedural.colour import choose, darken, ink, lighten, mix, turn, vary
from wanstudio.painting.procedural.flowers import bunch, colours_for
from wanstudio.painting.procedural.pen import Pen
from wanstudio.painting.procedural.registry import Look, thing
from wanstudio.painting.procedural.shapes import blob, box, oval, path, petals, poly, ribbon


@thing(
    "cup", realm="table", tall=0.54, wide=1.35, size=0.12, palette="c85c4c 3c7c8c e8e2d4 d8a83c 5c84b0 8cac84"
)
def cup(pen: Pen, look: Look) -> None:
    """A mug on its saucer, steaming."""
    body = look.colour
    pen.shadow(0.08, -0.02, 0.66, 0.1, 0.5)
    pen.fill(oval(0, -0.06, 0.6, 0.1), lighten(body, 0.15), volume=0.9)
    pen.fill(oval(0, -0.075, 0.42, 0.06), darken(body, 0.22), soft=0.01)
    ring = ribbon(path((0.34, -0.66), (0.58, -0.64), (0.6, -0.42), (0.3, -0.26)), 0.08, 0.08)
    pen.fill(ring, body, volume=1.0)
    mug = blob(
        (-0.4, -0.78),
        (-0.39, -0.5),
        (-0.32, -0.2),
        (-0.2, -0.08),
        (0.2, -0.08),
        (0.32, -0.2),
        (0.39, -0.5),
        (0.4, -0.78),
        (0.2, -0.74),
        (-0.2, -0.74),
    )
    pen.fill(mug, body, volume=1.25)
    pen.fill(box(-0.3, -0.66, -0.24, -0.28, 0.03), (255, 255, 255), alpha=0.3, soft=0.02)
    pen.fill(oval(0, -0.78, 0.4, 0.1), lighten(body, 0.35), volume=0.5)
    pen.fill(oval(0, -0.775, 0.355, 0.082), darken(body, 0.35))
    pen.fill(oval(0, -0.765, 0.34, 0.07), ink("7c4a28"), to=ink("4c2c18"))
    pen.fill(oval(-0.08, -0.775, 0.12, 0.02), ink("d8a878"), alpha=0.7, soft=0.012)
    for x in (-0.12, 0.02, 0.15):
        bend = float(pen.rng.uniform(-0.05, 0.05))
        steam = path((x, -0.82), (x + 0.06, -0.92), (x - 0.05 + bend, -1.02), (x + 0.03, -1.12))
        pen.stroke(steam, (250, 250, 250), 0.05, 0.01, alpha=0.3, soft=0.02)


@thing(
    "vase", realm="table", tall=0.7, wide=0.72, size=0.5, palette="4c7c9c e8e2d6 8cac94 c87850 34505c b894b0"
)
def vase(pen: Pen, look: Look) -> None:
    """A glazed vase with a bunch of flowers."""
    rng = pen.rng
    pen.shadow(0.05, -0.01, 0.24, 0.05, 0.5)
    named = look.second if look.parts and look.second != look.colour else None
    blooms = [named] if named else colours_for(Look((0, 0, 0), (0, 0, 0)), rng)
    bunch(pen.at(0, -0.4), 0.66, 0.62, blooms, 16)
    body = blob(
        (-0.09, -0.46),
        (-0.075, -0.4),
        (-0.17, -0.26),
        (-0.16, -0.1),
        (-0.09, 0.0),
        (0.09, 0.0),
        (0.16, -0.1),
        (0.17, -0.26),
        (0.075, -0.4),
        (0.09, -0.46),
    )
    pen.fill(body, look.colour, volume=1.3, grain=0.2, cell=0.05)
    pen.stroke(path((-0.155, -0.2), (0, -0.18), (0.155, -0.2)), lighten(look.colour, 0.5), 0.012, alpha=0.7)
    pen.stroke(path((-0.16, -0.16), (0, -0.14), (0.16, -0.16)), lighten(look.colour, 0.5), 0.006, alpha=0.7)
    pen.fill(oval(-0.085, -0.27, 0.018, 0.06, 0.15), (255, 255, 255), alpha=0.55, soft=0.008)


@thing("lamp", realm="table", tall=0.66, wide=0.72, size=0.5, palette="e0b45c c86c4c 5c8c84 d8d0bc 7c6c9c")
def lamp(pen: Pen, look: Look) -> None:
    """A table lamp, lit."""
    brass = ink("b08c4c")
    pen.shadow(0.02, -0.01, 0.24, 0.04, 0.5)
    pen.glow(0, -0.7, 0.9, WARM, 0.5)
    pen.fill(oval(0, -0.03, 0.2, 0.04), brass, volume=1.0)
    pen.fill(ribbon(path((0, -0.04), (0, -0.3), (0, -0.55)), 0.05, 0.035, 0.05), brass, volume=1.2)
    shade = poly((-0.16, -0.98), (0.16, -0.98), (0.34, -0.5), (-0.34, -0.5))
    pen.fill(shade, lighten(look.colour, 0.4), to=look.colour, volume=0.5, shine=True)
    pen.fill(oval(0, -0.5, 0.34, 0.05), lighten(look.colour, 0.65), shine=True)
    for k in range(-3, 4):
        pen.stroke(path((k * 0.046, -0.98), (k * 0.1, -0.49)), darken(look.colour, 0.2), 0.005, alpha=0.4)
    pen.glow(0, -0.42, 0.5, WARM, 0.55)


@thing("lantern", realm="air", tall=0.3, wide=0.75, size=0.6, palette="d83c30 e8842c d83c30 f0b04c")
def lantern(pen: Pen, look: Look) -> None:
    """A paper lantern, glowing."""
    body = look.colour
    pen.glow(0, -0.55, 0.95, mix(body, WARM, 0.6), 0.4 + 0.35 * look.night)
    pen.fill(oval(0, -0.55, 0.36, 0.3), mix(body, WARM, 0.3), volume=0.8, shine=True)
    pen.fill(oval(0, -0.52, 0.18, 0.22), lighten(WARM, 0.3), alpha=0.6, soft=0.09, shine=True)
    for k in (-0.75, -0.4, 0.0, 0.4, 0.75):
        rib = path((k * 0.14, -0.84), (k * 0.4, -0.55), (k * 0.14, -0.26))
        pen.stroke(rib, darken(body, 0.35), 0.01, alpha=0.55)
    for y in (-0.87, -0.25):
        pen.fill(box(-0.15, y - 0.03, 0.15, y + 0.03, 0.015), ink("8c5a24"), volume=0.8)
    pen.stroke(path((0, -0.9), (0, -1.0)), ink("4c3828"), 0.012)
    for x in (-0.05, 0.0, 0.05):
        pen.stroke(path((x * 0.5, -0.22), (x, 0.0)), ink("e0a83c"), 0.018, 0.008)


@thing("candle", realm="table", tall=0.7, wide=0.42, size=0.3, palette="f0e6d0 c84c44 e8d8b8 7c94ac")
def candle(pen: Pen, look: Look) -> None:
    """A burning candle with drips of wax."""
    pen.shadow(0.02, -0.01, 0.2, 0.04, 0.45)
    pen.fill(oval(0, -0.04, 0.19, 0.045), ink("b08c4c"), volume=1.0)
    pen.fill(box(-0.09, -0.66, 0.09, -0.05, 0.03), look.colour, volume=1.1, slope=0.4)
    for x, y in ((-0.06, -0.5), (0.02, -0.56), (0.07, -0.44)):
        pen.fill(ribbon(path((x, -0.65), (x, y)), 0.04, 0.035), lighten(look.colour, 0.25), volume=0.8)
    pen.stroke(path((0, -0.64), (0.005, -0.71)), ink("3c3028"), 0.012)
    pen.glow(0, -0.8, 0.95, WARM, 0.6)
    pen.fill(
        blob((0, -0.98), (0.045, -0.82), (0.03, -0.72), (-0.03, -0.72), (-0.045, -0.82)),
        ink("ffd060"),
        to=ink("ff9430"),
        soft=0.012,
        shine=True,
    )
    pen.fill(oval(0, -0.77, 0.018, 0.04), ink("fffbe0"), soft=0.008, shine=True)


@thing(
    "book",
    realm="table",
    tall=0.4,
    wide=1.5,
    size=0.25,
    top=0.86,
    palette="8c3c38 34587c 4c7458 b88438 5c4470",
)
def book(pen: Pen, look: Look) -> None:
    """A thick book lying with its spine to us, a second one on it askew."""
    rng = pen.rng
    pen.shadow(0.04, -0.01, 0.74, 0.08, 0.5)
    for y, half, colour, shift in (
        (0.0, 0.68, look.colour, 0.0),
        (-0.44, 0.58, look.colour if look.named else turn(look.colour, float(rng.uniform(60, 200))), 0.05),
    ):
        at = pen.at(shift, y)
        at.fill(box(-half, -0.44, half, 0.0, 0.06), darken(colour, 0.12), volume=0.5)
        at.fill(box(-half + 0.06, -0.37, half - 0.01, -0.07, 0.01), ink("f2e8d0"), slope=0.2)
        for k in range(7):
            at.stroke(
                path((-half + 0.07, -0.34 + 0.04 * k), (half - 0.02, -0.34 + 0.04 * k)), ink("c8b898"), 0.006
            )
        top = poly((-half + 0.02, -0.44), (-half + 0.16, -0.56), (half + 0.04, -0.56), (half, -0.44))
        at.fill(top, lighten(colour, 0.1), slope=0.3, grain=0.5, cell=0.1)
        at.fill(box(-half, -0.44, -half + 0.14, 0.0, 0.05), colour, volume=0.9)
        at.fill(box(-half + 0.02, -0.36, -half + 0.12, -0.32), ink("e0b860"))
        at.fill(box(-half + 0.02, -0.12, -half + 0.12, -0.08), ink("e0b860"))


@thing("umbrella", tall=0.76, wide=1.1, size=1.0, palette="d8443c e8b03c 3c7cb0 8c5ab0 3c9c84 e8709c")
def umbrella(pen: Pen, look: Look) -> None:
    """An open umbrella standing on the tip of its handle."""
    base = look.colour
    other = look.second if look.named and look.second != base else base
    pen.shadow(0, -0.01, 0.4, 0.05, 0.4)
    pen.stroke(path((0, -0.95), (0, -0.12)), ink("6c4a34"), 0.024, volume=0.8)
    pen.stroke(path((0, -0.14), (0.01, -0.02), (0.08, -0.0), (0.11, -0.08)), ink("8c5a38"), 0.034, volume=0.8)
    edges = np.sin(np.linspace(-1, 1, 7) * math.pi / 2) * 0.54
    for k in range(6):
        a, b = float(edges[k]), float(edges[k + 1])
        low = -0.52
        gore = np.concatenate(
            [
                path((0, -0.96), (a * 0.62, -0.86), (a, low)),
                path((a, low), ((a + b) / 2, low - 0.05), (b, low))[1:],
                path((b, low), (b * 0.62, -0.86), (0, -0.96))[1:],
            ]
        )
        tone = base if k % 2 == 0 else other
        shade = (k - 2.5) / 2.5 * pen.light.toward[0] * pen.side
        pen.fill(
            gore,
            lighten(tone, 0.2 * shade) if shade > 0 else darken(tone, -0.38 * shade),
            slope=0.25,
            volume=0.25,
        )
    pen.stroke(path((0, -0.95), (0, -1.0)), ink("6c4a34"), 0.02)


@thing("table", tall=0.46, wide=1.7, size=1.0, top=0.94, palette="9c6a40 84542e b07c4c 6c4830")
def table(pen: Pen, look: Look) -> None:
    """A wooden table, seen a little from above."""
    wood = look.colour
    pen.shadow(0, -0.03, 0.85, 0.1, 0.4)
    for x, y in ((-0.6, -0.1), (0.6, -0.1), (-0.74, 0.0), (0.74, 0.0)):
        pen.fill(
            poly((x - 0.05, -0.8), (x + 0.05, -0.8), (x + 0.03, y), (x - 0.03, y)),
            darken(wood, 0.25 if y else 0.1),
            volume=0.8,
        )
    pen.fill(box(-0.76, -0.84, 0.76, -0.7), darken(wood, 0.2), slope=0.4, grain=0.8, cell=0.05, stretch=6)
    pen.fill(
        poly((-0.7, -1.0), (0.7, -1.0), (0.85, -0.86), (-0.85, -0.86)),
        wood,
        slope=-0.2,
        grain=1.2,
        cell=0.04,
        stretch=8,
    )
    pen.fill(
        box(-0.85, -0.87, 0.85, -0.8, 0.02), lighten(wood, 0.12), slope=0.5, grain=0.8, cell=0.04, stretch=8
    )


@thing("chair", tall=0.56, wide=0.9, size=1.0, top=0.48, palette="b05c48 4c7484 6c8458 c89444 84607c")
def chair(pen: Pen, look: Look) -> None:
    """An armchair."""
    body = look.colour
    pen.shadow(0, -0.02, 0.5, 0.07, 0.5)
    for x in (-0.34, 0.34):
        pen.fill(box(x - 0.03, -0.12, x + 0.03, 0), ink("5c4030"), volume=0.8)
    pen.fill(
        blob(
            (-0.34, -0.2), (-0.38, -0.7), (-0.28, -0.96), (0, -1.0), (0.28, -0.96), (0.38, -0.7), (0.34, -0.2)
        ),
        body,
        volume=0.9,
        grain=0.4,
        cell=0.05,
    )
    for x in (-0.13, 0.0, 0.13):
        for y in (-0.82, -0.66):
            pen.fill(oval(x, y, 0.016), darken(body, 0.4), soft=0.006)
    pen.fill(box(-0.36, -0.3, 0.36, -0.1, 0.04), darken(body, 0.14), volume=0.7)
    pen.fill(box(-0.29, -0.48, 0.29, -0.28, 0.08), lighten(body, 0.08), volume=1.0)
    for side in (-1, 1):
        pen.fill(
            box(0.28 * side - 0.0, -0.58, 0.45 * side, -0.1, 0.07)
            if side > 0
            else box(-0.45, -0.58, -0.28, -0.1, 0.07),
            body,
            volume=1.0,
        )


@thing("clock", realm="table", tall=0.6, wide=0.95, size=0.3, palette="c89444 b05c48 4c7c84 e8e0d0")
def clock(pen: Pen, look: Look) -> None:
    """A round alarm clock on two feet."""
    pen.shadow(0, -0.01, 0.4, 0.05, 0.45)
    for side in (-1, 1):
        pen.stroke(path((0.2 * side, -0.15), (0.32 * side, 0.0)), darken(look.colour, 0.4), 0.06)
        pen.fill(oval(0.24 * side, -0.9, 0.15, 0.1, 0.6 * side), look.colour, volume=1.1)
    pen.fill(oval(0, -0.48, 0.44), look.colour, volume=1.2)
    pen.fill(oval(0, -0.48, 0.35), ink("faf4e6"), volume=-0.3)
    for k in range(12):
        angle = k * math.pi / 6
        pen.dot(
            math.sin(angle) * 0.29, -0.48 - math.cos(angle) * 0.29, 0.02 if k % 3 else 0.032, ink("34302c")
        )
    hour = float(pen.rng.uniform(0, 2 * math.pi))
    for angle, reach, wide in ((hour, 0.17, 0.032), (hour * 12, 0.26, 0.02)):
        pen.stroke(
            path((0, -0.48), (math.sin(angle) * reach, -0.48 - math.cos(angle) * reach)), ink("34302c"), wide
        )
    pen.dot(0, -0.48, 0.028, ink("c8443c"))


@thing("gift", realm="table", tall=0.56, wide=0.95, size=0.35, palette="d8443c 3c7cb0 e8b03c 4c9c6c b070c0")
def gift(pen: Pen, look: Look) -> None:
    """A wrapped box with a bow."""
    band = ink("f4e2a8") if sum(look.colour) < 520 else ink("d8443c")
    pen.shadow(0.04, -0.01, 0.5, 0.07, 0.5)
    pen.fill(box(-0.4, -0.66, 0.4, 0, 0.02), look.colour, volume=0.6, slope=0.15)
    pen.fill(box(-0.44, -0.78, 0.44, -0.6, 0.02), lighten(look.colour, 0.12), volume=0.6)
    pen.fill(box(-0.07, -0.78, 0.07, 0), band, volume=0.5)
    for side in (-1, 1):
        pen.fill(
            blob((0, -0.78), (0.1 * side, -0.98), (0.28 * side, -0.98), (0.24 * side, -0.82)),
            band,
            volume=1.0,
        )
        pen.fill(poly((0, -0.78), (0.16 * side, -0.62), (0.26 * side, -0.64)), darken(band, 0.12))
    pen.fill(oval(0, -0.8, 0.06), darken(band, 0.1), volume=1.0)


@thing("ball", tall=0.42, wide=1.0, size=0.4, palette="d8443c 3c7cb0 e8b03c 4c9c6c")
def ball(pen: Pen, look: Look) -> None:
    """A beach ball."""
    other = look.second if look.named and look.second != look.colour else ink("f6f2e8")
    pen.shadow(0.06, -0.02, 0.44, 0.09, 0.5)
    pen.fill(oval(0, -0.5, 0.5), look.colour, volume=1.4)
    for a, b in ((-0.34, -0.1), (0.14, 0.36)):
        gore = np.concatenate(
            [path((0, -1), (a * 1.3, -0.5), (0, 0)), path((0, 0), (b * 1.3, -0.5), (0, -1))]
        )
        pen.fill(gore, other, volume=0.4, alpha=0.92)
    pen.fill(oval(-0.17, -0.72, 0.1, 0.07, -0.5), (255, 255, 255), alpha=0.6, soft=0.04)


@thing("hat", tall=0.4, wide=1.7, size=0.35, palette="e0c080 d8b070 c89c68 b05c48")
def hat(pen: Pen, look: Look) -> None:
    """A straw hat with a ribbon."""
    band = (
        look.second if look.named and look.second != look.colour else choose(pen.rng, "b8443c 34587c 4c7c5c")
    )
    pen.shadow(0, -0.02, 0.8, 0.14, 0.45)
    pen.fill(oval(0, -0.2, 0.82, 0.2), look.colour, volume=0.9, grain=1.0, cell=0.05, stretch=3)
    pen.fill(
        blob(
            (-0.46, -0.26), (-0.4, -0.8), (-0.2, -0.98), (0.2, -0.98), (0.4, -0.8), (0.46, -0.26), (0, -0.16)
        ),
        look.colour,
        volume=1.1,
        grain=1.2,
        cell=0.04,
        stretch=4,
    )
    pen.fill(
        blob((-0.46, -0.26), (-0.44, -0.46), (0, -0.36), (0.44, -0.46), (0.46, -0.26), (0, -0.15)),
        band,
        volume=0.8,
    )


@thing("apple", realm="table", tall=0.54, wide=0.95, size=0.1, palette="cc3430 d84a34 8cac3c e0b43c")
def apple(pen: Pen, look: Look) -> None:
    """An apple, blushing on the side of the light."""
    rng = pen.rng
    pen.shadow(0.08, -0.02, 0.4, 0.08, 0.5)
    body = blob(
        (0, -0.78),
        (-0.2, -0.85),
        (-0.42, -0.7),
        (-0.45, -0.4),
        (-0.3, -0.08),
        (-0.1, -0.0),
        (0, -0.03),
        (0.1, 0.0),
        (0.3, -0.08),
        (0.45, -0.4),
        (0.42, -0.7),
        (0.2, -0.85),
    )
    pen.fill(
        body,
        look.colour,
        to=vary(mix(look.colour, ink("e8b848"), 0.18), rng),
        volume=1.35,
        grain=0.4,
        cell=0.04,
        stretch=0.2,
    )
    pen.hairs(body, 240, 0.09, 1.57, 0.2, 0.05, width=0.006)
    pen.fill(oval(0, -0.77, 0.12, 0.035), darken(look.colour, 0.45), soft=0.02)
    pen.stroke(path((0, -0.75), (0.01, -0.88), (0.06, -0.98)), ink("5c4028"), 0.04, 0.03)
    leaf = blob((0.03, -0.86), (0.16, -1.0), (0.34, -0.98), (0.2, -0.86))
    pen.fill(leaf, ink("6c9c3c"), volume=0.8)
    pen.fill(oval(-0.2, -0.6, 0.075, 0.11, 0.5), (255, 255, 255), alpha=0.5, soft=0.035)


@thing("fruit", realm="table", tall=0.5, wide=1.0, size=0.1, palette="f0922c f4b03c f0a078")
def fruit(pen: Pen, look: Look) -> None:
    """An orange, with a leaf."""
    pen.shadow(0.08, -0.02, 0.44, 0.08, 0.5)
    pen.fill(oval(0, -0.47, 0.47), look.colour, volume=1.35, grain=0.7, cell=0.035)
    pen.fill(petals(0, -0.9, 0.06, 5, 0.3), ink("5c7c34"))
    pen.fill(blob((0.02, -0.9), (0.2, -1.0), (0.4, -0.94), (0.2, -0.84)), ink("5c9440"), volume=0.8)
    pen.fill(oval(-0.18, -0.68, 0.1, 0.08), (255, 255, 255), alpha=0.45, soft=0.04)


@thing("cake", realm="table", tall=0.62, wide=1.15, size=0.3, palette="f4c8d0 f6ecd8 8c5a3c f0a8b8 e8d8f0")
def cake(pen: Pen, look: Look) -> None:
    """Two tiers, icing that runs, berries and candles."""
    rng = pen.rng
    icing = look.colour
    sponge = ink("e0b878")
    pen.shadow(0.04, -0.01, 0.56, 0.07, 0.5)
    pen.fill(oval(0, -0.05, 0.56, 0.07), ink("f0ece4"), volume=0.9)
    for half, low, top in ((0.46, -0.07, -0.4), (0.3, -0.4, -0.66)):
        pen.fill(
            np.concatenate([oval(0, low, half, half * 0.13)[:29], poly((-half, top), (half, top))]),
            mix(icing, sponge, 0.35),
            volume=0.9,
            grain=0.4,
            cell=0.04,
        )
        pen.fill(oval(0, top, half, half * 0.14), lighten(icing, 0.2), volume=0.4)
        for k in range(13):
            x = half * math.sin((k / 12 - 0.5) * math.pi)
            reach = 0.05 + 0.05 * ((k * 7) % 5) / 5
            y = top + half * 0.13 * math.sqrt(max(0, 1 - (x / half) ** 2))
            pen.fill(
                ribbon(path((x, y - 0.02), (x, y + reach)), 0.07, 0.055), lighten(icing, 0.2), volume=0.8
            )
    for k in range(9):
        x = 0.44 * math.sin((k / 8 - 0.5) * math.pi)
        pen.fill(
            oval(x, -0.4 + 0.055 * math.sqrt(max(0, 1 - (x / 0.44) ** 2)), 0.038),
            choose(rng, "c8283c a82048 d83c4c"),
            volume=1.2,
        )
    for k in range(3):
        x = -0.14 + 0.14 * k
        pen.fill(box(x - 0.014, -0.84, x + 0.014, -0.67), choose(rng, "5c9cc8 e8a03c d86c9c"), volume=0.8)
        pen.glow(x, -0.89, 0.16, WARM, 0.5)
        pen.fill(
            blob((x, -0.95), (x + 0.018, -0.88), (x, -0.85), (x - 0.018, -0.88)), ink("ffcc50"), shine=True
        )
