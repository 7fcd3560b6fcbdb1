"""From a Stage to pixels: sky, far things, land, things from far to near, weather, finish."""

from dataclasses import replace

import numpy as np

from wanstudio.painting.painter import Pixels
from wanstudio.painting.procedural.drawing import brush
from wanstudio.painting.procedural.drawing.colour import vary
from wanstudio.painting.procedural.drawing.finish import finish, weather_in_front
from wanstudio.painting.procedural.drawing.materials import OWN, clad
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.drawing.shapes import oval, poly
from wanstudio.painting.procedural.drawing.view import View
from wanstudio.painting.procedural.layout.stage import Placed, Stage
from wanstudio.painting.procedural.scenery import places
from wanstudio.painting.procedural.scenery.lands import LANDS, greens
from wanstudio.painting.procedural.scenery.skies import light_of, paint_sky, palette
from wanstudio.painting.procedural.styles.manner import manner_of
from wanstudio.painting.procedural.things.registry import drawing

WILD = ("meadow", "flowers", "forest", "mountains", "river")
INDOORS = ("room", "tabletop", "studio", "space", "underwater")


def paint_stage(stage: Stage, width: int, height: int, rng: np.random.Generator) -> Pixels:
    """The finished picture `[height, width, 3]`."""
    unit = min(width, height)
    manner = manner_of(stage.style)
    view = _open(stage, width, height, rng)
    if stage.setting not in INDOORS:
        paint_sky(view, palette(stage.time, stage.weather, np.random.default_rng(rng.integers(2**31))))
        if manner:
            manner.sky(view)
    far = [one for one in stage.things if drawing(one.kind).realm in ("sky", "far")]
    near = [one for one in stage.things if drawing(one.kind).realm not in ("sky", "far")]
    if stage.setting in INDOORS:
        LANDS[stage.setting](view)
    for one in sorted(
        far, key=lambda one: ("stars", "moon", "aurora", "sun", "mountain", "rainbow").index(one.kind)
    ):
        _draw(one, view, unit)
    if stage.setting not in INDOORS:
        LANDS[stage.setting](view)
    if stage.close and not (manner and manner.sharp):
        view.pixels[...] = places.bokeh(view)
    for one in near:
        _draw(one, view, unit)
        _bed(one, stage, view)
        if drawing(one.kind).realm == "water" and stage.setting in ("sea", "lake", "river", "beach"):
            _mirror(view, one, unit)
    weather_in_front(view)
    if manner:
        manner.repaint(view)
    else:
        finish(view, "soft" in stage.moods or "dreamy" in stage.moods)
    return view.pixels


def _open(stage: Stage, width: int, height: int, rng: np.random.Generator) -> View:
    unit = min(width, height)
    stops = palette(stage.time, stage.weather, rng)
    sun = (stage.sun[0] * unit, stage.sun[1] * unit)
    lean = -0.62 if stage.sun[0] < stage.width / 2 else 0.62
    light = light_of(stage.time, stage.weather, stops, (lean, -0.78))
    if stage.setting in ("room", "tabletop", "studio"):
        red, green, blue = light.key
        light = replace(light, mist=0.15, key=(0.4 + 0.6 * red, 0.4 + 0.58 * green, 0.4 + 0.54 * blue))
    elif stage.season == "winter" and light.night > 0.5:
        light = replace(light, key=(light.key[0] + 0.12, light.key[1] + 0.12, light.key[2] + 0.08))
    elif stage.setting in ("street", "city") and light.night > 0.5:
        light = replace(light, key=(light.key[0] + 0.16, light.key[1] + 0.1, light.key[2]))
    if manner := manner_of(stage.style):
        light = replace(light, steps=manner.steps, lift=manner.lift)
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
    stuff = one.look.material
    if not stuff or one.kind in OWN:
        drawing(one.kind).draw(pen, one.look)
        return
    spare = 0.08 * one.height
    left, top = (
        max(0, int((one.x - one.half - spare) * unit)),
        max(0, int((one.y - one.height - spare) * unit)),
    )
    frame = view.pixels[top : int((one.y + spare) * unit), left : int((one.x + one.half + spare) * unit)]
    under = frame.copy()
    drawing(one.kind).draw(pen, one.look)
    if frame.size:
        frame[...] = clad(under, frame.copy(), stuff, view.rng)


def _bed(one: Placed, stage: Stage, view: View) -> None:
    """Grass or snow grows up round the foot of what stands in it."""
    aloft = one.look.pose in ("flying", "held")
    if drawing(one.kind).realm not in ("ground", "table") or stage.close or aloft:
        return
    x, y, half, unit = one.x * view.unit, one.y * view.unit, one.half * view.unit, view.unit
    if stage.setting in WILD and stage.season != "winter":
        if not view.shows("meadow"):
            return
        blade = greens(view)[2]
        near = 0.3 + view.nearness(y)
        for k in np.linspace(-0.95, 0.95, max(8, int(70 * one.half))).tolist():
            foot = (
                x + k * half + float(view.rng.normal(0, 2)),
                y + unit * float(view.rng.uniform(0.0, 0.012)),
            )
            tip = (foot[0] + float(view.rng.normal(0, 0.008)) * unit, foot[1] - unit * 0.022 * near)
            tone = vary(blade, view.rng, 1.5)
            outline = poly((foot[0] - unit * 0.003, foot[1]), tip, (foot[0] + unit * 0.003, foot[1]))
            brush.flat(view.pixels, outline, view.light.fall_on(tone, one.depth))
    elif stage.season == "winter":
        mound = oval(x, y + unit * 0.004, half * 0.9, unit * 0.014)
        view.pen(depth=one.depth).fill(mound, (240, 244, 251), soft=unit * 0.006, alpha=0.85)


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
