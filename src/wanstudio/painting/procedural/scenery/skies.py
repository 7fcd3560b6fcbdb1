"""The sky of each hour and weather, and the light that comes with it."""

import cv2
import numpy as np

from wanstudio.painting.painter import Pixels
from wanstudio.painting.procedural.drawing import brush
from wanstudio.painting.procedural.drawing.colour import RGB, ink, mix
from wanstudio.painting.procedural.drawing.light import Light
from wanstudio.painting.procedural.drawing.texture import Field, clouds, specks
from wanstudio.painting.procedural.drawing.view import View

# zenith to horizon, several a time
PALETTES: dict[str, tuple[str, ...]] = {
    "dawn": ("5a78b4 a9a6cf f0bfc0 ffdfb4", "6b84b0 c4a9c8 f6c5b4 ffe6c2", "4f83b0 9fb9cf f1cdb8 ffe9bd"),
    "day": ("3478c4 69a8de a9d3ee e2f1f5", "2f8ac9 6cbce2 b4e0ec eef6ee", "4a86c8 86b4e2 c0daf0 f4efe2"),
    "sunset": ("3c3f86 9a5a98 f0846a ffc878", "2f4a80 7c6a9c f29a68 ffd88a", "54346e b84c72 f4784c ffbe5c"),
    "dusk": ("1c2658 48488a a0709e eaa08c", "162e5c 3e5c94 8a86b4 e8b0a0", "2a2050 5c3c82 b0688e f2a878"),
    "night": ("050a20 0d1b44 1c3566 35568a", "080a26 171848 2c2f6e 4a5590", "04101e 0a2640 174660 2f6a80"),
}
GREY = {"dawn": "b9b4bc", "day": "b4bec8", "sunset": "b08a88", "dusk": "5c5c78", "night": "141c30"}
KEYS: dict[str, tuple[float, float, float]] = {
    "dawn": (1.02, 0.93, 0.9),
    "day": (1.0, 1.0, 0.98),
    "sunset": (1.06, 0.88, 0.76),
    "dusk": (0.8, 0.73, 0.84),
    "night": (0.58, 0.63, 0.82),
}
GLOWS = {"dawn": "ffe2c0", "day": "fff8e0", "sunset": "ffcf8a", "dusk": "ffc0b0", "night": "bcd0ff"}
SHADES = {"dawn": "584a78", "day": "3c4a7c", "sunset": "582a5c", "dusk": "28205c", "night": "0a1038"}


def palette(time: str, weather: str, rng: np.random.Generator) -> list[RGB]:
    """Four colours from the zenith to the horizon."""
    choices = PALETTES[time]
    stops = [ink(code) for code in choices[int(rng.integers(len(choices)))].split()]
    dull = {"rain": 0.7, "storm": 0.85, "fog": 0.6, "snow": 0.5, "cloudy": 0.5}.get(weather, 0.0)
    grey = ink(GREY[time])
    if weather == "storm":
        grey = mix(grey, (30, 34, 54), 0.5)
    return [mix(stop, grey, dull) for stop in stops]


def light_of(time: str, weather: str, stops: list[RGB], toward: tuple[float, float]) -> Light:
    """The light under that sky."""
    mist = {"fog": 1.5, "rain": 0.9, "snow": 0.9, "storm": 0.7}.get(weather, 0.62)
    key = KEYS[time]
    if weather in ("rain", "storm", "fog"):
        key = (key[0] * 0.92, key[1] * 0.94, key[2] * 0.96)
    night = {"night": 1.0, "dusk": 0.6, "sunset": 0.25}.get(time, 0.0)
    return Light(toward, key, ink(SHADES[time]), ink(GLOWS[time]), mix(stops[3], stops[2], 0.35), mist, night)


