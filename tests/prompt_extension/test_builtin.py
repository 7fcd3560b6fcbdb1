"""The built-in rewriter adds care to a prompt and changes nothing that was asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanstudio.prompt_extension import phrases
from wanstudio.prompt_extension.builtin import BuiltinRewriter, extend
from wanstudio.prompt_extension.language import language_of

CAT = "A sitting orange cat"
CHINESE_CAT = "一只坐着的橘黄色的猫"
SHOP = "一间有着精致窗户的花店，漂亮的木质门，摆放着花朵"

INDOORS = {"in a room", "in a living room", "在房间里", "在客厅里"}


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
def test_it_says_where_when_and_how_and_keeps_what_was_said(prompt):
    for seed in range(20):
        told = added(prompt, seed=seed).replace("，", ", ").split(", ")[1:]
        assert len(told) == len(set(told)) == (4 if INDOORS & set(told) else 5)


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
    tables = (phrases.SCENES, phrases.HOURS, phrases.LIGHTS, phrases.FINISHES)
    sides = [*(side for table in tables for side in table.values()), phrases.COMPOSITIONS]
    assert added(CAT, negative_prompt=", ".join(english for english, _ in sides).replace("|", ", ")) == ""
    assert added(CHINESE_CAT, negative_prompt="，".join(side[1] for side in sides).replace("|", "，")) == ""


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


@pytest.mark.parametrize(
    ("prompt", "language"),
    [
        ("画一只 cute 的 cat", "chinese"),
        ("a red 汽车 on the 街道", "english"),
        ("a cat named 小明 in the park", "english"),
        ("Un chat orange assis sur la table", None),
        ("Eine Katze auf dem Tisch", None),
        ("un gato naranja con sombrero", None),
    ],
)
def test_the_language_of_mixed_and_foreign_prompts(prompt, language):
    assert language_of(prompt) == language
    told = added(prompt)
    assert {"english": told.isascii(), "chinese": not told.isascii(), None: told == ""}[language]


@pytest.mark.parametrize(
    ("prompt", "finish"),
    [
        ("an oil painting of a cat", ("brushwork", "canvas")),
        ("pixel art of a cat", ("crisp lines", "palette")),
        ("一只猫，水墨画", ("笔触", "线条")),
        ("画一只猫", ("画质", "细节", "画面", "质感")),
    ],
)
def test_the_finish_suits_the_style(prompt, finish):
    for seed in range(20):
        assert any(word in added(prompt, seed=seed) for word in finish)


@pytest.mark.parametrize(
    ("prompt", "negative", "unsaid"),
    [
        (CHINESE_CAT, "detailed, shadows, focus", ("细节", "影", "清晰")),
        (CAT, "光影，构图，笔触，细节", ("light", "shad", "composition", "detail")),
        (CAT, "低画质，模糊", ("quality", "focus", "crisp")),
    ],
)
def test_the_negative_prompt_may_be_in_the_other_language(prompt, negative, unsaid):
    for seed in range(40):
        assert not any(word in added(prompt, negative_prompt=negative, seed=seed) for word in unsaid)
