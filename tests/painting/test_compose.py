"""Where things are put: all of them, inside the picture, where the prompt said."""

from dataclasses import replace

import numpy as np
import pytest

from wanstudio.painting.procedural.layout.company import EXTRA
from wanstudio.painting.procedural.layout.compose import compose
from wanstudio.painting.procedural.layout.stage import Stage
from wanstudio.painting.procedural.painter import FAMILIES
from wanstudio.painting.procedural.words.parse import parse

SIZES = [(512, 512), (1280, 720), (768, 2700), (2048, 512)]


def stage_of(prompt: str, seed: int = 1, size: tuple[int, int] = (1024, 1024), negative: str = "") -> Stage:
    """The stage without the company that nobody asked for."""
    stage = compose(parse(prompt, negative), *size, np.random.default_rng(seed))
    return replace(stage, things=tuple(one for one in stage.things if one.source != EXTRA))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("word", "count"), [("a cat", 1), ("two cars", 2), ("五只鸟", 5), ("seven trees", 7)]
)
def test_count_is_kept_and_nothing_is_cut_off(word: str, count: int, size: tuple[int, int]) -> None:
    assert FAMILIES
    for seed in range(6):
        stage = stage_of(word, seed, size)
        assert len(stage.things) == count
        for one in stage.things:
            assert one.half <= one.x + 0.02 and one.x + one.half <= stage.width + 0.02
            assert one.height <= one.y <= stage.height


@pytest.mark.parametrize("seed", range(8))
def test_left_and_right(seed: int) -> None:
    stage = stage_of("a dog on the right, a cat on the left", seed, (1440, 720))
    spot = {one.kind: one.x for one in stage.things}
    assert spot["cat"] < spot["dog"]


@pytest.mark.parametrize("seed", range(8))
def test_on_above_and_behind(seed: int) -> None:
    spot = {one.kind: one for one in stage_of("a cup on a table", seed).things}
    assert spot["cup"].y < spot["table"].y - 0.8 * spot["table"].height
    order = [one.kind for one in stage_of("a house behind a car", seed).things]
    assert order.index("house") < order.index("car")
    sky = {one.kind: one for one in stage_of("a balloon above a house", seed).things}
    assert sky["balloon"].y < sky["house"].y


def test_size_words_change_the_size() -> None:
    heights = [stage_of(f"a {word} house").things[0].height for word in ("tiny", "small", "big")]
    assert heights == sorted(heights)
    assert heights[0] < 0.8 * heights[2]


@pytest.mark.parametrize(
    ("prompt", "setting", "time"),
    [
        ("a cat in the forest at dawn", "forest", "dawn"),
        ("under water", "underwater", None),
        ("sandy beach at sunset", "beach", "sunset"),
        ("a planet", "space", "night"),
        ("a chapel, aurora borealis", None, "night"),
        ("a red apple", "tabletop", None),
        ("夜晚的街道", "street", "night"),
    ],
)
def test_setting_and_time(prompt: str, setting: str | None, time: str | None) -> None:
    stage = stage_of(prompt)
    assert setting in (None, stage.setting)
    assert time in (None, stage.time)


def test_what_is_denied_is_not_brought_in_by_the_composer() -> None:
    for seed in range(30):
        stage = stage_of("something nice", seed, negative="boat, lighthouse, sea")
        assert not {"boat", "lighthouse"} & {one.kind for one in stage.things}
        assert stage.setting != "sea"


def test_company_is_neither_counted_nor_denied() -> None:
    for seed in range(30):
        scene = parse("a house on a meadow at sunset", "tree, sun, mountain")
        stage = compose(scene, 1024, 1024, np.random.default_rng(seed))
        assert not {"tree", "pine", "sun", "mountain"} & {one.kind for one in stage.things}
        both = compose(parse("two trees and a house"), 1024, 1024, np.random.default_rng(seed))
        assert sum(one.kind == "tree" for one in both.things) == 2


def test_parts_of_a_building_are_not_drawn_apart() -> None:
    stage = stage_of("A flower shop with exquisite windows, a beautiful wooden door, and flowers on display")
    assert [one.kind for one in stage.things] == ["flower shop"]
    assert {"window", "door", "flower", "wood door"} <= stage.things[0].look.parts


@pytest.mark.parametrize("count", [1, 2, 3])
def test_one_may_hold_several_things(count: int) -> None:
    stage = stage_of(f"a woman holding {('an umbrella', 'two umbrellas', 'three umbrellas')[count - 1]}")
    held = [placed for placed in stage.things if placed.look.pose == "held"]
    assert len(held) == count
    woman = next(placed for placed in stage.things if placed.kind == "woman")
    assert woman.look.pose == "waving"
    assert len({placed.x > woman.x for placed in held}) == min(2, count)
