"""A small picture of what is being painted, as text that a page can show."""

import base64

import cv2
import numpy as np

from wanstudio.painting.painter import Pixels

LONGEST = 160
"""Pixels of the longer side."""

_QUALITY = 75


def preview_size(width: int, height: int) -> tuple[int, int]:
    """Width and height of the preview of such a picture: its own ratio, never larger than itself."""
    scale = min(1.0, LONGEST / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def shrink(pixels: Pixels, width: int, height: int) -> Pixels:
    """`pixels: [h, w, 3]` at another size, smooth."""
    way = cv2.INTER_AREA if width < pixels.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=way), np.uint8)


def as_data_url(pixels: Pixels) -> str:
    """`pixels: [h, w, 3] uint8` as a JPEG of at most 160 pixels a side in a data: URL."""
    high, wide = pixels.shape[:2]
    small = shrink(pixels, *preview_size(wide, high))
    done, file = cv2.imencode(
        ".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), (cv2.IMWRITE_JPEG_QUALITY, _QUALITY)
    )
    assert done
    return "data:image/jpeg;base64," + base64.b64encode(file.tobytes()).decode()
