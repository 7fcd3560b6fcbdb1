"""What the model learns from: a tidy world, and where in it the named things are."""

import re

import numpy as np
import pytest
from sketch.plan import CELL
from sketch.pool import draw, focus_of
from sketch.world import (
    EXPECTED,
    TOKEN,
    captions_of,
    mirrored,
    place_scene,
    plain_scene,
    staged,
    training_scene,
)

from wanstudio.painting.procedural.scene import Scene, Thing

SIZES = [(512, 512), (704, 384), (384, 704)]


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_shown_that_was_not_named(size):
    rng = np.random.default_rng(1)
    for _ in range(200):
        scene = training_scene(rng)
        stage, truth = staged(scene, *size, rng)
        assert {one.source for one in stage.things} <= set(range(max(1, len(scene.things))))
        if scene.setting in EXPECTED and not scene.things:
            assert truth.kinds <= {EXPECTED[scene.setting]}
        assert truth.kinds == {one.kind for one in stage.things}


@pytest.mark.parametrize("settled", [True, False])
@pytest.mark.parametrize("size", SIZES)
def test_a_thing_on_its_own_stands_on_the_grid_of_tokens(size, settled):
    rng = np.random.default_rng(2)
    short = min(size)
    for _ in range(200):
        stage, _ = staged(plain_scene(rng), *size, rng, settled=settled)
        for one in stage.things:
            if one.kind in ("stars", "aurora", "rainbow", "mountain"):
                continue
            x, y = (side * short / TOKEN for side in (one.x, one.y))
            assert y == pytest.approx(round(y))
            assert x == pytest.approx(round(x)) or (settled and one.x == stage.width / 2)
            assert 0 < one.height < one.y < stage.height


def test_settled_a_scene_has_one_layout_and_a_free_one_has_many():
    scene = Scene((Thing("cat", colours=("orange",)),), setting="meadow", time="day")
    for settled in (True, False):
        rng = np.random.default_rng(6)
        layouts = {staged(scene, 512, 512, rng, settled=settled)[0].things for _ in range(8)}
        assert (len(layouts) == 1) == settled


def test_settled_what_was_left_open_is_still_open():
    rng = np.random.default_rng(7)
    shown = {staged(Scene((Thing("cat"),)), 512, 512, rng)[1].setting for _ in range(30)}
    assert len(shown) > 2


def test_a_box_is_round_its_thing_in_the_picture_and_in_the_mirror():
    scene = Scene((Thing("apple", colours=("red",), place="left"),), setting="studio", style="")
    picture, truth = draw(scene, (512, 512), np.random.default_rng(3))
    for shown, seen in ((picture, truth), (picture[:, ::-1], truth.mirrored())):
        focus = focus_of(seen, (512, 512)).repeat(CELL, 0).repeat(CELL, 1).astype(bool)
        red = shown[..., 0].astype(int) - shown[..., 1] > 60
        assert focus.shape == red.shape
        assert red.sum() > 2000
        assert red[focus].sum() > 0.9 * red.sum()
        assert focus.mean() < 0.5
    assert mirrored(scene).things[0].place == "right"


def test_a_picture_of_a_mere_place_is_in_focus_nowhere():
    scene = Scene(setting="desert", time="day")
    _, truth = draw(scene, (256, 256), np.random.default_rng(4))
    assert focus_of(truth, (256, 256)).sum() == 0


@pytest.mark.parametrize(("place", "kind"), EXPECTED.items())
def test_what_one_expects_at_a_place_is_there_more_often_than_not(place, kind):
    rng = np.random.default_rng(8)
    met = [staged(Scene(setting=place), 512, 512, rng)[1] for _ in range(200)]
    share = np.mean([truth.kinds == {kind} for truth in met])
    assert 0.5 < share < 0.8
    assert all(bool(truth.boxes) == bool(truth.kinds) for truth in met)


def test_captions_say_nothing_of_what_was_only_expected():
    rng = np.random.default_rng(9)
    for _ in range(50):
        scene = place_scene(rng)
        told = " ".join(captions_of(scene, rng)).lower()
        assert not scene.things
        assert not re.search(r"\b(cat|car|boat|tree|person|house)s?\b", told)
