"""Sheets to paint on and what they do to paint: grain, tooth, unsteady edges, margins."""

import cv2
import numpy as np

from wanstudio.painting.painter import Pixels
from wanstudio.painting.procedural.drawing.colour import RGB
from wanstudio.painting.procedural.drawing.texture import Field, clouds, specks
from wanstudio.painting.procedural.drawing.view import View


def wide(field: Field, view: View) -> Field:
    """A coarse field stretched over the picture."""
    size = (view.width, view.height)
    return np.asarray(cv2.resize(field, size, interpolation=cv2.INTER_LINEAR), np.float32)


def drift(view: View, cell: float, shrink: int = 4, stretch: float = 1.0, octaves: int = 5) -> Field:
    """`[h, w]` noise over the picture, its forms `cell` of the short side wide; made coarse, for speed."""
    rows, columns = max(4, view.height // shrink), max(4, view.width // shrink)
    return wide(clouds(view.rng, rows, columns, view.unit / shrink * cell, stretch, octaves), view)


def tooth(view: View, coarse: float) -> Field:
    """`[h, w]` the roughness of paper: about -1 to 1, its grain `coarse` pixels."""
    rows, columns = max(4, int(view.height / coarse)), max(4, int(view.width / coarse))
    return wide(np.clip(specks(view.rng, rows, columns) * 0.5, -1, 1), view)


def wobble(view: View, cell: float, reach: float) -> Pixels:
    """The picture as an unsteady hand would trace it: moved to and fro by `reach` of the short side."""
    x, y = np.meshgrid(np.arange(view.width, dtype=np.float32), np.arange(view.height, dtype=np.float32))
    far = np.float32(reach * view.unit)
    x += drift(view, cell, octaves=3) * far
    y += drift(view, cell, octaves=3) * far
    moved = cv2.remap(view.pixels, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    return np.asarray(moved, np.uint8)


def simplify(image: Pixels, span: float, passes: int = 1) -> Pixels:
    """Small forms gone, edges kept and rounded; `span` is in pixels."""
    shrink = max(1.0, span / 2.5)
    height, width = image.shape[:2]
    small = cv2.resize(image, (int(width / shrink), int(height / shrink)), interpolation=cv2.INTER_AREA)
    for _ in range(passes):
        small = cv2.medianBlur(small, 5)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def vivid(image: Pixels, gain: float) -> Pixels:
    """More (or less) saturated."""
    grey = np.full((3, 3), (0.299, 0.587, 0.114), np.float32)
    turn = grey * np.float32(1 - gain) + np.eye(3, dtype=np.float32) * np.float32(gain)
    return np.asarray(cv2.transform(image, turn), np.uint8)


def scaled(image: Pixels, share: Field, ceiling: float = 1.6) -> Pixels:
    """Each pixel times its share, in bytes."""
    veil = np.clip(share * (255 / ceiling), 0, 255).astype(np.uint8)
    return np.asarray(
        cv2.multiply(image, cv2.cvtColor(veil, cv2.COLOR_GRAY2RGB), scale=ceiling / 255), np.uint8
    )


def plain(view: View, colour: RGB) -> Pixels:
    """A sheet of one colour, the size of the picture."""
    sheet = np.empty_like(view.pixels)
    sheet[:] = [int(c) for c in colour]
    return sheet


def margin(view: View, wide_share: float, rough: float) -> Field:
    """`[h, w]` 1 on the painted part, falling to 0 along an uneven border."""
    shrink = 4
    rows, columns = max(4, view.height // shrink), max(4, view.width // shrink)
    unit = view.unit / shrink
    ys = np.minimum(np.arange(rows), np.arange(rows)[::-1]).astype(np.float32)[:, None]
    xs = np.minimum(np.arange(columns), np.arange(columns)[::-1]).astype(np.float32)[None]
    far = np.minimum(xs, ys) + clouds(view.rng, rows, columns, unit * 0.05) * np.float32(rough * unit)
    return wide(np.asarray(np.clip((far / unit - wide_share) / 0.012 + 0.5, 0, 1), np.float32), view)
