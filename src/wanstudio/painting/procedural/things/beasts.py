"""How a furry animal is built: one body plan, sitting, striding or curled up, and many coats."""

import math
from dataclasses import dataclass

import numpy as np

from wanstudio.painting.procedural.drawing.colour import RGB, darken, lighten, mix
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import Points, blob, mirror, oval, path, ribbon
from wanstudio.painting.procedural.things import faces
from wanstudio.painting.procedural.things.registry import Look


@dataclass(frozen=True, slots=True)
class Build:
    """What sets one kind apart from another. Lengths are shares of the animal's height."""

    ear: str = "cat"
    muzzle: float = 1.0
    tail: str = "long"
    head: float = 1.0
    stripes: bool = False
    belly: float = 0.55
    legs: float = 1.0
    neck: float = 1.0
    mask: str = ""
    whiskers: bool = True


@dataclass(frozen=True, slots=True)
class Coat:
    """The colours of one animal."""

    main: RGB
    pale: RGB
    dark: RGB
    limbs: RGB


def coat(look: Look, build: Build) -> Coat:
    """The coat that goes with a colour."""
    main = look.colour
    bright = sum(main) / 3
    dark = darken(main, 0.42) if bright > 90 else lighten(main, 0.16)
    pale = mix(main, (255, 248, 236), build.belly if bright > 90 else 0.22)
    limbs = darken(main, 0.72) if build.mask in ("fox", "panda") else main
    return Coat(main, pale, dark, limbs)


def sit(pen: Pen, look: Look, build: Build) -> None:
    """Sitting upright, seen from the front."""
    fur = coat(look, build)
    pen.shadow(0.03, -0.01, 0.42, 0.07, 0.5)
    _tail_sitting(pen, fur, build)
    body = blob(
        (-0.13, -0.58), (-0.22, -0.38), (-0.28, -0.16), (-0.22, -0.01),
        (0.22, -0.01), (0.28, -0.16), (0.22, -0.38), (0.13, -0.58),
    )  # fmt: skip
    pen.fill(body, fur.main, volume=0.9, slope=0.1, grain=0.3, cell=0.05)
    if build.stripes:
        _flanks(pen, fur.dark)
    for side in (-1, 1):
        haunch = oval(0.2 * side, -0.14, 0.125, 0.145, 0.25 * side)
        pen.fill(haunch, fur.main, volume=0.85, slope=0.05)
        pen.hairs(haunch, 230, 0.04, 1.4, 0.35, 0.08)
        pen.fill(oval(0.225 * side, -0.035, 0.105, 0.042), mix(fur.limbs, fur.pale, 0.25), volume=0.9)
    chest = blob((-0.1, -0.54), (-0.13, -0.4), (-0.08, -0.22), (0.08, -0.22), (0.13, -0.4), (0.1, -0.54))
    pen.hairs(body, 1100, 0.045, contrast=0.09, spread=0.3)
    pen.fill(chest, fur.pale, volume=0.3, soft=0.018, alpha=0.92)
    _forelegs(pen, fur)
    pen.hairs(chest, 160, 0.05, contrast=0.09)
    tilt = float(pen.rng.normal(0, 0.11))
    head(pen.at(0, -0.7, build.head, turn=tilt), look, build, fur)


def _forelegs(pen: Pen, fur: Coat) -> None:
    for side in (-1, 1):
        leg = ribbon(path((0.085 * side, -0.05), (0.09 * side, -0.22), (0.085 * side, -0.4)), 0.1, 0.13)
        pen.fill(leg, fur.limbs, volume=0.75, slope=0.08)
        pen.hairs(leg, 90, 0.035, contrast=0.08)
        paw = oval(0.088 * side, -0.04, 0.072, 0.044)
        pen.fill(paw, mix(fur.limbs, fur.pale, 0.5), volume=0.9)
        for toe in (-0.022, 0.02):
            pen.stroke(
                path((0.088 * side + toe, -0.045), (0.088 * side + toe, -0.012)),
                fur.dark,
                0.006,
                0.003,
                alpha=0.7,
            )


def _flanks(pen: Pen, dark: RGB) -> None:
    for side in (-1, 1):
        for k, y in enumerate((-0.5, -0.42, -0.34, -0.26)):
            x = 0.15 + 0.028 * k
            line = path((x * side, y), ((x - 0.05) * side, y + 0.025), ((x - 0.1) * side, y + 0.02))
            pen.stroke(line, dark, 0.03, 0.003, alpha=0.7, soft=0.004)


