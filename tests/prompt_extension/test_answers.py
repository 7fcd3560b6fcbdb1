"""What chat models say around a prompt, and what is no prompt at all."""

import pytest

from wanstudio.prompt_extension.answers import read_answer
from wanstudio.prompt_extension.rewriter import NotRewritten

PROMPT = "a red car"
BETTER = "A glossy red car on a wet street at dusk, low viewpoint"
CHINESE = "一辆红色的汽车"
BETTER_CHINESE = "一辆锃亮的红色汽车停在雨后的街道上，傍晚，低角度"


@pytest.mark.parametrize(
    "said",
    [
        BETTER,
        f"  {BETTER}\n",
        f'"{BETTER}"',
        f"“{BETTER}”",
        f"**{BETTER}**",
        f"`{BETTER}`",
        f"```\n{BETTER}\n```",
        f"```text\n{BETTER}\n```",
        f"Sure, here is the rewritten prompt:\n\n{BETTER}",
        f"Here's an enhanced version of your prompt: {BETTER}",
        f'Certainly! Here is the prompt:\n"{BETTER}"',
        f"**Rewritten prompt:** {BETTER}",
        f"Prompt: {BETTER}",
        f"### Enhanced Prompt:\n{BETTER}",
        f"<think>A red car. The user wants more.</think>\n\n{BETTER}",
        f"A red car, they say.</think>{BETTER}",
        f"<think></think>Sure! Here is it:\n{BETTER}",
        f"<THINK>A red car.</think><reasoning>More of it.</reasoning>{BETTER}",
        f"<think>{'A red car. ' * 5000}</think>{BETTER}",
        f"{BETTER}<think>This is good.</think>",
        f"<think>A red car.\n{BETTER}</thinking>\n{BETTER}",
        f"{BETTER}\n\nNote: I kept the colour.",
        f"{BETTER}\n\nLet me know if you want changes!",
        f"{BETTER}\n\n(Note: nothing was added.)",
        f"{BETTER}\n---\n\n**Note:** nothing was added.\n\nLet me know!",
        f"{BETTER}" + "\n" * 2000 + "Note: nothing was added.",
        "\n \t" * 2000 + BETTER + " \u3000\n" * 2000,
        BETTER.replace(" on ", "\non "),
    ],
)
def test_the_prompt_alone_is_kept(said):
    assert read_answer(said, PROMPT, "", 800) == BETTER


@pytest.mark.parametrize(
    "said",
    [
        BETTER_CHINESE,
        f"“{BETTER_CHINESE}”",
        f"「{BETTER_CHINESE}」",
        f"好的，以下是改写后的提示词：\n{BETTER_CHINESE}",
        f"改写后的提示词：{BETTER_CHINESE}",
        f"**优化后的提示词**：\n\n{BETTER_CHINESE}",
        f"<think>\n用户要一辆红色的汽车。\n</think>\n\n{BETTER_CHINESE}",
        f"{BETTER_CHINESE}\n\n说明：保留了颜色。",
        f"{BETTER_CHINESE}\n\n希望您满意！",
    ],
)
def test_the_chinese_prompt_alone_is_kept(said):
    assert read_answer(said, CHINESE, "", 800) == BETTER_CHINESE


@pytest.mark.parametrize(
    "said",
    [
        'A shop sign reading "OPEN" above a door',
        '"OPEN" on one sign and "CLOSED" on the other',
        "A sign that says: no entry, beside a gate",
        "Certain death, a grim reaper in a field",
        "Okra and pumpkins on a table",
        "A close-up of a note: torn paper on wood",
        "Surely the oldest car of the town on a street",
        "Heretics before a judge, oil painting",
    ],
)
def test_a_prompt_that_looks_like_more_is_left_as_it_is(said):
    assert read_answer(said, PROMPT, "", 800) == said


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("", "empty"),
        ("...", "empty"),
        ("<think>I should", "empty"),
        ("Sure, here is the rewritten prompt:", "empty"),
        ("I'm sorry, but I can't help with that.", "refused"),
        ("I cannot create this image.", "refused"),
        ("As an AI language model, I do not paint.", "refused"),
        ("Unfortunately this is against my rules.", "refused"),
        ("对不起，我无法生成。", "refused"),
        ("Sure! I made the car shinier. A glossy red car", "talks about"),
        ("Here is the enhanced prompt. A glossy red car", "talks about"),
        (BETTER_CHINESE, "another language"),
        ("Une voiture rouge sur une rue dans la ville", "another language"),
        ("Красная машина на мокрой улице", "another language"),
        (BETTER + "." * 800, "more than 800 characters"),
    ],
)
def test_what_is_no_prompt(said, reason):
    with pytest.raises(NotRewritten, match=reason):
        read_answer(said, PROMPT, "", 800)


def test_a_thought_that_never_ends_is_left_out():
    assert read_answer("a" + "\n" * 1000 + "car" + "<think>" * 4000, PROMPT, "", 800) == "a car"


@pytest.mark.parametrize(
    ("prompt", "said", "kept"),
    [
        (CHINESE, BETTER, False),
        ("Красная машина", "Блестящая красная машина на мокрой улице", True),
        ("Красная машина", BETTER, False),
        ("赤い車が通りにあります", "濡れた通りに停まっている光沢のある赤い車、夕暮れ", True),
        ("赤い車が通りにあります", BETTER_CHINESE, False),
        ("빨간 자동차", "젖은 거리에 서 있는 빨간 자동차", True),
        ("une voiture rouge dans la rue", "Une voiture rouge et brillante dans une rue mouillée", True),
        ("une voiture rouge dans la rue", BETTER, False),
        ("画一辆 red 的汽车", BETTER_CHINESE, True),
        ("🚗", BETTER, True),
    ],
)
def test_the_language_of_the_prompt(prompt, said, kept):
    if kept:
        assert read_answer(said, prompt, "", 800) == said
    else:
        with pytest.raises(NotRewritten, match="another language"):
            read_answer(said, prompt, "", 800)


def test_what_the_negative_prompt_forbids_is_not_painted():
    with pytest.raises(NotRewritten, match="forbids"):
        read_answer("A red car beside a kitten", PROMPT, "cats, blurry", 800)
    assert read_answer("A red car on a road", "a red car on a street", "street", 800)


def test_a_word_inside_a_longer_phrase_of_the_negative_prompt_forbids_nothing():
    said = "A castle by a lake, people walking on the shore"
    assert read_answer(
        said, "a castle", "overall gray, many people in the background, walking backwards", 800
    )


def test_what_the_prompt_denies_is_not_painted_either():
    with pytest.raises(NotRewritten, match="forbids"):
        read_answer("A street full of people in the rain", "a street, no people", "", 800)
    assert read_answer("A street in the rain, no people in sight", "a street, no people", "", 800)
