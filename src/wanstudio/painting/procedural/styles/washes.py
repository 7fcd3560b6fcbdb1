"""Styles of water and brush: watercolour, and the ink wash of China."""

import cv2
import numpy as np

from wanstudio.painting.painter import Pixels
from wanstudio.painting.procedural.drawing import brush
from wanstudio.painting.procedural.drawing.colour import ink as hue
from wanstudio.painting.procedural.drawing.shapes import box, path, ribbon
from wanstudio.painting.procedural.drawing.texture import Field
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

PAPER = (252, 249, 241)
RICE = (243, 237, 222)


def _pools(grey: Pixels, reach: float) -> Field:
    """Where pigment gathers: a dark rim inside every wash."""
    low = brush.blur(grey, reach)
    return np.asarray(cv2.subtract(low, grey), np.float32) / np.float32(255)


@manner("watercolour", steps=4)
def watercolour(view: View) -> None:
    """Transparent washes that pool at their edges and granulate on rough paper."""
    unit = view.unit
    moved = wobble(view, 0.02, 0.0035)
    view.pixels[...] = moved
    washed = simplify(wobble(view, 0.09, 0.004), unit / 190, 2)
    washed = np.asarray(cv2.addWeighted(washed, 0.72, moved, 0.28, 0), np.uint8)
    washed = vivid(washed, 1.28)
    grey = np.asarray(cv2.cvtColor(washed, cv2.COLOR_RGB2GRAY), np.uint8)
    load = 0.76 + 0.075 * drift(view, 0.2) + 0.05 * drift(view, 0.014, 2)
    load += 2.6 * _pools(grey, unit * 0.0035) + 1.0 * _pools(grey, unit * 0.016)
    load += 0.09 * tooth(view, max(1.4, unit / 640)) * (0.4 + grey.astype(np.float32) / 400)
    load = np.clip(load, 0.25, 1.25) * margin(view, 0.035, 0.009)
    thin = scaled(np.asarray(cv2.bitwise_not(washed), np.uint8), load)
    sheet = scaled(plain(view, PAPER), 1 + 0.018 * tooth(view, max(1.6, unit / 560)))
    view.pixels[...] = cv2.multiply(cv2.bitwise_not(thin), sheet, scale=1 / 255)


def _empty_sky(view: View) -> None:
    """Above the horizon the paper is left nearly bare; at night a thin wash remains."""
    brush.tint_all(view.pixels, RICE, 0.86 - 0.4 * view.light.night)


@manner("ink", steps=4, sky=_empty_sky)
def ink_wash(view: View) -> None:
    """Five grades of ink on rice paper: wet washes, dry outlines, mist left white, one red seal."""
    unit = view.unit
    view.pixels[...] = wobble(view, 0.03, 0.003)
    colour = simplify(view.pixels, unit / 200, 1)
    grey = np.asarray(cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY), np.uint8)
    low, high = (float(v) for v in np.percentile(grey[::8, ::8], (2, 90)))
    dark = np.clip((high - grey.astype(np.float32)) / max(40.0, high - low), 0, 1)
    wash = np.asarray(cv2.GaussianBlur(dark, (0, 0), unit / 260), np.float32)
    grade = wash * 5
    wash = (np.floor(grade) + np.clip((grade - np.floor(grade) - 0.5) * 2.2 + 0.5, 0, 1)) / 5
    load = 0.84 * wash**1.25 * (0.92 + 0.2 * drift(view, 0.12) + 0.05 * drift(view, 0.012, 2))
    load += 1.1 * _pools(grey, unit * 0.008) * 0.8
    load += _outlines(view)
    ys = np.linspace(0, view.height / unit, view.height, dtype=np.float32)[:, None]
    haze = np.exp(-(((ys - view.horizon / unit) / 0.09) ** 2)) * 0.3
    mist = np.clip(haze + 0.22 * drift(view, 0.25, 8, 3.0) - 0.02, 0, 0.55)
    load = np.clip(load * (1 - mist), 0, 0.96) * margin(view, 0.012, 0.012)
    load += 0.035 * tooth(view, max(1.5, unit / 600)) * (0.4 + load)
    sheet = scaled(plain(view, RICE), 1 + 0.025 * drift(view, 0.01, 2, 4.0) * 0.6)
    brush.blend(sheet, plain(view, (26, 28, 34)), np.asarray(np.clip(load, 0, 1), np.float32))
    view.pixels[...] = _tinted(sheet, colour, grey)
    _seal(view)


def _outlines(view: View) -> Field:
    """The dark line of the brush, broken where it ran dry."""
    sharp = np.asarray(cv2.cvtColor(view.pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    sharp = np.asarray(cv2.GaussianBlur(sharp, (0, 0), max(0.8, view.unit / 900)), np.uint8)
    ring = cv2.morphologyEx(sharp, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    line = np.asarray(cv2.GaussianBlur(ring, (0, 0), max(0.7, view.unit / 800)), np.float32)
    dry = np.clip(0.75 + 0.55 * drift(view, 0.03, 2), 0.1, 1.3)
    return np.asarray(np.clip((line - 7) / 36, 0, 0.9) * dry, np.float32)


def _tinted(sheet: Pixels, colour: Pixels, grey: Pixels) -> Pixels:
    """A breath of the colours that things have."""
    level = cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB)
    breath = cv2.addWeighted(vivid(colour, 1.1), 0.4, level, -0.4, 128)
    lifted = cv2.add(sheet, breath, dtype=cv2.CV_16S)
    return np.asarray(np.clip(np.asarray(lifted) - 128, 0, 255), np.uint8)


def _seal(view: View) -> None:
    """The painter's seal, low in a corner."""
    rng, unit = view.rng, view.unit
    left = bool(rng.random() < 0.5)
    side = unit * 0.052
    x = unit * 0.055 if left else view.width - unit * 0.055 - side
    y = view.height - unit * 0.06 - side
    red = hue("b8322a")
    stone = box(x, y, x + side, y + side, side * 0.12)
    brush.flat(view.pixels, stone + rng.normal(0, side * 0.008, stone.shape), red)
    for k in range(3):
        across = x + side * (0.24 + 0.26 * k)
        bend = float(rng.uniform(-0.08, 0.08)) * side
        for low, high in ((0.14, 0.48), (0.56, 0.88)):
            stem = path(
                (across, y + side * low),
                (across + bend, y + side * (low + high) / 2),
                (across, y + side * high),
            )
            brush.flat(view.pixels, ribbon(stem, side * 0.075, side * 0.06), RICE)
        bar = y + side * float(rng.uniform(0.25, 0.75))
        brush.flat(
            view.pixels,
            ribbon(path((across - side * 0.1, bar), (across + side * 0.1, bar)), side * 0.07, side * 0.06),
            RICE,
        )
