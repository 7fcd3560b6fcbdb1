"""Noise made once and cut anew for each picture."""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float32]
SIDE = 512


@cache
def _clouds(octaves: int, fall: float) -> Field:
    """Two by two tiles of fractal noise without a seam, mean 0, deviation about 1."""
    rng = np.random.default_rng(20261121 + octaves)
    total = np.zeros((SIDE, SIDE), np.float32)
    for octave in range(octaves):
        cells = 4 * 2**octave
        grid = rng.standard_normal((cells, cells)).astype(np.float32)
        wide = cv2.resize(np.tile(grid, (3, 3)), (SIDE * 3, SIDE * 3), interpolation=cv2.INTER_CUBIC)
        total += np.asarray(wide, np.float32)[SIDE : 2 * SIDE, SIDE : 2 * SIDE] * fall**octave
    return np.asarray(np.tile(total / total.std(), (2, 2)), np.float32)


@cache
def _specks() -> Field:
    return np.random.default_rng(7).standard_normal((SIDE * 2, SIDE * 2)).astype(np.float32)


def clouds(
    rng: np.random.Generator, height: int, width: int, cell: float, stretch: float = 1.0, octaves: int = 5
) -> Field:
    """`[height, width]` soft noise; its largest forms are about `cell` pixels, `stretch` times as wide."""
    tile = _clouds(octaves, 0.55)
    dx, dy = (int(k) for k in rng.integers(0, SIDE, 2))
    step = min(SIDE / 4 / cell, 3.0)
    rows, columns = max(2, int(height * step)), max(2, int(width * step / stretch))
    if max(rows, columns) > SIDE:
        tile = np.tile(tile, (-(-(dy + rows) // (2 * SIDE)), -(-(dx + columns) // (2 * SIDE))))
    piece = tile[dy : dy + rows, dx : dx + columns]
    return np.asarray(cv2.resize(piece, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def specks(rng: np.random.Generator, height: int, width: int) -> Field:
    """`[height, width]` noise without grain size: film grain, sand, dither."""
    tile = _specks()
    dx, dy = (int(k) for k in rng.integers(0, SIDE, 2))
    if height <= SIDE and width <= SIDE:
        return tile[dy : dy + height, dx : dx + width]
    return np.tile(tile, (-(-height // (2 * SIDE)), -(-width // (2 * SIDE))))[:height, :width]


def waver(rng: np.random.Generator, count: int, cell: float, octaves: int = 4) -> Field:
    """`[count]` a line of noise: ridges, shores, skylines; deviation about 1."""
    total = np.zeros(count, np.float32)
    for octave in range(octaves):
        knots = max(4, int(count / cell * 2**octave) + 3)
        heights = rng.standard_normal(knots)
        at = np.linspace(0, knots - 1.001, count)
        low = at.astype(int)
        t = at - low
        t = t * t * (3 - 2 * t)
        line = heights[low] * (1 - t) + heights[np.minimum(low + 1, knots - 1)] * t
        total += (line * 0.5**octave).astype(np.float32)
    return total
