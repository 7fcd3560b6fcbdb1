"""From a Stage to pixels: sky, far things, land, things from far to near, weather, finish."""

from dataclasses import replace

import numpy as np

from wanstudio.painting.painter import Pixels
from wanstudio.painting.procedural import brush, places
from wanstudio.painting.procedural import interiors as interiors
from wanstudio.painting.procedural.finish import finish, weather_in_front
from wanstudio.painting.procedural.lands import LANDS
from wanstudio.painting.procedural.pen import Pen
from wanstudio.painting.procedural.registry import drawing
from wanstudio.painting.procedural.skies import light_of, paint_sky, palette
from wanstudio.painting.procedural.stage import Placed, Stage
from wanstudio.painting.procedural.view import View

INDOORS = ("room", "tabletop", "studio", "space", "underwater")


def paint_stage(stage: Stage, width: int, height: int, rng: np.random.Generator) -> Pixels:
    """The finished picture `[height, width, 3]`."""
    unit = min(width, height)
    view = _open(stage, width, height, rng)
    if stage.setting not in INDOORS:
        paint_sky(view, palette(stage.time, stage.weather, np.random.default_rng(rng.integers(2**31))))
        if stage.setting == "sky":
            view.pixels[...] = view.pixels
    far = [one for one in stage.things if drawing(one.kind).realm in ("sky", "far")]
    near = [one for one in stage.things if drawing(one.kind).realm not in ("sky", "far")]
    if stage.setting in INDOORS:
        LANDS[stage.setting](view)
    for one in sorted(
        far, key=lambda one: ("stars", "aurora", "moon", "sun", "mountain", "rainbow").index(one.kind)
    ):
        _draw(one, view, unit)
    if stage.setting not in INDOORS:
        LANDS[stage.setting](view)
    if stage.close:
        view.pixels[...] = places.bokeh(view)
    for one in near:
        _draw(one, view, unit)
        if drawing(one.kind).realm == "water" and stage.setting in ("sea", "lake", "river", "beach"):
            _mirror(view, one, unit)
    weather_in_front(view)
    finish(view, "soft" in stage.moods or "dreamy" in stage.moods)
    return view.pixels


def _open(stage: Stage, width: int, height: int, rng: np.random.Generator) -> View:
    unit = min(width, height)
    stops = palette(stage.time, stage.weather, rng)
    sun = (stage.sun[0] * unit, stage.sun[1] * unit)
    lean = -0.62 if stage.sun[0] < stage.width / 2 else 0.62
    light = light_of(stage.time, stage.weather, stops, (lean, -0.78))
    if stage.setting in ("room", "tabletop", "studio"):
        light = replace(light, mist=0.15)
    pixels = np.zeros((height, width, 3), np.uint8)
    horizon = min(height - 2, int(stage.horizon * unit))
    return View(pixels, light, rng, horizon, unit, sun, stage.time, stage.weather, stage.season, stage.avoid)


def _draw(one: Placed, view: View, unit: int) -> None:
    side = -1.0 if one.flip else 1.0
    pen = Pen(
        view.pixels,
        view.light,
        view.rng,
        one.x * unit,
        one.y * unit,
        one.height * unit,
        side,
        depth=one.depth,
    )
    drawing(one.kind).draw(pen, one.look)


def _mirror(view: View, one: Placed, unit: int) -> None:
    """What floats is seen again in the water below it."""
    foot = int(one.y * unit)
    deep = min(int(one.height * unit * 0.8), view.height - foot, foot)
    left, right = max(0, int((one.x - one.half) * unit)), min(view.width, int((one.x + one.half) * unit))
    if deep < 4 or right - left < 4:
        return
    upper = view.pixels[foot - deep : foot, left:right][::-1]
    sway = (view.rng.normal(0, 1, deep) * np.linspace(0.5, 3.5, deep) * view.unit / 1000).astype(int)
    rolled = np.stack([np.roll(row, int(shift), 0) for row, shift in zip(upper, sway, strict=True)])
    across = np.clip(
        np.minimum(np.arange(right - left), np.arange(right - left)[::-1]) / (0.12 * (right - left)), 0, 1
    )
    share = np.linspace(0.6, 0.0, deep)[:, None] * across[None]
    brush.blend(
        view.pixels[foot : foot + deep, left:right], brush.blur(rolled, 1.2), share.astype(np.float32)
    )
