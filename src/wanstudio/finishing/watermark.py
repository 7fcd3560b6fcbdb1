"""The words "AI-generated" in the lower right corner, legible on whatever lies below them."""

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

Pixels = NDArray[np.uint8]
Cover = NDArray[np.float32]

_LETTER_SHARE = 0.03
_WIDEST_SHARE = 0.45
_LETTERS = np.float32(250)
_LETTERS_COVER = np.float32(0.95)
# White letters on grey 100 contrast 5.7 to 1; the accessibility rules ask for 4.5.
_DARK_ENOUGH = 100.0
_FAINTEST_SHADE = 0.3


@dataclass(frozen=True, slots=True)
class _Lettering:
    """How far letters and their shade cover each pixel of a patch: both `[h, w] float32`, 0 to 1."""

    letters: Cover
    shade: Cover


def stamp(pixels: Pixels, text: str = "AI-generated") -> Pixels:
    """A copy of `pixels: [H, W, 3] uint8` with `text` in its lower right corner."""
    height, width, _ = pixels.shape
    lettering = _draw(text, _letter_size(text, width, height))
    rows, columns = (min(a, b) for a, b in zip(lettering.letters.shape, (height, width), strict=True))
    stamped = pixels.copy()
    patch = stamped[height - rows :, width - columns :]
    patch[:] = _blend(patch, lettering.letters[-rows:, -columns:], lettering.shade[-rows:, -columns:])
    return stamped


def _letter_size(text: str, width: int, height: int) -> int:
    """Letters grow with the picture's area, but never fill a narrow picture's width."""
    by_area = _LETTER_SHARE * sqrt(width * height)
    by_width = _WIDEST_SHARE * width / (0.55 * max(len(text), 1))
    return max(round(min(by_area, by_width)), 8)


@lru_cache(maxsize=64)
def _draw(text: str, size: int) -> _Lettering:
    """The patch ends where the picture ends, so its margins are part of it."""
    font = ImageFont.load_default(size)
    left, top, right, bottom = font.getbbox(text)
    margin = size * 3 // 4
    box = (round(right - left) + 2 * margin, round(bottom - top) + 2 * margin)
    letters = Image.new("L", box)
    ImageDraw.Draw(letters).text((margin - left, margin - top), text, font=font, fill=255)
    reach = max(round(size / 8), 3) * 2 + 1
    shade = letters.filter(ImageFilter.MaxFilter(reach)).filter(ImageFilter.GaussianBlur(size / 7))
    return _Lettering(_cover(letters), np.minimum(_cover(shade) * np.float32(2), np.float32(1)))


def _cover(image: Image.Image) -> Cover:
    return np.asarray(image, np.float32) / np.float32(255)


def _blend(patch: Pixels, letters: Cover, shade: Cover) -> Pixels:
    """Darken `patch: [h, w, 3]` under the letters as much as it needs, then draw them."""
    darkened = patch * (1 - shade * _shade_needed(patch))[..., None]
    covered = (letters * _LETTERS_COVER)[..., None]
    blended: Pixels = (darkened * (1 - covered) + _LETTERS * covered + np.float32(0.5)).astype(np.uint8)
    return blended


def _shade_needed(patch: Pixels) -> np.float32:
    """How much of its light the patch must lose so that even its bright parts are dark enough."""
    luminance = patch @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    bright = float(np.percentile(luminance, 95))
    return np.float32(max(1 - _DARK_ENOUGH / max(bright, 1.0), _FAINTEST_SHADE))
