"""At which size a picture is painted by a checkpoint that knows only smaller ones, and how it becomes the asked size.

Knows nothing of torch.
"""

import math
from collections.abc import Iterator
from functools import lru_cache

import cv2
import numpy as np

from wanstudio.painting.painter import Pixels

Size = tuple[int, int]
"""Width and height in pixels."""

_TOLERANCE = 1.125
"""So many times the native area are still painted as well."""

_AREA_COUNTS = 0.1
"""What being twice too small costs, beside being twice too wide."""


@lru_cache(maxsize=1024)
def painted_size(width: int, height: int, native_area: int, step: int) -> Size:
    """The size to paint a picture at: the asked one, or, where that exceeds the native area, one on the grid.

    That one is of about the native area, and of the asked shape as nearly as whole steps of the grid allow:
    `step` is how many pixels a side one of them has. A native area of 0 is none.
    """
    most = _TOLERANCE * native_area
    if not native_area or width * height <= most:
        return width, height

    def unlikeness(size: Size) -> float:
        wide, high = size
        shape, area = wide * height / (high * width), wide * high / native_area
        return abs(math.log(shape)) + _AREA_COUNTS * abs(math.log(area))

    sizes = (size for size in _sizes(width, height, step) if size[0] * size[1] <= most)
    return min(sizes, key=unlikeness, default=(step, step))


def _sizes(width: int, height: int, step: int) -> Iterator[Size]:
    """Of each width on the grid the one or two heights of nearly that shape; none larger than the asked size."""
    for columns in range(1, width // step + 1):
        lines = columns * height / width
        for rounded in (math.floor(lines), math.ceil(lines)):
            if 1 <= rounded <= height // step:
                yield step * columns, step * rounded


def middle(painted: Size, asked: Size) -> tuple[slice, slice]:
    """The lines and the columns of a painted picture that are shown: the largest part of the asked shape."""
    (wide, high), (width, height) = painted, asked
    lines = max(1, min(high, round(wide * height / width)))
    columns = max(1, min(wide, round(high * width / height)))
    top, left = (high - lines) // 2, (wide - columns) // 2
    return slice(top, top + lines), slice(left, left + columns)


def enlarge(pixels: Pixels, width: int, height: int) -> Pixels:
    """The middle of a painted picture, `[h, w, 3]` uint8, at the asked size; itself if it has that size."""
    high, wide, _ = pixels.shape
    if (wide, high) == (width, height):
        return pixels
    shown = pixels[middle((wide, high), (width, height))]
    return np.asarray(cv2.resize(shown, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