def _tail_sitting(pen: Pen, fur: Coat, build: Build) -> None:
    if build.tail == "puff":
        pen.fill(oval(0.24, -0.1, 0.09), fur.pale, volume=0.9)
        return
    if build.tail == "none":
        return
    wide = {"long": 0.085, "bushy": 0.2, "curl": 0.09}[build.tail]
    lift = float(pen.rng.uniform(-0.08, 0.12))
    line = path((0.16, -0.07), (0.36, -0.06), (0.44, -0.2 - lift), (0.36, -0.36 - lift), (0.42, -0.44 - lift))
    tail = ribbon(line, wide * 0.9, wide * 0.5, wide * 0.35)
    pen.fill(tail, fur.main, volume=0.9)
    if build.stripes:
        for k in (14, 20, 26, 32):
            x, y = line[k]
            pen.fill(oval(float(x), float(y), wide * 0.5, 0.016, 0.4), fur.dark, alpha=0.6, soft=0.005)
    if build.tail == "bushy":
        pen.fill(oval(0.41, -0.42 - lift, 0.075, 0.085), fur.pale, volume=0.6, soft=0.01)
    pen.hairs(tail, 160, 0.05, -1.2, 0.4, 0.09)


def head(pen: Pen, look: Look, build: Build, fur: Coat) -> None:
    """A head seen from the front, its middle at (0, 0)."""
    faces.ears(pen, build.ear, fur.main, fur.pale, fur.dark if build.mask != "panda" else fur.limbs)
    skull = blob(
        (0, -0.19), (-0.13, -0.175), (-0.22, -0.08), (-0.25, 0.04), (-0.17, 0.14),
        (0, 0.18), (0.17, 0.14), (0.25, 0.04), (0.22, -0.08), (0.13, -0.175),
    )  # fmt: skip
    pen.shadow(0, 0.15, 0.17, 0.05, 0.28)
    pen.fill(skull, fur.main, volume=0.8, slope=0.12, grain=0.3, cell=0.05)
    if build.stripes:
        _brow(pen, fur.dark)
    pen.hairs(skull, 900, 0.036, away=(0, 0.06), contrast=0.09)
    _cheeks(pen, build, fur)
    gaze = float(pen.rng.uniform(-0.02, 0.02))
    faces.face(pen.at(gaze, 0), look, build.muzzle, fur.pale, build.mask)
    if build.whiskers:
        faces.whiskers(pen.at(gaze, 0))


def _brow(pen: Pen, dark: RGB) -> None:
    for x, top, low in ((0.0, -0.185, -0.1), (-0.05, -0.175, -0.115), (0.05, -0.175, -0.115)):
        pen.stroke(
            path((x, top), (x * 0.8, (top + low) / 2), (x * 0.7, low)),
            dark,
            0.024,
            0.004,
            alpha=0.75,
            soft=0.003,
        )
    for side in (-1, 1):
        for y in (-0.02, 0.03):
            line = path((0.235 * side, y), (0.19 * side, y + 0.012), (0.15 * side, y + 0.01))
            pen.stroke(line, dark, 0.022, 0.003, alpha=0.65, soft=0.003)


def _cheeks(pen: Pen, build: Build, fur: Coat) -> None:
    if build.mask == "fox":
        for side in (-1, 1):
            patch = blob(
                (0.02 * side, 0.0), (0.12 * side, 0.02), (0.23 * side, 0.06), (0.13 * side, 0.14), (0.0, 0.17)
            )
            pen.fill(patch, fur.pale, soft=0.012, volume=0.3)
    elif build.mask == "panda":
        for side in (-1, 1):
            pen.fill(oval(0.105 * side, -0.015, 0.062, 0.075, 0.5 * side), fur.limbs, soft=0.008)
    else:
        for side in (-1, 1):
            pen.fill(oval(0.17 * side, 0.065, 0.05, 0.035), (236, 132, 122), alpha=0.2, soft=0.02)


