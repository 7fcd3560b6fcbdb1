"""The built-in rewriter adds care to a prompt and changes nothing that was asked for."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanstudio.painting.procedural.words.parse import parse
from wanstudio.prompt_extension.builtin import BuiltinRewriter, extend, language_of
from wanstudio.prompt_extension.phrases import VOCABULARIES

CAT = "A sitting orange cat"
CHINESE_CAT = "一只坐着的橘黄色的猫"
SHOP = "一间有着精致窗户的花店，漂亮的木质门，摆放着花朵"


def added(prompt, **chosen):
    given = {"negative_prompt": "", "limit": 2000, "seed": 1} | chosen
    extended = extend(prompt, given["negative_prompt"], given["limit"], given["seed"])
    assert extended.startswith(prompt.rstrip(" ,，"))
    return extended.removeprefix(prompt.rstrip(" ,，"))


async def test_the_seam():
    rewriter = BuiltinRewriter()
    assert rewriter.name == "builtin"
    assert await rewriter.rewrite(CAT, "", 2000, 1) == extend(CAT, "", 2000, 1)


@pytest.mark.parametrize("prompt", [CAT, CHINESE_CAT, SHOP])
def test_it_says_three_things_more_and_keeps_what_was_said(prompt):
    for seed in range(20):
        phrases = added(prompt, seed=seed).replace("，", ", ").split(", ")[1:]
        assert len(phrases) == 3
        assert len(set(phrases)) == 3


def test_the_language_stays():
    assert added(CAT).isascii()
    assert not any(letter.isascii() and letter.isalpha() for letter in added(CHINESE_CAT))


@pytest.mark.parametrize(
    "prompt", ["Сидящий рыжий кот", "オレンジ色の猫が座っている", "고양이 한 마리", "قطة", "123 !", "🐈"]
)
def test_a_language_it_does_not_know_is_left_alone(prompt):
    assert language_of(prompt) is None
    assert added(prompt) == ""


def test_seeds_differ_and_a_seed_repeats():
    answers = [extend(CAT, "", 2000, seed) for seed in range(40)]
    assert len(set(answers)) > 10
    assert answers == [extend(CAT, "", 2000, seed) for seed in range(40)]


@pytest.mark.parametrize(
    ("prompt", "ending"),
    [
        ("A red car.", "."),
        ("A red car!", "."),
        ("一辆红色的车。", "。"),
        ("A red car, ", None),
        ("一辆红色的车，", None),
    ],
)
def test_punctuation_is_carried_on(prompt, ending):
    answer = extend(prompt, "", 2000, 3)
    assert ",," not in answer.replace(" ", "")
    assert "，，" not in answer
    assert ".." not in answer
    if ending:
        assert answer.startswith(prompt)
        assert answer.endswith(ending)
        assert answer.count(ending) == prompt.count(ending) + 1


@pytest.mark.parametrize(
    ("prompt", "silent_about"),
    [
        ("A cat in the shadows", "light"),
        ("A cat, symmetrical framing", "composi"),
        ("A highly detailed cat", "detail"),
        ("逆光的猫", "光"),
        ("猫的特写", "构图"),
    ],
)
def test_what_was_said_is_not_said_again(prompt, silent_about):
    for seed in range(30):
        assert silent_about not in added(prompt, seed=seed)


def test_a_night_is_not_lit_by_day_and_a_drawing_not_finished_as_a_photograph():
    for seed in range(30):
        assert "natural" not in added("A chapel at midnight", seed=seed)
        assert "focus" not in added("A watercolor of a cat", seed=seed)
        assert "光线自然" not in added("夜晚的教堂", seed=seed)


@pytest.mark.parametrize(
    ("prompt", "negative", "unsaid"),
    [
        (CAT, "details, Texture", ("detail", "texture")),
        (CAT, "shadow", ("shadow",)),
        (CAT, "lights; composition", ("light", "composition")),
        (CHINESE_CAT, "细节、构图", ("细节", "构图")),
        (CHINESE_CAT, "光", ("光",)),
    ],
)
def test_nothing_is_added_that_the_negative_prompt_names(prompt, negative, unsaid):
    for seed in range(40):
        told = added(prompt, negative_prompt=negative, seed=seed)
        assert not any(word in told for word in unsaid)


def test_everything_forbidden_leaves_the_prompt_as_it_is():
    vocabulary = VOCABULARIES["english"]
    aspects = (vocabulary.light, vocabulary.composition, vocabulary.finish)
    negative = ", ".join(phrase for aspect in aspects for phrase in aspect.phrases)
    assert added(CAT, negative_prompt=negative) == ""


def test_a_long_prompt_passes_unchanged():
    long = "A cat " + "and a very good dog " * 15
    assert extend(long, "", 2000, 1) == long
    assert extend("猫" * 101, "", 2000, 1) == "猫" * 101


@given(
    st.text(max_size=300) | st.sampled_from([CAT, CHINESE_CAT, SHOP]),
    st.text(max_size=60),
    st.integers(1, 400),
    st.integers(0, 2**31 - 1),
)
def test_never_beyond_the_limit_and_never_without_the_prompt(prompt, negative, limit, seed):
    answer = extend(prompt, negative, limit, seed)
    assert len(answer) <= limit
    assert answer.startswith(prompt[:limit].rstrip().rstrip(",，、;；:："))


def test_no_phrase_repeats_within_its_vocabulary():
    for vocabulary in VOCABULARIES.values():
        aspects = (vocabulary.light, vocabulary.composition, vocabulary.finish, vocabulary.drawn_finish)
        phrases = [phrase for aspect in aspects for phrase in aspect.phrases]
        assert len(phrases) == len(set(phrases))


@pytest.mark.parametrize(("language", "prompt"), [("english", CAT), ("chinese", CHINESE_CAT)])
def test_no_phrase_puts_anything_into_the_picture(language, prompt):
    """The embedded painter reads every word; these must not become a thing, a colour or an hour."""
    comma = ", " if language == "english" else "，"
    told = VOCABULARIES[language]
    aspects = (told.light, told.night_light, told.composition, told.finish, told.drawn_finish)
    assert parse(prompt + comma + ("at night" if language == "english" else "夜晚")) != parse(prompt)
    for phrase in (phrase for aspect in aspects for phrase in aspect.phrases):
        assert parse(prompt + comma + phrase) == parse(prompt), phrase


def test_it_takes_no_time():
    started = time.perf_counter()
    for seed in range(100):
        extend(CHINESE_CAT, "低分辨率, blurry, bad anatomy, " * 15, 2000, seed)
    assert (time.perf_counter() - started) / 100 < 0.005
