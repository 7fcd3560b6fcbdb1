"""Every thing can be drawn, at every size, in every colour that has a name."""

import colorsys

import numpy as np
import pytest

from wanstudio.painting.painter import Pixels
from wanstudio.painting.procedural.drawing.colour import PIGMENTS
from wanstudio.painting.procedural.drawing.light import Light
from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.painter import FAMILIES
from wanstudio.painting.procedural.things.registry import Look, drawing, kinds, own_colours
from wanstudio.vocabulary.things import THINGS
from wanstudio.vocabulary.traits import COLOURS

DAYLIGHT = Light((-0.6, -0.8), (1, 1, 1), (60, 74, 124), (255, 248, 224), (220, 230, 240), 0.6)
GREY = 118


def draw(kind: str, scale: int, look: Look | None = None) -> Pixels:
    """The thing alone on grey."""
    known = drawing(kind)
    rng = np.random.default_rng(3)
    first, second = own_colours(kind, rng)
    wide = min(known.wide, 3.0)
    pixels = np.full((int(scale * 1.5), int(scale * max(1.0, wide) * 1.5), 3), GREY, np.uint8)
    pen = Pen(pixels, DAYLIGHT, rng, pixels.shape[1] / 2, scale * 1.3, scale)
    known.draw(pen, look or Look(first, second, wide=known.wide))
    return pixels


def test_words_and_drawings_name_the_same_kinds() -> None:
    assert FAMILIES
    assert set(THINGS) == set(kinds())
    assert set(COLOURS) == set(PIGMENTS)
    assert len(THINGS) >= 70


@pytest.mark.parametrize("kind", sorted(THINGS))
def test_thing_draws_something_where_it_stands(kind: str) -> None:
    for scale in (40, 150, 320):
        changed = np.abs(draw(kind, scale).astype(int) - GREY).max(axis=2) > 24
        rows, columns = np.nonzero(changed)
        assert changed.mean() > 0.012, f"{kind} is nearly nothing at {scale}"
        assert abs(columns.mean() / changed.shape[1] - 0.5) < 0.25
        assert rows.max() - rows.min() > 0.12 * scale


@pytest.mark.parametrize("pose", ["sitting", "sleeping", "running", "flying", "waving"])
@pytest.mark.parametrize("kind", ["cat", "fox", "rabbit", "horse", "bird", "person"])
def test_poses_change_the_drawing(kind: str, pose: str) -> None:
    posed = draw(kind, 120, Look((200, 120, 60), (240, 236, 220), pose=pose, expression="happy"))
    assert (posed != GREY).any()


def hue_of(pixels: Pixels) -> tuple[float, float, float]:
    """The middle colour of what is not background, as hue, lightness, saturation."""
    changed = np.abs(pixels.astype(int) - GREY).max(axis=2) > 24
    red, green, blue = np.median(pixels[changed], axis=0) / 255
    return colorsys.rgb_to_hls(red, green, blue)


@pytest.mark.parametrize("name", sorted(PIGMENTS))
@pytest.mark.parametrize("kind", ["umbrella", "gift", "cup"])
def test_colour_is_seen(kind: str, name: str) -> None:
    wanted = colorsys.rgb_to_hls(*(c / 255 for c in PIGMENTS[name]))
    hue, light, chroma = hue_of(draw(kind, 200, Look(PIGMENTS[name], PIGMENTS[name], named=True)))
    assert abs(light - wanted[1]) < 0.3
    if wanted[2] > 0.3:
        assert chroma > 0.1
        assert min(abs(hue - wanted[0]), 1 - abs(hue - wanted[0])) < 0.09
