"""What the model learns from: a tidy world, and where in it the named things are."""

import re

import numpy as np
import pytest
from sketch.plan import CELL
from sketch.sayings import PRAISE, captions_of
from sketch.shards import draw, focus_of
from sketch.world import (
    EXPECTED,
    SQUARE,
    STYLES,
    TOKEN,
    asked_scene,
    mirrored,
    place_scene,
    plain_scene,
    staged,
    training_scene,
)

from wanstudio.painting.procedural.scene import Scene, Thing
from wanstudio.painting.procedural.words.captions import caption, same
from wanstudio.painting.procedural.words.parse import parse

SIZES = [(512, 512), (704, 384), (384, 704)]
FREEDOMS = ["nothing", "place", "everything"]


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


@pytest.mark.parametrize("free", FREEDOMS)
@pytest.mark.parametrize("size", [*SIZES, (768, 768)])
def test_a_thing_on_its_own_stands_on_the_grid_of_tokens(size, free):
    rng = np.random.default_rng(2)
    short = SQUARE if size[0] == size[1] else min(size)
    for _ in range(200):
        stage, _ = staged(plain_scene(rng), *size, rng, free=free)
        for one in stage.things:
            if one.kind in ("stars", "aurora", "rainbow", "mountain"):
                continue
            x, y = (side * short / TOKEN for side in (one.x, one.y))
            assert y == pytest.approx(round(y))
            assert x == pytest.approx(round(x)) or (free != "everything" and one.x == stage.width / 2)
            assert 0 < one.height < one.y < stage.height


@pytest.mark.parametrize(("free", "layouts"), [("nothing", 1), ("place", 3)])
def test_how_many_layouts_a_tidy_scene_has(free, layouts):
    scene = Scene((Thing("cat", colours=("orange",)),), setting="meadow", time="day")
    rng = np.random.default_rng(6)
    found = [staged(scene, 512, 512, rng, free=free)[0].things[0] for _ in range(24)]
    assert len({one.x for one in found}) == layouts
    assert len({(one.y, one.height, one.flip, one.look) for one in found}) == 1


def test_a_free_scene_has_many_layouts():
    scene = Scene((Thing("cat", colours=("orange",)),), setting="meadow", time="day")
    rng = np.random.default_rng(6)
    assert len({staged(scene, 512, 512, rng, free="everything")[0].things for _ in range(8)}) > 3


def test_what_was_left_open_is_still_open():
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
def test_what_one_expects_at_a_place_is_there_in_one_drawing_of_five(place, kind):
    rng = np.random.default_rng(8)
    met = [staged(Scene(setting=place), 512, 512, rng)[1] for _ in range(200)]
    share = np.mean([truth.kinds == {kind} for truth in met])
    assert 0.12 < share < 0.28
    assert not any(truth.boxes for truth in met), (
        "nobody named it: weighed like what is named it would be painted oftener"
    )


def test_captions_say_nothing_of_what_was_only_expected():
    rng = np.random.default_rng(9)
    for _ in range(50):
        scene = place_scene(rng)
        told = " ".join(captions_of(scene, rng)).lower()
        assert not scene.things
        assert not re.search(r"\b(cat|car|boat|tree|person|house)s?\b", told)


@pytest.mark.parametrize("language", ["english", "chinese"])
def test_a_scene_such_as_people_ask_for_can_be_put_into_words(language):
    rng = np.random.default_rng(10)
    scenes = [asked_scene(rng) for _ in range(60)]
    assert sum(same(parse(caption(scene, rng, language)), scene) for scene in scenes) > 45
    assert {len(scene.things) for scene in scenes} == {1, 2, 3, 4}


def test_the_last_captions_name_the_things_and_nothing_else():
    rng = np.random.default_rng(11)
    scene = Scene((Thing("person"), Thing("boat", count=3)), setting="beach", time="night")
    told = [captions_of(scene, rng)[-2:] for _ in range(40)]
    assert {"person, boat", "人物，船"} & {each for both in told for each in both}
    assert all(parse(each).setting == "" and parse(each).shows("boat") for both in told for each in both)


@pytest.mark.parametrize("language", ["english", "chinese"])
def test_praise_says_nothing_that_can_be_drawn(language):
    for words in PRAISE[language]:
        assert parse(words) in (Scene(), Scene(style="realistic")), words
    assert "realistic" not in STYLES, "no drawing is"
    scene = Scene((Thing("cat", colours=("red",)),), setting="meadow", time="day")
    rng = np.random.default_rng(12)
    praised = [text for _ in range(40) for text in captions_of(scene, rng) if holds(text, PRAISE[language])]
    assert 20 < len(praised) < 100


def holds(text, phrases):
    return any(phrase in text for phrase in phrases)
