"""Paper cut: sheet upon sheet of coloured card, each throwing its shadow on the one below."""

import cv2
import numpy as np

from wanstudio.painting.painter import Pixels
from wanstudio.painting.procedural.drawing import brush
from wanstudio.painting.procedural.drawing.texture import Field
from wanstudio.painting.procedural.drawing.view import View
from wanstudio.painting.procedural.styles.manner import manner
from wanstudio.painting.procedural.styles.sheets import drift, scaled, tooth, vivid

SHEETS = 7


def _layered_sky(view: View) -> None:
    """The sky as cut-out rings around its brightest part."""
    shrink = 4
    size = (max(8, view.width // shrink), max(8, view.height // shrink))
    small = brush.blur(np.asarray(cv2.resize(view.pixels, size, interpolation=cv2.INTER_AREA), np.uint8), 9)
    x, y = view.sun[0] / shrink, view.sun[1] / shrink
    rows, columns = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    far = np.hypot(columns - x, (rows - y) * 1.15) / (view.unit / shrink)
    wave = cv2.resize(drift(view, 0.3, 8, 2.0, 3), size, interpolation=cv2.INTER_AREA) * 0.035
    level = np.clip((far + wave) / 0.15, 0, SHEETS + 2).astype(np.float32)
    fine = np.asarray(cv2.resize(level, (view.width, view.height), interpolation=cv2.INTER_CUBIC), np.float32)
    step = np.clip(np.floor(fine), 0, SHEETS)
    view.pixels[...] = _cards(step, small[: max(2, view.horizon // shrink)])
    for k in range(1, SHEETS + 1):
        _shade_below(view.pixels, np.asarray(step >= k, np.uint8) * np.uint8(255), view.unit * 0.012)


def _cards(step: Field, sky: Pixels) -> Pixels:
    """Each ring a card of its own, from the brightest band of the sky at the heart to its zenith."""
    bands = np.asarray(sky, np.float32).mean(axis=1)
    bands = bands[np.argsort(-bands.sum(axis=1), kind="stable")]
    at = np.linspace(0, len(bands) - 1, SHEETS + 1).astype(int)
    tones = np.zeros((256, 3), np.uint8)
    tones[: SHEETS + 1] = np.clip(bands[at] + np.where(np.arange(SHEETS + 1) % 2, 5, -5)[:, None], 0, 255)
    return vivid(np.asarray(tones[step.astype(np.uint8)], np.uint8), 1.3)


def _shade_below(pixels: Pixels, sheet: Pixels, reach: float) -> None:
    """The shadow of a sheet on what it leaves open."""
    soft = np.asarray(brush.blur(sheet, reach), np.float32) / np.float32(255)
    share = soft * (sheet == 0) * np.float32(0.5)
    pixels[...] = scaled(pixels, np.asarray(1 - share, np.float32))


@manner("papercut", steps=1, lift=0.011, sharp=True, sky=_layered_sky)
def papercut(view: View) -> None:
    """Card has a fibre and a faint edge of light."""
    image = vivid(view.pixels, 1.22)
    fibre = 1 + 0.022 * tooth(view, max(1.3, view.unit / 700)) + 0.012 * drift(view, 0.01, 2, 3.0)
    view.pixels[...] = scaled(image, np.asarray(fibre, np.float32))
