"""Eight manners, each unlike the others, in both languages, at any size."""

import numpy as np
import pytest

from wanstudio.painting.painter import Pixels
from wanstudio.painting.procedural.painter import FAMILIES
from wanstudio.painting.procedural.styles.manner import manners
from wanstudio.painting.procedural.words.parse import parse

SPOKEN = {
    "illustration": ("flat illustration", "扁平插画"),
    "watercolour": ("watercolor painting", "水彩"),
    "pencil": ("pencil sketch", "铅笔素描"),
    "pixel": ("pixel art", "像素画"),
    "papercut": ("paper cut", "剪纸"),
    "neon": ("neon", "霓虹"),
    "pastel": ("pastel", "粉彩"),
    "ink": ("ink wash painting", "水墨"),
}


def test_every_style_has_a_manner() -> None:
    assert FAMILIES
    assert set(manners()) == set(SPOKEN)


@pytest.mark.parametrize("style", sorted(SPOKEN))
def test_both_languages_name_it(style: str) -> None:
    for word in SPOKEN[style]:
        assert parse(f"a red house, {word}").style == style
        assert parse(f"{word}：一只猫").things[0].kind == "cat"


def test_styles_are_unlike_one_another_and_repeat(paint) -> None:
    shown: dict[str, Pixels] = {}
    for style in SPOKEN:
        shown[style] = paint(f"a cottage and a pine tree by a lake, {SPOKEN[style][0]}", 4)
        assert shown[style].std() > 12
    again = paint("a cottage and a pine tree by a lake, pixel art", 4)
    assert again.tobytes() == shown["pixel"].tobytes()
    names = sorted(shown)
    for k, one in enumerate(names):
        for other in names[k + 1 :]:
            assert np.abs(shown[one].astype(int) - shown[other]).mean() > 7, (one, other)


@pytest.mark.parametrize("style", sorted(SPOKEN))
def test_odd_shapes_are_kept(paint, style: str) -> None:
    assert paint(f"a boat on the sea at night, {SPOKEN[style][0]}", size=(701, 517)).shape == (517, 701, 3)


def colours_of(pixels: Pixels) -> int:
    return len(np.unique(pixels.reshape(-1, 3), axis=0))


def test_what_makes_a_style(paint) -> None:
    pixels = {style: paint(f"a red house on a meadow at noon, {SPOKEN[style][0]}", 2) for style in SPOKEN}
    assert colours_of(pixels["pixel"]) <= 28
    assert np.ptp(pixels["pencil"].astype(int), axis=2).mean() < 12
    assert np.ptp(pixels["ink"].astype(int), axis=2).mean() < 45
    assert pixels["neon"].mean() < 90
    assert pixels["pastel"].mean() > 150
    assert pixels["watercolour"][:8].mean() > 235
