"""Styles of dry colour on rough paper: the pencil sketch and the pastel."""

from functools import cache

import cv2
import numpy as np

from wanstudio.painting.painter import Pixels
from wanstudio.painting.procedural.drawing import brush
from wanstudio.painting.procedural.drawing.texture import Field, clouds
from wanstudio.painting.procedural.drawing.view import View
from wanstudio.painting.procedural.styles.manner import manner
from wanstudio.painting.procedural.styles.sheets import (
    drift,
    margin,
    plain,
    scaled,
    simplify,
    tooth,
    vivid,
    wobble,
)

TILE = 1024
# strokes along these whole waves a tile, and the darkness from which they are drawn
HATCHES: tuple[tuple[int, int, float], ...] = (
    (104, 62, 0.2),
    (118, 38, 0.46),
    (-52, 112, 0.62),
    (8, 128, 0.78),
)


@cache
def _strokes(across: int, down: int) -> Field:
    """A tile of parallel pencil strokes, 0 to 1, no two of the same weight."""
    rng = np.random.default_rng(abs(across * 1009 + down))
    x, y = np.meshgrid(np.arange(TILE, dtype=np.float32), np.arange(TILE, dtype=np.float32))
    sway = clouds(rng, TILE, TILE, 120.0, octaves=3) * 2.4
    wave = np.sin((x * across + y * down) * np.float32(2 * np.pi / TILE) + sway)
    weight = 0.8 + 0.4 * clouds(rng, TILE, TILE, 40.0, octaves=4)
    return np.asarray(np.clip(wave * 1.3 - 0.45, 0, 1) * np.clip(weight, 0.1, 1.3), np.float32)


def _hatch(view: View, across: int, down: int) -> Field:
    """The strokes over the picture, about as fine at every size."""
    step = min(1.4, max(0.75, 1000 / view.unit))
    rows, columns = int(view.height * step) + 1, int(view.width * step) + 1
    tile = np.tile(_strokes(across, down), (-(-rows // TILE), -(-columns // TILE)))[:rows, :columns]
    size = (view.width, view.height)
    return np.asarray(cv2.resize(tile, size, interpolation=cv2.INTER_LINEAR), np.float32)


_BRIGHT = np.clip(255 * np.linspace(0, 1, 256) ** 4, 0, 255).astype(np.uint8)


def _contours(pixels: Pixels, unit: int) -> Field:
    """Lines along the edges of forms, 0 to 1, wherever any colour changes."""
    fine = np.asarray(cv2.GaussianBlur(pixels, (0, 0), max(0.8, unit / 1000)), np.uint8)
    span = max(3, round(unit / 420) | 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (span, span))
    ring = np.asarray(cv2.morphologyEx(fine, cv2.MORPH_GRADIENT, kernel).max(axis=2), np.uint8)
    pale = cv2.LUT(cv2.cvtColor(fine, cv2.COLOR_RGB2GRAY), _BRIGHT)  # snow on snow still has an edge
    ring = np.maximum(ring, cv2.morphologyEx(pale, cv2.MORPH_GRADIENT, kernel))
    line = np.asarray(cv2.GaussianBlur(ring, (0, 0), max(0.6, unit / 1400)), np.float32)
    return np.asarray(np.clip((line - 8) / 52, 0, 0.95), np.float32)


def _pale_sky(view: View) -> None:
    """A drawing hints at the sky; it does not fill it."""
    brush.tint_all(view.pixels, (250, 250, 248), 0.66 - 0.3 * view.light.night)


@manner("pencil", steps=4, sky=_pale_sky)
def pencil(view: View) -> None:
    """Graphite on white paper: a searching line, hatching where it is dark."""
    unit = view.unit
    view.pixels[...] = wobble(view, 0.025, 0.0012)
    grey = np.asarray(cv2.cvtColor(view.pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    low, high = (float(v) for v in np.percentile(grey[::8, ::8], (3, 92)))
    soft = np.asarray(brush.blur(grey, unit / 220), np.float32)
    dark = np.clip((high - soft) / max(60.0, high - low), 0, 1) ** 1.25
    load = np.clip(dark - 0.08, 0, 1) * np.float32(0.26)
    for across, down, start in HATCHES:
        load += _hatch(view, across, down) * np.clip((dark - start + 0.06) * 2.0, 0, 0.36)
    load = load * np.clip(margin(view, 0.05, 0.035), 0.0, 1) + _contours(view.pixels, unit) * np.clip(
        0.85 + 0.3 * drift(view, 0.06, 4), 0.2, 1.2
    )
    load *= 0.86 + 0.42 * tooth(view, max(1.2, unit / 800))
    sheet = scaled(plain(view, (249, 247, 241)), 1 + 0.02 * tooth(view, max(1.4, unit / 700)))
    brush.blend(sheet, plain(view, (44, 44, 52)), np.asarray(np.clip(load, 0, 0.94), np.float32))
    view.pixels[...] = sheet


@manner("pastel")
def pastel(view: View) -> None:
    """Chalk rubbed into tinted paper: pale, powdery, its edges smudged."""
    unit, night = view.unit, view.light.night
    view.pixels[...] = wobble(view, 0.006, 0.0022)
    rubbed = vivid(simplify(view.pixels, unit / 240, 2), 1.4)
    t = np.linspace(0, 1, 256)
    pale = 0.2 + 0.8 * t**0.85 if night < 0.5 else 0.14 + 0.86 * t**0.8
    rubbed = np.asarray(cv2.LUT(rubbed, np.clip(pale * 255, 0, 255).astype(np.uint8)), np.uint8)
    slant = _slanted(view)
    chalk = 1 + 0.055 * slant + 0.02 * drift(view, 0.1)
    rubbed = scaled(rubbed, np.asarray(chalk, np.float32))
    sheet = plain(view, (238, 222, 204) if night < 0.5 else (86, 84, 112))
    rough = tooth(view, max(1.3, unit / 720))
    bare = np.clip(0.07 + 0.13 * slant + 0.26 * rough, 0, 0.6)
    bare = 1 - (1 - bare) * margin(view, 0.03, 0.018)
    brush.blend(rubbed, sheet, np.asarray(bare, np.float32))
    view.pixels[...] = scaled(rubbed, 1 + 0.02 * rough)


def _slanted(view: View) -> Field:
    """`[h, w]` strokes of the chalk's side, falling from right to left."""
    side = int(max(view.width, view.height) * 1.42)
    piece = clouds(view.rng, side // 2, side // 2, max(4.0, view.unit / 2 * 0.012), 5.0)
    turn = cv2.getRotationMatrix2D((side / 4, side / 4), 52, 2.0)
    turn[:, 2] += np.array([view.width / 2 - side / 4, view.height / 2 - side / 4])
    size = (view.width, view.height)
    return np.asarray(cv2.warpAffine(piece, turn, size, borderMode=cv2.BORDER_REFLECT_101), np.float32)