def stride(pen: Pen, look: Look, build: Build) -> None:
    """Walking, running or standing, seen from the side, heading left."""
    fur = coat(look, build)
    legs, phase = build.legs, float(pen.rng.uniform(0, 1))
    reach = {"running": 0.19, "walking": 0.09}.get(look.pose, 0.02) * (0.7 + 0.3 * phase)
    pen.shadow(0, -0.01, 0.5, 0.05, 0.45)
    hip = -0.26 * legs - 0.1
    top = hip - 0.25
    _leg(pen, fur, (0.27, -0.16), hip, (reach, -reach * 0.8), True)
    _tail_side(pen, fur, build, hip - 0.05)
    _leg(pen, fur, (0.35, -0.24), hip, (-reach, reach), False)
    trunk = blob(
        (-0.38, hip - 0.06), (-0.36, top + 0.06), (-0.24, top - 0.02), (-0.02, top + 0.02), (0.2, top - 0.01),
        (0.38, top + 0.06), (0.44, hip - 0.08), (0.4, hip + 0.06), (0.24, hip + 0.05), (0.04, hip + 0.03),
        (-0.16, hip + 0.1), (-0.32, hip + 0.08),
    )  # fmt: skip
    pen.fill(trunk, fur.main, volume=0.9, slope=0.15, grain=0.3, cell=0.05)
    pen.fill(oval(-0.02, hip + 0.03, 0.24, 0.035), fur.pale, alpha=0.6, soft=0.02)
    if build.stripes:
        _bands(pen, fur.dark, top, hip)
    pen.hairs(trunk, 620, 0.045, 0.25, 0.25, 0.09)
    for x, y, rx, ry in ((0.33, hip - 0.04, 0.115, 0.15), (-0.25, hip - 0.06, 0.1, 0.14)):
        pen.fill(oval(x, y, rx, ry, 0.15), fur.main, volume=0.55, soft=0.014, alpha=0.9)
    breast = blob((-0.42, top + 0.0), (-0.42, hip - 0.02), (-0.33, hip + 0.07), (-0.26, hip - 0.06))
    pen.fill(breast, fur.pale, volume=0.3, soft=0.02, alpha=0.85)
    head(pen.at(-0.36, top - 0.09 * build.neck, 0.9 * build.head), look, build, fur)


def _bands(pen: Pen, dark: RGB, top: float, hip: float) -> None:
    for x in np.linspace(-0.16, 0.32, 6).tolist():
        band = path((x, top + 0.012), (x + 0.02, top + 0.08), (x - 0.01, hip - 0.06))
        pen.stroke(band, dark, 0.026, 0.003, alpha=0.6)


def _leg(
    pen: Pen, fur: Coat, spots: tuple[float, float], hip: float, swings: tuple[float, float], far: bool
) -> None:
    """A hind leg and a foreleg on one side."""
    colour = darken(fur.limbs, 0.22) if far else fur.limbs
    for k, (x, swing) in enumerate(zip(spots, swings, strict=True)):
        bend = 0.045 if k == 0 else -0.012
        line = path((x, hip - 0.02), (x + swing * 0.35 + bend, hip * 0.5), (x + swing, -0.035))
        pen.fill(ribbon(line, 0.17 if k == 0 else 0.14, 0.08), colour, volume=0.6)
        pen.fill(oval(x + swing - 0.022, -0.03, 0.066, 0.034), mix(colour, fur.pale, 0.3), volume=0.8)


def _tail_side(pen: Pen, fur: Coat, build: Build, hip: float) -> None:
    if build.tail in ("puff", "none"):
        pen.fill(oval(0.43, hip - 0.08, 0.06), fur.pale, volume=0.8)
        return
    wide = {"long": 0.06, "bushy": 0.15, "curl": 0.07}[build.tail]
    lift = float(pen.rng.uniform(0.05, 0.25))
    line = path((0.38, hip - 0.1), (0.5, hip - 0.12), (0.56, hip - 0.2 - lift), (0.53, hip - 0.32 - lift))
    pen.fill(ribbon(line, wide, wide * 0.5, wide * 0.4), fur.main, volume=0.9)


def curl(pen: Pen, look: Look, build: Build) -> None:
    """Asleep, curled up on its side."""
    fur = coat(look, build)
    pen.shadow(0, -0.02, 0.62, 0.09, 0.5)
    body = blob(
        (-0.52, -0.16), (-0.42, -0.4), (-0.1, -0.56), (0.26, -0.52), (0.52, -0.32),
        (0.56, -0.12), (0.4, 0.0), (0.0, 0.01), (-0.4, -0.01),
    )  # fmt: skip
    pen.fill(body, fur.main, volume=1.0, slope=0.15, grain=0.3, cell=0.06)
    if build.stripes:
        for x in np.linspace(-0.2, 0.42, 6).tolist():
            top = -0.54 + 0.7 * (x - 0.05) ** 2
            pen.stroke(
                path((x, top), (x + 0.05, top + 0.1), (x + 0.04, top + 0.2)),
                fur.dark,
                0.036,
                0.004,
                alpha=0.6,
            )
    pen.hairs(body, 760, 0.06, away=(0.05, -0.1), contrast=0.09)
    tail: Points = ribbon(path((0.5, -0.08), (0.3, -0.02), (0.0, -0.04), (-0.2, -0.05)), 0.11, 0.07)
    if build.tail not in ("none", "puff"):
        pen.fill(tail, fur.main, volume=0.9)
        pen.hairs(tail, 130, 0.04, math.pi, 0.3, 0.09)
    paw = mirror(oval(0.42, -0.035, 0.13, 0.045))
    pen.fill(paw, mix(fur.limbs, fur.pale, 0.5), volume=0.8)
    asleep = Look(look.colour, look.second, expression="asleep")
    head(pen.at(-0.34, -0.22, 0.95 * build.head, turn=-0.18), asleep, build, fur)
