"""Styles of the screen: flat illustration, pixel art, neon."""

import cv2
import numpy as np

from wanstudio.painting.painter import Pixels
from wanstudio.painting.procedural.drawing import brush
from wanstudio.painting.procedural.drawing.texture import Field
from wanstudio.painting.procedural.drawing.view import View
from wanstudio.painting.procedural.styles.manner import manner
from wanstudio.painting.procedural.styles.sheets import simplify, vivid

BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32) / 16 - 0.47
CELLS = 144  # art pixels along the short side
INKS = 28  # colours of a pixel picture


def _stairs(levels: int, hard: float) -> Pixels:
    """A curve of steps: `levels` even tones with narrow ramps between."""
    t = np.linspace(0, levels, 256)
    low = np.floor(t)
    climb = np.clip((t - low - 0.5) * hard + 0.5, 0, 1)
    return np.asarray(np.clip((low + climb) / levels * 255, 0, 255), np.uint8)


@manner("illustration", steps=3, sharp=True)
def illustration(view: View) -> None:
    """Flat colour in few tones, clean edges, nothing rough."""
    flat = simplify(view.pixels, view.unit / 420)
    lab = cv2.cvtColor(flat, cv2.COLOR_RGB2LAB)
    lightness = np.asarray(cv2.LUT(lab[..., 0], _stairs(11, 5.0)), np.uint8)
    stepped = cv2.cvtColor(np.dstack([lightness, lab[..., 1:]]), cv2.COLOR_LAB2RGB)
    calm = cv2.addWeighted(np.asarray(stepped, np.uint8), 0.7, flat, 0.3, 4)
    view.pixels[...] = vivid(np.asarray(calm, np.uint8), 1.16)


@manner("pixel", steps=3, sharp=True)
def pixel_art(view: View) -> None:
    """Few large pixels in a small palette, dithered between neighbouring colours."""
    side = max(3, round(view.unit / CELLS))
    rows, columns = -(-view.height // side), -(-view.width // side)
    clean = cv2.medianBlur(view.pixels, 3)
    small = np.asarray(cv2.resize(clean, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8)
    crisp = cv2.addWeighted(small, 1.5, cv2.GaussianBlur(small, (0, 0), 1.2), -0.5, 0)
    small = vivid(np.asarray(crisp, np.uint8), 1.22)
    small = _few_colours(small)
    large = np.repeat(np.repeat(small, side, axis=0), side, axis=1)
    view.pixels[...] = large[: view.height, : view.width]


def _few_colours(small: Pixels) -> Pixels:
    """The picture in its own best colours, mixed by an ordered pattern where two are near."""
    height, width = small.shape[:2]
    grid = np.asarray(cv2.resize(small, (40, 40), interpolation=cv2.INTER_AREA), np.float32).reshape(-1, 3)
    inks = _palette(np.concatenate([grid, small[::3, ::3].reshape(-1, 3).astype(np.float32)]))
    pattern = np.tile(BAYER, (-(-height // 4), -(-width // 4)))[:height, :width, None] * 10
    dithered = (small.astype(np.float32) + pattern).reshape(-1, 3)
    gaps = (dithered**2).sum(1)[:, None] - 2 * dithered @ inks.T + (inks**2).sum(1)[None]
    chosen = inks[np.argmin(gaps, axis=1)]
    return np.asarray(np.clip(chosen, 0, 255).reshape(height, width, 3), np.uint8)


def _palette(colours: Field) -> Field:
    """`[INKS, 3]` by cutting the colours in two along their widest axis, again and again."""
    boxes = [colours]
    while len(boxes) < INKS:
        spans = [
            float(np.ptp(one, axis=0).max()) * len(one) ** 0.33 if len(one) > 1 else 0.0 for one in boxes
        ]
        widest = boxes.pop(int(np.argmax(spans)))
        axis = int(np.argmax(np.ptp(widest, axis=0)))
        order = widest[np.argsort(widest[:, axis], kind="stable")]
        boxes += [order[: len(order) // 2 or 1], order[len(order) // 2 or 1 :]]
    return np.stack([one.mean(axis=0) for one in boxes if len(one)]).astype(np.float32)


@manner("neon", steps=1, sharp=True)
def neon(view: View) -> None:
    """Lines of coloured light on a dark wall."""
    unit = view.unit
    line = _tubes(view.pixels, unit)
    hues = _electric(view)
    lit = cv2.multiply(hues, cv2.cvtColor(line, cv2.COLOR_GRAY2RGB), scale=1 / 255)
    dim = cv2.LUT(
        vivid(view.pixels, 1.3), np.clip(255 * np.linspace(0, 1, 256) ** 1.5 * 0.26, 0, 255).astype(np.uint8)
    )
    wall = cv2.add(np.asarray(dim), np.full_like(view.pixels, (12, 6, 28)))
    core = cv2.LUT(line, np.clip((np.arange(256.0) - 150) * 2.1, 0, 225).astype(np.uint8))
    view.pixels[...] = wall
    calm = min(1.0, 17.0 / max(1.0, float(line.mean())))
    for reach, power in ((0.06, 2.0), (0.018, 2.0), (0.006, 1.5), (0.0, 1.0)):
        halo = brush.blur(np.asarray(lit, np.uint8), reach * unit) if reach else np.asarray(lit, np.uint8)
        light = cv2.convertScaleAbs(halo, alpha=power * calm if reach else 1.0)
        brush.screen(view.pixels, np.asarray(light, np.float32))
    brush.screen(view.pixels, np.asarray(cv2.cvtColor(core, cv2.COLOR_GRAY2RGB), np.float32))


def _tubes(pixels: Pixels, unit: int) -> Pixels:
    """Where forms meet, as bright thin lines."""
    clear = cv2.LUT(pixels, np.clip(255 * np.linspace(0, 1, 256) ** 0.62, 0, 255).astype(np.uint8))
    fine = cv2.GaussianBlur(clear, (0, 0), max(0.8, unit / 1000))
    span = max(3, round(unit / 240) | 1)
    ring = cv2.morphologyEx(
        fine, cv2.MORPH_GRADIENT, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (span, span))
    )
    edge = np.asarray(ring.max(axis=2), np.uint8)
    strong = cv2.LUT(edge, np.clip((np.arange(256.0) - 12) * 6, 0, 255).astype(np.uint8))
    return np.asarray(cv2.GaussianBlur(strong, (0, 0), max(0.7, unit / 1300)), np.uint8)


def _electric(view: View) -> Pixels:
    """The picture's own hues at full power; greys turn to cyan, magenta or violet across the sheet."""
    small = cv2.resize(view.pixels, (view.width // 4, view.height // 4), interpolation=cv2.INTER_AREA)
    hsv = cv2.cvtColor(cv2.medianBlur(small, 5), cv2.COLOR_RGB2HSV)
    rows, columns = hsv.shape[:2]
    across = (
        np.linspace(0, 1, columns, dtype=np.float32)[None]
        + np.linspace(0, 0.6, rows, dtype=np.float32)[:, None]
    )
    own = np.clip((hsv[..., 1].astype(np.float32) - 50) / 60, 0, 1)
    hue = np.where(own > 0.5, hsv[..., 0], (88 + 68 * (across % 1.0)).astype(np.uint8)).astype(np.uint8)
    full = np.dstack([hue, np.full_like(hue, 225), np.full_like(hue, 255)])
    bright = cv2.cvtColor(full, cv2.COLOR_HSV2RGB)
    return np.asarray(cv2.resize(bright, (view.width, view.height), interpolation=cv2.INTER_LINEAR), np.uint8)
