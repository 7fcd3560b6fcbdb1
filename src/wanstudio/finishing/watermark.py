"""The label in the lower right corner, legible on whatever lies below it.

"AI-generated", as the service's English pages have it, or "AI生成", as its Chinese ones do.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, sqrt
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Cover = NDArray[np.float32]
Label = Literal["AI-generated", "AI生成"]

# The font that OpenCV carries; it has Chinese characters, too.
_FONT = "uni"
_LETTER_SHARE = 0.03
_WIDEST_SHARE = 0.45
# China's standard asks for at least 5 % of the shorter side; characters fill 0.97 of their size.
_CHARACTER_SHARE = 0.053
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


def label_for(region: str, language: str) -> Label:
    """The label of a picture asked for in `region`; `language` is `en`, `zh`, or `auto` for the region's own."""
    chinese = language == "zh" or (language == "auto" and region == "beijing")
    return "AI生成" if chinese else "AI-generated"


def stamp(pixels: Pixels, text: Label = "AI-generated") -> Pixels:
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
    if not text.isascii():
        return max(ceil(_CHARACTER_SHARE * min(width, height)), 12)
    by_area = _LETTER_SHARE * sqrt(width * height)
    by_width = _WIDEST_SHARE * width / (0.55 * max(len(text), 1))
    return max(round(min(by_area, by_width)), 8)


@lru_cache(maxsize=64)
def _draw(text: str, size: int) -> _Lettering:
    """The patch ends where the picture ends, so its margins are part of it."""
    letters = np.pad(_write(text, size), size * 3 // 4)
    reach = max(round(size / 8), 3) * 2 + 1
    shade = cv2.GaussianBlur(cv2.dilate(letters, np.ones((reach, reach), np.uint8)), (0, 0), size / 7)
    return _Lettering(_cover(letters), np.minimum(_cover(shade) * np.float32(2), np.float32(1)))


def _write(text: str, size: int) -> Pixels:
    """The letters alone, without any margin: `[h, w] uint8`."""
    page = np.zeros((3 * size, (len(text) + 2) * size), np.uint8)
    cv2.putText(page, text, (size, 2 * size), 255, cv2.FontFace(_FONT), size)
    left, top, width, height = cv2.boundingRect(page)
    return page[top : top + height, left : left + width]


def _cover(image: NDArray[np.generic]) -> Cover:
    return image.astype(np.float32) / np.float32(255)


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
