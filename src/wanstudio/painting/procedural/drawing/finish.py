"""The last layer over every picture: weather in front, bloom, tone, vignette and grain."""

import cv2
import numpy as np

from wanstudio.painting.procedural.drawing import brush
from wanstudio.painting.procedural.drawing.colour import ink, mix
from wanstudio.painting.procedural.drawing.shapes import oval, path
from wanstudio.painting.procedural.drawing.texture import clouds, specks
from wanstudio.painting.procedural.drawing.view import View


def weather_in_front(view: View) -> None:
    """Rain, snow, fog or lightning between us and the scene."""
    if view.weather == "storm":
        _lightning(view)
    if view.weather in ("rain", "storm"):
        _rain(view)
    elif view.weather == "snow":
        _flakes(view, 320)
    if view.weather == "fog":
        _fog(view)


def _lightning(view: View) -> None:
    """One forked stroke from the clouds to the horizon."""
    rng, unit = view.rng, view.unit
    x, y = view.width * float(rng.uniform(0.15, 0.85)), view.horizon * 0.02
    pen = view.pen()
    brush.glow(view.pixels, x, view.horizon * 0.35, unit * 0.7, (190, 190, 255), 0.5)
    while y < view.horizon * 0.96:
        step = unit * float(rng.uniform(0.03, 0.07))
        ahead = (x + float(rng.normal(0, 0.03)) * unit, y + step)
        pen.stroke(path((x, y), ahead), (244, 240, 255), unit * 0.006, unit * 0.005, shine=True)
        if rng.random() < 0.3:
            fork = (x + float(rng.normal(0, 0.1)) * unit, y + step * 2.2)
            pen.stroke(path((x, y), fork), (214, 210, 255), unit * 0.003, 1.0, alpha=0.8, shine=True)
        x, y = ahead


def _rain(view: View) -> None:
    rng, unit = view.rng, view.unit
    layer = np.zeros_like(view.pixels)
    lean = float(rng.uniform(-0.28, 0.28))
    for _ in range(int(420 * view.width * view.height / unit**2)):
        x, y = float(rng.uniform(-0.1, 1.1)) * view.width, float(rng.uniform(-0.1, 1)) * view.height
        length = unit * float(rng.uniform(0.02, 0.06))
        grey = float(rng.uniform(30, 84))
        brush.hair(
            layer,
            (x, y),
            (x + lean * length, y + length),
            (grey, grey * 1.04, grey * 1.1),
            max(1, unit // 700),
        )
    view.pixels[...] = cv2.add(view.pixels, brush.blur(layer, 0.8))


def _flakes(view: View, count: int) -> None:
    rng, unit = view.rng, view.unit
    pen = view.pen()
    for _ in range(int(count * view.width * view.height / unit**2)):
        x, y = float(rng.uniform(0, view.width)), float(rng.uniform(0, view.height))
        r = unit * (0.0012 + 0.0045 * float(rng.random()) ** 4)
        if r > unit * 0.0035:
            pen.fill(oval(x, y, r), (250, 252, 255), alpha=0.75, soft=r * 0.45, shine=True)
        else:
            brush.dot(view.pixels, x, y, r, mix((250, 252, 255), view.light.haze, 0.25))


def _fog(view: View) -> None:
    rows, columns = max(8, view.height // 6), max(8, view.width // 6)
    form = clouds(view.rng, rows, columns, view.unit / 6 * 0.5, 3.5)
    y = np.linspace(0, view.height, rows, dtype=np.float32)[:, None]
    band = np.exp(-(((y - view.horizon) / (0.3 * view.unit)) ** 2))
    share = np.clip(0.12 + 0.5 * band + form * 0.13 * (0.3 + band), 0, 0.86).astype(np.float32)
    size = (view.width, view.height)
    share = np.asarray(cv2.resize(share, size, interpolation=cv2.INTER_LINEAR), np.float32)
    veil = np.empty_like(view.pixels)
    veil[:] = np.clip(mix(view.light.haze, ink("e8ecf0"), 0.25 * (1 - view.light.night)), 0, 255)
    brush.blend(view.pixels, veil, share)


def finish(view: View, soft: bool) -> None:
    """Bloom from the bright parts, a gentle curve, darker corners, a little grain."""
    pixels, (height, width) = view.pixels, (view.height, view.width)
    small = np.asarray(
        cv2.resize(pixels, (width // 8, height // 8), interpolation=cv2.INTER_AREA), np.float32
    )
    bright = np.clip(small - 150, 0, 255) * (0.5 if soft else 0.3)
    bloom = cv2.GaussianBlur(bright, (0, 0), min(width, height) / 8 * 0.035)
    brush.screen(pixels, np.asarray(bloom, np.float32))
    ys = np.linspace(-1, 1, height // 8, dtype=np.float32)[:, None]
    xs = np.linspace(-1, 1, width // 8, dtype=np.float32)[None]
    corner = 255 - 44 * np.clip(xs**2 + ys**2 - 0.55, 0, 1.4) ** 1.2
    veil = np.asarray(
        cv2.resize(corner.astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR), np.uint8
    )
    shaded = cv2.multiply(pixels, cv2.cvtColor(veil, cv2.COLOR_GRAY2RGB), scale=1 / 255)
    grain = (specks(view.rng, height, width) * 1.5 + 16).clip(0, 32).astype(np.uint8)
    grained = cv2.add(shaded, cv2.cvtColor(grain, cv2.COLOR_GRAY2RGB))
    lifted = cv2.subtract(grained, np.full_like(grained, 16))
    pixels[...] = cv2.LUT(np.asarray(lifted, np.uint8), _curve(soft))


def _curve(soft: bool) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    """A film-like curve; softer light has less contrast."""
    t = np.linspace(0, 1, 256)
    bend = 0.1 if soft else 0.24
    curved = t * (1 - bend) + bend * (t * t * (3 - 2 * t))
    return np.asarray(np.clip(curved * 255, 0, 255), np.uint8)