def paint_sky(view: View, stops: list[RGB]) -> None:
    """Fill the whole picture with sky: gradient, the sun's halo, stars, clouds."""
    height, width = view.pixels.shape[:2]
    reach = max(view.horizon, view.unit // 3)
    rows = np.clip(np.arange(height) / reach, 0, 1) ** 1.15
    places = (0.0, 0.38, 0.74, 1.0)
    column = np.stack([np.interp(rows, places, [s[k] for s in stops]) for k in range(3)], 1).astype(
        np.float32
    )
    sky = (
        np.broadcast_to(column[:, None], (height, width, 3))
        + specks(view.rng, height, width)[..., None] * 1.3
    )
    view.pixels[...] = np.clip(sky, 0, 255).astype(np.uint8)
    x, y = view.sun
    power = {"dawn": 0.5, "day": 0.32, "sunset": 0.62, "dusk": 0.3}.get(view.time, 0.12)
    if view.weather in ("rain", "storm", "fog", "cloudy", "snow"):
        power *= 0.4
    if view.shines:
        brush.glow(view.pixels, x, y, view.unit * 1.3, view.light.glow, power)
    clear = view.weather in ("", "clear", "wind")
    if view.time in ("night", "dusk") and clear and view.shows("stars"):
        strew_stars(view, int(90 + 260 * view.light.night), view.horizon)
    cover = {"clear": -9.0, "cloudy": 0.1, "rain": -0.3, "storm": -0.5, "snow": -0.1, "fog": 0.6}
    if not view.shows("cloud", "cloudy"):
        return
    paint_clouds(view, cover.get(view.weather, 0.85 + float(view.rng.uniform(-0.45, 0.8))), stops)


def strew_stars(view: View, count: int, floor: int) -> None:
    """Stars of many sizes, a few with a halo."""
    count = int(count * view.width * floor / view.unit**2) + 20
    xs, ys = view.rng.uniform(0, view.width, count), view.rng.uniform(0, floor, count) ** 1.0
    sizes = view.rng.pareto(3.0, count) * view.unit * 0.0008 + view.unit * 0.0005
    for x, y, size in zip(xs.tolist(), ys.tolist(), sizes.tolist(), strict=True):
        fade = 1 - 0.75 * (y / floor) ** 2
        colour = mix(
            view.pixels[min(int(y), view.height - 1), min(int(x), view.width - 1)].tolist(),
            (255, 250, 235),
            fade * 0.9,
        )
        brush.dot(view.pixels, x, y, min(size, view.unit * 0.003), colour)
        if size > view.unit * 0.0019:
            brush.glow(view.pixels, x, y, size * 9, (190, 210, 255), 0.5 * fade)


def paint_clouds(view: View, threshold: float, stops: list[RGB]) -> None:
    """Drifting clouds above the horizon, lit from the sun's side."""
    if threshold < -5 or threshold > 2.2:
        return
    height, width = max(8, view.horizon), view.width
    rows, columns = max(8, height // 3), max(8, width // 3)
    down, across = max(2, rows // 40), 3
    wide = clouds(view.rng, rows + down, columns + 2 * across, view.unit * 0.13, 2.4)
    form = wide[down:, across:-across]
    lean = view.sun[0] > view.width / 2
    lit = form - (wide[:-down, 2 * across :] if lean else wide[:-down, : -2 * across])
    fall = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    share = np.clip((form - threshold) / 1.3, 0, 1) * (1 - 0.55 * fall**3)
    tone = np.clip(0.55 + lit * 0.9 - 0.18 * np.clip(form - threshold - 0.8, 0, 2), 0, 1)
    night = view.light.night
    bright = mix(mix(view.light.glow, (255, 255, 255), 0.4), stops[1], 0.15 + 0.68 * night)
    dark = mix(mix(stops[0], stops[2], 0.5), (90, 96, 120), 0.25 * (1 - night))
    if view.weather in ("rain", "storm"):
        bright, dark = mix(bright, stops[1], 0.55), mix(dark, (40, 44, 62), 0.5)
    _lay_clouds(view.pixels[:height], tone, np.asarray(share * 0.92, np.float32), dark, bright)


def _lay_clouds(sky: Pixels, tone: Field, share: Field, dark: RGB, bright: RGB) -> None:
    low, high = np.array(dark, np.float32), np.array(bright, np.float32)
    colour = (low + (high - low) * tone[..., None]).astype(np.uint8)
    size = (sky.shape[1], sky.shape[0])
    over = np.asarray(cv2.resize(colour, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    brush.blend(sky, over, np.asarray(cv2.resize(share, size, interpolation=cv2.INTER_LINEAR), np.float32))
