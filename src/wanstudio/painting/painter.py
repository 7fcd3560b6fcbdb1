"""The seam of painting: a canvas goes in, a picture comes out."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Canvas:
    """One image to paint: size in pixels, texts already rewritten, one seed."""

    model: str
    prompt: str
    negative_prompt: str
    width: int
    height: int
    seed: int


class Painter(Protocol):
    """Paints one canvas. The same canvas gives the same pixels on the same machine."""

    name: str

    def paint(self, canvas: Canvas) -> Pixels:
        """Return the picture as `[height, width, 3]` uint8 RGB."""
        ...
