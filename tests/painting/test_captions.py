"""What a caption says is what the parser reads: for chance scenes, in both languages."""

import numpy as np
import pytest

from wanstudio.painting.procedural.painter import FAMILIES
from wanstudio.painting.procedural.scene import Relation, Scene, Thing
from wanstudio.painting.procedural.things.registry import kinds
from wanstudio.painting.procedural.words import phrases
from wanstudio.painting.procedural.words.captions import caption, nouns_of, plain_caption, same, trait_words
from wanstudio.painting.procedural.words.imagine import random_scene
from wanstudio.painting.procedural.words.parse import parse
from wanstudio.vocabulary.things import THINGS
from wanstudio.vocabulary.traits import COLOURS, EXPRESSIONS, MATERIALS, POSES, SIZES

LANGUAGES = ("english", "chinese")


@pytest.mark.parametrize("language", LANGUAGES)
def test_captions_are_read_back(language):
    assert FAMILIES
    rng = np.random.default_rng(20261121)
    scenes = [random_scene(rng) for _ in range(500)]
    lost = [s for s in scenes if not same(parse(caption(s, rng, language)), s)]
    assert len(lost) <= 5, lost[:3]


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("setting", phrases.SETTINGS),
        ("time", phrases.TIMES),
        ("weather", phrases.WEATHERS),
        ("style", phrases.STYLES),
    ],
)
def test_every_phrase_of_the_world_means_what_it_should(name, table):
    for value, sides in table.items():
        for phrase in "|".join(sides).split("|"):
            assert parse(phrase) == Scene(**{name: value}), phrase


def test_moods_are_read_back():
    for mood, sides in phrases.MOODS.items():
        for phrase in "|".join(sides).split("|"):
            assert parse(phrase) == Scene(moods=(mood,)), phrase


def test_every_kind_and_trait_has_a_word_in_both_languages():
    for kind in THINGS:
        assert all(nouns_of(kind, plural)[k] for plural in (False, True) for k in (0, 1))
    for part, table in (
        ("colour", COLOURS),
        ("size", SIZES),
        ("pose", POSES),
        ("expression", EXPRESSIONS),
        ("material", MATERIALS),
    ):
        for value in table:
            assert all(trait_words(part, value)), (part, value)


def test_a_terse_caption_is_terse():
    rng = np.random.default_rng(1)
    scene = Scene((Thing("car", colours=("red",)),), setting="street", time="night")
    for _ in range(20):
        text = caption(scene, rng, terse=True)
        assert text.split()[0] == "a" and len(text.split()) == 3
        assert parse(text).things == scene.things
    assert parse(caption(scene, rng, "chinese", terse=True)).things == scene.things


def test_captions_differ_and_repeat():
    scene = Scene((Thing("cat", relation=Relation("on", 1)), Thing("table")), "room", "night", style="ink")
    told = [caption(scene, np.random.default_rng(k)) for k in range(40)]
    assert len(set(told)) > 25
    assert told == [caption(scene, np.random.default_rng(k)) for k in range(40)]


def test_chance_reaches_the_whole_vocabulary():
    rng = np.random.default_rng(2)
    seen = {kind for _ in range(1500) for kind in random_scene(rng).kinds()}
    assert seen == set(kinds())


def test_whatever_is_understood_can_be_told_plainly_or_not_at_all() -> None:
    words = [
        *THINGS,
        "realistic",
        "oil painting",
        "ten",
        "in",
        "left of",
        "at the top",
        "purple",
        "snow",
        "sitting",
    ]
    rng = np.random.default_rng(3)
    told = []
    for _ in range(400):
        prompt = " ".join(rng.choice(words, 4))
        for language in ("english", "chinese"):
            text = plain_caption(parse(prompt), language)  # type: ignore[arg-type]
            told.append(text is not None)
    assert sum(told) > 0.8 * len(told)


def test_what_captions_have_no_words_for_is_left_out() -> None:
    prompt = "a realistic photo of a tabby in the golden hour, at the top of a hill"
    assert plain_caption(parse(prompt), "english") == "a cat in a meadow at sunset"
    assert plain_caption(parse(prompt), "chinese") == "一只猫，草地上，日落时分"
