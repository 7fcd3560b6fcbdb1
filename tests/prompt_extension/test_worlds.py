"""Rewriting in the drawn world: for hundreds of prompts, nothing asked for is lost and nothing forbidden comes."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.prompt_extension.worlds import captions, keeps

from wanstudio.painting.procedural.scene import Scene
from wanstudio.painting.procedural.words.parse import parse
from wanstudio.prompt_extension import phrases
from wanstudio.prompt_extension.builtin import extend
from wanstudio.prompt_extension.concepts import COMPOSITION, FINISH, LIGHT
from wanstudio.prompt_extension.language import language_of
from wanstudio.prompt_extension.reading import concepts_of, read_prompt, shown_in
from wanstudio.vocabulary.homes import HOMES
from wanstudio.vocabulary.lexicon import read
from wanstudio.vocabulary.things import THINGS
from wanstudio.vocabulary.traits import COLOURS
from wanstudio.vocabulary.world import MOODS, SETTINGS, STYLES, TIMES, WEATHERS

LANGUAGES = ("english", "chinese")
LIMIT = 800


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_was_asked_for_is_kept(language):
    asked = captions(language, 400)
    lost = [prompt for k, prompt in enumerate(asked) if not keeps(prompt, extend(prompt, "", LIMIT, k))]
    assert lost == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_short_prompt_gets_a_place_and_light(language):
    short = [prompt for prompt in captions(language, 400)[1::2] if not shown_in(prompt) & set(SETTINGS)]
    placed = [prompt for k, prompt in enumerate(short) if parse(extend(prompt, "", LIMIT, k)).setting]
    assert len(placed) > 0.9 * len(short)
    assert all(concepts_of(extend(prompt, "", LIMIT, 1)) & LIGHT for prompt in short)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_is_kept(language):
    for k, prompt in enumerate(captions(language, 200)):
        assert language_of(extend(prompt, "", LIMIT, k)) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_rewriting_twice_is_rewriting_once(language):
    for k, prompt in enumerate(captions(language, 200)):
        once = extend(prompt, "", LIMIT, k)
        assert extend(once, "", LIMIT, k + 1) == once


TABLES = (THINGS, COLOURS, SETTINGS, TIMES, WEATHERS, STYLES, MOODS)
WORDS = [
    word for table in TABLES for sides in table.values() for side in sides for word in side.split("|") if word
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_the_negative_prompt_is_added(language):
    """By any word of either language, so by synonyms too."""
    chance = random.Random(7)
    for k, prompt in enumerate(captions(language, 400)):
        negative = ", ".join(chance.sample(WORDS, 6))
        rewritten = extend(prompt, negative, LIMIT, k)
        assert not (shown_in(rewritten) - shown_in(prompt)) & shown_in(negative), (prompt, negative)
        assert keeps(prompt, rewritten)


@pytest.mark.parametrize(
    ("negative", "without"),
    [
        ("grass", "meadow"), ("trees", "forest"), ("water", "sea"), ("ocean", "lake"), ("flowers", "flowers"),
        ("people", "street"), ("cars", "city"), ("clouds", "sky"), ("midnight", "night"), ("stars", "night"),
        ("树木", "forest"), ("海洋", "lake"), ("行人", "street"), ("深夜", "night"), ("草坪", "meadow"),
    ],
)  # fmt: skip
def test_a_scene_does_not_bring_what_is_forbidden(negative, without):
    for prompt in ("a dog", "a boat", "an owl", "a woman", "a robot", "一只狗", "一艘帆船", "一位姑娘"):
        for seed in range(12):
            scene = parse(extend(prompt, negative, LIMIT, seed))
            assert without not in (scene.setting, scene.time)


@pytest.mark.parametrize(
    "prompt",
    [
        "a cat in the cathedral",
        "a dog at my office",
        "the Eiffel Tower",
        "a samurai with a cat",
        "a portrait of a woman",
        "an icon of a house",
        "埃菲尔铁塔",
        "故宫里的猫",
        "一位姑娘的特写",
    ],
)
def test_where_it_does_not_know_the_place_it_invents_none(prompt):
    for seed in range(20):
        scene = parse(extend(prompt, "", LIMIT, seed))
        assert (scene.setting, scene.time) == (parse(prompt).setting, "")


@pytest.mark.parametrize(
    ("prompt", "settings"),
    [
        ("a whale", {"sea"}),
        ("a red bus", {"street", "city"}),
        ("a penguin", {"snow"}),
        ("an astronaut-free rocket", {"", "space", "snow"}),
        ("a cup beside a teapot", {"room"}),
        ("a cat on a table", {"room"}),
        ("一头鲸鱼", {"sea"}),
        ("一个仙人掌", {"desert"}),
    ],
)
def test_the_place_suits_the_things(prompt, settings):
    assert {parse(extend(prompt, "", LIMIT, seed)).setting for seed in range(20)} <= settings


def test_the_hour_suits_what_hangs_in_the_sky():
    for seed in range(20):
        assert parse(extend("an aurora above a cottage", "", LIMIT, seed)).time == "night"
        assert parse(extend("一道彩虹", "", LIMIT, seed)).time == "day"
        assert parse(extend("a cat in the rain", "", LIMIT, seed)).time == "day"


def test_phrases_of_the_world_mean_what_they_should_and_the_others_show_nothing():
    for name, table in (("setting", phrases.SCENES), ("time", phrases.HOURS)):
        for value, sides in table.items():
            for phrase in _all(sides):
                assert parse(phrase) == Scene(**{name: value}), phrase
    for sides in (*phrases.LIGHTS.values(), phrases.COMPOSITIONS, *phrases.FINISHES.values()):
        for phrase in _all(sides):
            assert parse(phrase) == Scene(moods=parse(phrase).moods), phrase


def test_each_phrase_is_known_again_as_what_it_is():
    for aspect, table in (
        (LIGHT, tuple(phrases.LIGHTS.values())),
        (COMPOSITION, (phrases.COMPOSITIONS,)),
        (FINISH, tuple(phrases.FINISHES.values())),
    ):
        for phrase in (phrase for sides in table for phrase in _all(sides)):
            assert concepts_of(phrase) & aspect, phrase


def test_every_kind_has_a_home_and_every_home_is_a_scene():
    homes = {kind: HOMES.get(kind) or phrases.MORE_HOMES.get(kind, "") for kind in THINGS}
    assert [kind for kind, home in homes.items() if not home] == []
    assert {home for listed in homes.values() for home in listed.split()} <= set(phrases.SCENES)
    assert set(phrases.FINISHES) - {"", "drawn"} == set(STYLES)
    assert set(phrases.LIGHTS) - {""} == set(phrases.HOURS) == set(TIMES)


def test_ordinary_prompts_are_understood():
    understood = [
        read_prompt(prompt).understood for language in LANGUAGES for prompt in captions(language, 200)
    ]
    assert sum(understood) > 0.8 * len(understood)


@given(
    st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=5).map(", ".join),
    st.integers(0, 2**31 - 1),
)
def test_any_salad_of_known_words_keeps_its_meaning(prompt, negative, seed):
    rewritten = extend(prompt, negative, LIMIT, seed)
    assert parse(rewritten).things == parse(prompt).things
    assert [mark for mark in read(rewritten) if mark.part == "thing"] == [
        mark for mark in read(prompt) if mark.part == "thing"
    ]


def _all(sides: phrases.Phrases) -> list[str]:
    return [phrase for side in sides for phrase in side.split("|")]
