"""What a thing is made of, laid over the finished drawing of it: wood, stone, glass, metal, paper, gold."""

from collections.abc import Callable

import cv2
import numpy as np

from wanstudio.painting.painter import Pixels
from wanstudio.painting.procedural.drawing import brush
from wanstudio.painting.procedural.drawing.colour import RGB, ink, ramp
from wanstudio.painting.procedural.drawing.texture import Field, clouds

BODIES: dict[str, str] = {
    "wood": "9c6a3c b07c48 84562f",
    "stone": "a8a49c b4aca0 98989c",
    "glass": "a8d4e0 b8e0e4 9cc8dc",
    "metal": "9ca4ac b0b4b8 8c949c",
    "paper": "f2ead8 f6e4d0 e8ecec",
}
BUILT_OF = {"wood": "boards", "stone": "stone"}
"""Which wall a house of that material has."""

OWN = frozenset({"door", "window", "house", "cottage", "chapel", "castle", "tower", "bridge", "table"})
METALS = {"golden": "gold", "silver": "metal"}


def clad(under: Pixels, over: Pixels, stuff: str, rng: np.random.Generator) -> Pixels:
    """The drawing `over` as if made of that stuff; `under` is what was there before it was drawn."""
    gap = np.asarray(cv2.absdiff(under, over).max(axis=2), np.uint8)
    share = np.asarray(cv2.GaussianBlur(np.asarray(gap > 14, np.float32), (0, 0), 0.8), np.float32)
    coated = _STUFFS[stuff](under, over, rng)
    result = over.copy()
    brush.blend(result, coated, share)
    return result


def _shaded(image: Pixels, form: Field, power: float) -> Pixels:
    veil = np.clip(160 * (1 + power * form), 0, 255).astype(np.uint8)
    return np.asarray(cv2.multiply(image, cv2.cvtColor(veil, cv2.COLOR_GRAY2RGB), scale=1 / 160), np.uint8)


def _wood(_under: Pixels, over: Pixels, rng: np.random.Generator) -> Pixels:
    """Long grain with rings."""
    height, width = over.shape[:2]
    form = clouds(rng, height, width, max(5.0, height * 0.05), 7.0)
    rings = np.sin(form * 5 + np.linspace(0, 26, height, dtype=np.float32)[:, None])
    tinted = cv2.addWeighted(over, 0.86, np.full_like(over, ink("9c6a3c")), 0.14, 0)
    return _shaded(np.asarray(tinted, np.uint8), np.asarray(rings * 0.6 + form * 0.4, np.float32), 0.14)


def _stone(_under: Pixels, over: Pixels, rng: np.random.Generator) -> Pixels:
    """Dull, speckled, worn."""
    height, width = over.shape[:2]
    form = clouds(rng, height, width, max(6.0, height * 0.14)) * 0.5
    form += clouds(rng, height, width, 5.0, octaves=3)
    grey = cv2.cvtColor(cv2.cvtColor(over, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    return _shaded(np.asarray(cv2.addWeighted(over, 0.55, grey, 0.45, 0), np.uint8), form, 0.12)


def _glass(under: Pixels, over: Pixels, rng: np.random.Generator) -> Pixels:
    """What is behind shows through; edges and lights stay."""
    height, width = over.shape[:2]
    edge = cv2.morphologyEx(over, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    through = cv2.addWeighted(under, 0.46, over, 0.5, 4)
    lit = cv2.addWeighted(np.asarray(through), 1.0, brush.blur(np.asarray(edge, np.uint8), 1.2), 0.55, 0)
    form = clouds(rng, height, width, max(8.0, height * 0.5), 0.35, 2)
    gleam = np.clip((form - 0.7) * 60, 0, 50).astype(np.uint8)
    return np.asarray(cv2.add(lit, cv2.cvtColor(gleam, cv2.COLOR_GRAY2RGB)), np.uint8)


def _polished(stops: list[tuple[float, RGB]]) -> Callable[[Pixels, Pixels, np.random.Generator], Pixels]:
    """A mirror finish: tones fold over a ramp of horizon and sky."""
    table = ramp(stops)

    def coat(_under: Pixels, over: Pixels, rng: np.random.Generator) -> Pixels:
        height, width = over.shape[:2]
        grey = np.asarray(cv2.cvtColor(over, cv2.COLOR_RGB2GRAY), np.float32) / 255
        sway = clouds(rng, height, width, max(8.0, height * 0.3), 2.5, 2) * 0.06
        band = np.linspace(-0.08, 0.08, height, dtype=np.float32)[:, None]
        tone = grey * 1.06 - 0.03 + sway - band
        shine = brush.toned(np.asarray(tone, np.float32), table)
        return np.asarray(cv2.addWeighted(shine, 0.84, over, 0.16, 0), np.uint8)

    return coat


def _paper(_under: Pixels, over: Pixels, rng: np.random.Generator) -> Pixels:
    """Matt, folded, with a fibre."""
    height, width = over.shape[:2]
    soft = cv2.medianBlur(over, 5)
    fold = np.round(clouds(rng, height, width, max(10.0, height * 0.4), 1.0, 1) * 2) / 2
    form = np.asarray(fold * 0.5 + clouds(rng, height, width, 4.0, 3.0, 3) * 0.3, np.float32)
    pale = cv2.addWeighted(np.asarray(soft), 0.8, np.full_like(over, 250), 0.2, 0)
    return _shaded(np.asarray(pale, np.uint8), form, 0.09)


_STEEL = [
    (0.0, ink("1c2026")),
    (0.3, ink("5c646e")),
    (0.46, ink("c4ccd4")),
    (0.56, ink("7c8690")),
    (0.78, ink("dce2e8")),
    (1.0, ink("ffffff")),
]
_GOLD = [
    (0.0, ink("4a2a08")),
    (0.3, ink("a8701c")),
    (0.46, ink("f4cc58")),
    (0.56, ink("c8902c")),
    (0.78, ink("fce08c")),
    (1.0, ink("fffbe0")),
]
_STUFFS: dict[str, Callable[[Pixels, Pixels, np.random.Generator], Pixels]] = {
    "wood": _wood,
    "stone": _stone,
    "glass": _glass,
    "metal": _polished(_STEEL),
    "gold": _polished(_GOLD),
    "paper": _paper,
}
