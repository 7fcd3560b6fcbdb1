"""The front of a head: ears, eyes, muzzle, mouth. The head's middle is (0, 0), its half width 0.25."""

from wanstudio.painting.procedural.drawing.colour import RGB, choose, darken, lighten, mix
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import blob, oval, path
from wanstudio.painting.procedural.things.registry import Look

NOSE = (188, 92, 92)
INK = (38, 26, 30)


def ears(pen: Pen, kind: str, main: RGB, pale: RGB, dark: RGB) -> None:
    """A pair of ears behind the skull."""
    inner = mix(pale, (226, 140, 136), 0.6)
    lean = float(pen.rng.uniform(0.0, 0.1))
    for side in (-1, 1):
        if kind in ("cat", "fox"):
            _pointed(pen, side, kind == "fox", main, inner)
        elif kind == "long":
            _long(pen, side, lean, main, inner)
        elif kind == "round":
            pen.fill(oval(0.17 * side, -0.16, 0.08), dark, volume=0.9)
            pen.fill(oval(0.172 * side, -0.15, 0.045), mix(dark, inner, 0.45), soft=0.008)
        else:
            knots = ((0.09, -0.18), (0.2, -0.2), (0.3, -0.04), (0.29, 0.12), (0.22, 0.1), (0.19, -0.04))
            outer = blob(*[(x * side, y) for x, y in knots])
            pen.fill(outer, mix(main, dark, 0.6), volume=0.8)
            pen.hairs(outer, 90, 0.05, 1.5, 0.3)


def _pointed(pen: Pen, side: int, fox: bool, main: RGB, inner: RGB) -> None:
    high = 0.34 if fox else 0.3
    outline = ((0.06, -0.15), (0.13, -0.24), (0.195, -high), (0.225, -0.2), (0.235, -0.04))
    pen.fill(blob(*[(x * side, y) for x, y in outline]), main, volume=0.8)
    hollow = ((0.11, -0.15), (0.15, -0.215), (0.19, -high + 0.045), (0.205, -0.12))
    pen.fill(blob(*[(x * side, y) for x, y in hollow]), inner, volume=-0.5, soft=0.006)
    if fox:
        tip = blob((0.165 * side, -0.27), (0.197 * side, -high), (0.218 * side, -0.25))
        pen.fill(tip, darken(main, 0.7), soft=0.006)


def _long(pen: Pen, side: int, lean: float, main: RGB, inner: RGB) -> None:
    knots = ((0.04, -0.12), (0.05, -0.34), (0.1 + lean, -0.5), (0.17 + lean, -0.44), (0.15, -0.14))
    outer = blob(*[(x * side, y) for x, y in knots])
    pen.fill(outer, main, volume=0.8)
    pen.hairs(outer, 80, 0.04, -1.4, 0.2)
    hollow = ((0.075, -0.16), (0.085, -0.34), (0.11 + lean, -0.44), (0.14 + lean, -0.4), (0.125, -0.17))
    pen.fill(blob(*[(x * side, y) for x, y in hollow]), inner, volume=-0.4, soft=0.008)


def face(pen: Pen, look: Look, muzzle: float, pale: RGB, mask: str) -> None:
    """Eyes, muzzle, nose and mouth, as the animal feels."""
    mood = look.expression
    closed = mood in ("asleep", "sleepy") or (mood == "happy" and pen.rng.random() < 0.35)
    iris = (
        choose(pen.rng, "7aa83c c89a34 4a94b0 a8742c 6c9c58") if muzzle <= 1.05 and not mask else (92, 56, 34)
    )
    for side in (-1, 1):
        at = pen.at(0.105 * side, -0.02)
        if closed:
            _shut(at, mood == "happy")
        else:
            _open(at, iris, 1.12 if mood in ("happy", "surprised") else 1.0)
        if mood == "angry":
            at.stroke(path((-0.06 * side, -0.05), (0.05 * side, -0.085)), INK, 0.018, 0.006)
        if mood == "sad":
            at.stroke(path((-0.05 * side, -0.085), (0.05 * side, -0.055)), INK, 0.014, 0.005)
    drop = 0.012 * muzzle
    for side in (-1, 1):
        pen.fill(
            oval(0.05 * side * muzzle, 0.082 + drop, 0.07 * muzzle, 0.05 * muzzle),
            pale,
            volume=0.55,
            soft=0.006,
        )
    pen.fill(oval(0, 0.055, 0.05 * muzzle, 0.03 * muzzle), pale, soft=0.012)
    _mouth(pen.at(0, 0.068 + drop), mood, muzzle)
    nose = INK if muzzle > 1.05 or mask else NOSE
    tip = blob(
        (-0.032 * muzzle, 0.04),
        (0, 0.032),
        (0.032 * muzzle, 0.04),
        (0.012, 0.066 + drop),
        (-0.012, 0.066 + drop),
    )
    pen.fill(tip, nose, volume=1.0)
    pen.fill(oval(-0.01, 0.042, 0.009, 0.005), (255, 235, 230), alpha=0.75)


