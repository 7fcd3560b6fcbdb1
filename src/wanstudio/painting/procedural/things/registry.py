"""The list of things that can be drawn; each family file adds its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from wanstudio.painting.procedural.drawing.colour import PIGMENTS, RGB, choose, ink, pigment_of
from wanstudio.painting.procedural.drawing.pen import Pen

Realm = Literal["ground", "water", "air", "sky", "far", "table", "wall"]


@dataclass(frozen=True, slots=True)
class Look:
    """How one thing is to look: its colours, what was said of it, and the world it stands in."""

    colour: RGB
    second: RGB
    named: bool = False
    pose: str = ""
    expression: str = ""
    material: str = ""
    parts: frozenset[str] = frozenset()
    night: float = 0.0
    snow: bool = False
    season: str = ""
    wide: float = 1.0


Draw = Callable[[Pen, Look], None]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A kind of thing: how it is drawn, where it lives, its usual height and width beside others.

    `tall` is its height in a picture of its own (1 is the picture's short side), `wide` its width for a
    height of 1, `top` the height of the surface that other things can stand on, `size` its true size in
    metres, which decides who is bigger when two things meet.
    """

    kind: str
    draw: Draw
    realm: Realm
    tall: float
    wide: float
    size: float
    top: float
    palette: str


_PLAIN = "8c9098 dec6a0 3468c4 4a9848 865634 ce2c2e f6cc36 f5f3ee 2e2c34"
"""Colours to fall back on where all of a kind's own are denied."""
_DRAWINGS: dict[str, Drawing] = {}


def thing(
    kind: str,
    realm: Realm = "ground",
    tall: float = 0.6,
    wide: float = 0.8,
    size: float = 1.0,
    top: float = 0.92,
    palette: str = "b05a3c",
) -> Callable[[Draw], Draw]:
    """Register a drawing under the name of its kind."""

    def keep(draw: Draw) -> Draw:
        _DRAWINGS[kind] = Drawing(kind, draw, realm, tall, wide, size, top, palette)
        return draw

    return keep


def drawing(kind: str) -> Drawing:
    """The drawing of a kind."""
    return _DRAWINGS[kind]


def kinds() -> tuple[str, ...]:
    """All kinds that can be drawn."""
    return tuple(_DRAWINGS)


def own_colours(kind: str, rng: np.random.Generator, never: frozenset[str] = frozenset()) -> tuple[RGB, RGB]:
    """Two colours a thing of this kind has when none were asked for; none that is denied to it."""
    palette = _DRAWINGS[kind].palette
    if not never.isdisjoint(PIGMENTS):
        other = " ".join(code for code in palette.split() if pigment_of(ink(code)) not in never)
        palette = other or next(
            (code for code in _PLAIN.split() if pigment_of(ink(code)) not in never), _PLAIN
        )
    first = choose(rng, palette)
    second = choose(rng, palette)
    return first, second if second != first else ink("f2ece0")