def _shut(pen: Pen, happy: bool) -> None:
    arc = oval(0, 0.018, 0.05, 0.046)[29:56] if happy else oval(0, -0.02, 0.05, 0.04)[1:28]
    pen.stroke(arc, INK, 0.009, 0.009, belly=0.008)


def _open(pen: Pen, iris: RGB, wide: float) -> None:
    """A round wet eye with two lights in it."""
    r = 0.052 * wide
    pen.fill(oval(0, 0, r * 1.14, r * 1.12), INK, soft=0.003)
    pen.fill(oval(0, 0, r * 0.98), iris, to=lighten(iris, 0.45), shine=True)
    pen.fill(oval(0, -0.002, r * 0.66, r * 0.78), (20, 14, 18), shine=True)
    pen.fill(oval(0, r * 0.45, r * 0.55, r * 0.3), lighten(iris, 0.4), alpha=0.4, soft=r * 0.15, shine=True)
    pen.fill(oval(-r * 0.3, -r * 0.36, r * 0.3), (255, 255, 255), shine=True)
    pen.fill(oval(r * 0.32, r * 0.3, r * 0.14), (255, 255, 255), alpha=0.85, shine=True)
    pen.stroke(oval(0, 0, r * 1.12, r * 1.14)[31:54], INK, 0.006, 0.006, belly=0.008)


def _mouth(pen: Pen, mood: str, muzzle: float) -> None:
    wide = 0.062 * muzzle
    if mood in ("happy", "surprised"):
        deep = 0.075 if mood == "happy" else 0.06
        inside = blob(
            (-wide * 0.72, 0.034),
            (0, 0.03),
            (wide * 0.72, 0.034),
            (wide * 0.4, 0.03 + deep),
            (-wide * 0.4, 0.03 + deep),
        )
        pen.fill(inside, (112, 36, 44))
        pen.fill(oval(0, 0.016 + deep, wide * 0.45, deep * 0.3), (236, 122, 128), volume=0.6)
    dip = 0.034 if mood != "sad" else 0.012
    for side in (-1, 1):
        line = path(
            (0, 0.0),
            (0.006 * side, 0.024),
            (wide * 0.55 * side, dip + 0.008),
            (wide * 1.08 * side, 0.016 if mood != "sad" else 0.045),
        )
        pen.stroke(line, INK, 0.009, 0.006)


def whiskers(pen: Pen) -> None:
    """Three fine hairs on each side."""
    for side in (-1, 1):
        for k in range(3):
            lift = -0.02 + 0.03 * k + float(pen.rng.normal(0, 0.004))
            line = path(
                (0.075 * side, 0.085 + 0.012 * k),
                (0.2 * side, 0.07 + lift),
                (0.34 * side, 0.075 + lift * 2.2),
            )
            pen.stroke(line, (252, 248, 240), 0.006, 0.001, alpha=0.85)


def human(pen: Pen, look: Look, hair: RGB) -> None:
    """A person's face, its half width 0.25."""
    mood = look.expression or ("happy" if pen.rng.random() < 0.5 else "")
    for side in (-1, 1):
        pen.fill(oval(0.1 * side, 0.0, 0.026, 0.034), INK)
        pen.fill(oval(0.1 * side - 0.008, -0.012, 0.009), (255, 255, 255))
        outer, inner = (-0.07, -0.09) if mood != "angry" else (-0.1, -0.06)
        pen.stroke(
            path((0.05 * side, inner), (0.1 * side, -0.1), (0.15 * side, outer)),
            darken(hair, 0.2),
            0.012,
            0.006,
        )
        pen.fill(oval(0.15 * side, 0.07, 0.045, 0.03), (236, 112, 104), alpha=0.32, soft=0.014)
    pen.stroke(path((0.0, 0.015), (0.014, 0.05), (-0.006, 0.056)), (176, 104, 84), 0.008, 0.006, alpha=0.8)
    bend = {"sad": 0.095, "angry": 0.105}.get(mood, 0.15)
    if mood == "happy":
        pen.fill(blob((-0.07, 0.11), (0, 0.125), (0.07, 0.11), (0.03, 0.165), (-0.03, 0.165)), (150, 48, 52))
    else:
        pen.stroke(path((-0.05, 0.118), (0, bend - 0.012), (0.05, 0.118)), (150, 60, 58), 0.012, 0.008)
