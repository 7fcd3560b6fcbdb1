"""What prompts are understood to mean, in English and in Chinese."""

import pytest

from wanstudio.painting.procedural.scene import Relation, Scene, Thing
from wanstudio.painting.procedural.words.parse import parse

TABLE: list[tuple[str, Scene]] = [
    ("a red car", Scene((Thing("car", colours=("red",)),))),
    ("一辆红色的汽车", Scene((Thing("car", colours=("red",)),))),
    ("two blue cups", Scene((Thing("cup", 2, ("blue",)),))),
    ("两个蓝色的杯子", Scene((Thing("cup", 2, ("blue",)),))),
    ("3 balloons", Scene((Thing("balloon", 3),))),
    ("三个热气球", Scene((Thing("balloon", 3),))),
    (
        "two red cars under a rainbow",
        Scene((Thing("car", 2, ("red",), relation=Relation("under", 1)), Thing("rainbow"))),
    ),
    ("three balloons above a lake at sunset", Scene((Thing("balloon", 3),), setting="lake", time="sunset")),
    (
        "一只橙色的猫坐在窗边",
        Scene((Thing("cat", colours=("orange",), pose="sitting"), Thing("window"))),
    ),
    ("雪地里的小木屋，夜晚，极光", Scene((Thing("cottage"), Thing("aurora")), setting="snow", time="night")),
    (
        "桌子上有三个红苹果",
        Scene((Thing("table"), Thing("apple", 3, ("red",), relation=Relation("on", 0)))),
    ),
    (
        "a small dog on the left, rain, at dusk",
        Scene((Thing("dog", size="small", place="left"),), time="dusk", weather="rain"),
    ),
    ("a red and white boat", Scene((Thing("boat", colours=("red", "white")),))),
    ("a happy robot waving", Scene((Thing("robot", expression="happy", pose="waving"),))),
    ("夜晚的城市，下雨", Scene(setting="city", time="night", weather="rain")),
    ("a watercolor of tulips in spring", Scene((Thing("tulip", 4),), style="watercolour", moods=("spring",))),
    ("水墨画，竹林里没有字", Scene((Thing("bamboo"),), style="ink")),
    ("猫在狗的右边", Scene((Thing("cat", relation=Relation("right of", 1)), Thing("dog")))),
    (
        "一只红色的猫在一只蓝色的狗左边",
        Scene(
            (Thing("cat", colours=("red",), relation=Relation("left of", 1)), Thing("dog", colours=("blue",)))
        ),
    ),
    ("狗的左边是一只猫", Scene((Thing("dog"), Thing("cat", relation=Relation("left of", 0))))),
    ("一只猫在左边和一只狗在右边", Scene((Thing("cat", place="left"), Thing("dog", place="right")))),
    ("猫左边，狗右边", Scene((Thing("cat", place="left"), Thing("dog", place="right")))),
    ("8k uhd masterpiece, trending", Scene()),
]


@pytest.mark.parametrize(("prompt", "scene"), TABLE, ids=[row[0] for row in TABLE])
def test_prompt_is_understood(prompt: str, scene: Scene) -> None:
    assert parse(prompt) == scene


def test_flower_shop_of_the_reference() -> None:
    scene = parse("A flower shop with exquisite windows, a beautiful wooden door, and flowers on display")
    assert scene.kinds() == ("flower shop", "window", "door", "flower")
    assert scene.things[2].material == "wood"


def test_chapel_of_the_reference() -> None:
    prompt = "Snowy ground, a small white chapel, aurora borealis, winter scene, soft light."
    scene = parse(prompt, "person")
    assert scene.things == (Thing("chapel", colours=("white",), size="small"), Thing("aurora"))
    assert (scene.setting, scene.moods) == ("snow", ("soft",))
    assert "person" in scene.avoid


def test_cat_of_the_reference() -> None:
    prompt = "A sitting orange cat with a happy expression, lively and cute, realistic, and accurate."
    scene = parse(prompt)
    assert scene.things == (Thing("cat", colours=("orange",), pose="sitting", expression="happy"),)
    assert (scene.style, scene.moods) == ("realistic", ("cute",))


@pytest.mark.parametrize(
    ("prompt", "negative", "gone"),
    [
        ("a girl beside a tree", "person", "woman"),
        ("a cat and a dog", "dog", "dog"),
        ("湖边的房子和汽车", "汽车", "car"),
        ("a house, no people, two people", "person", "person"),
        ("a house without a tree, and a tree", "", "tree"),
    ],
)
def test_negative_prompt_takes_things_away(prompt: str, negative: str, gone: str) -> None:
    assert not parse(prompt, negative).shows(gone)


def test_negative_prompt_takes_attributes_away() -> None:
    scene = parse(
        "a red sleeping cat at night in the rain, oil painting", "red, sleeping, night, rain, oil painting"
    )
    assert scene.things == (Thing("cat"),)
    assert (scene.time, scene.weather, scene.style) == ("", "", "")


def test_relation_follows_its_thing_when_another_is_taken_away() -> None:
    scene = parse("a dog, a cat on a table", "dog")
    assert scene.things == (Thing("cat", relation=Relation("on", 1)), Thing("table"))


WAN_NEGATIVE = (
    "色调艳丽，过曝，静态，细节模糊不清，字幕，风格，作品，画作，画面，静止，整体发灰，最差质量，低质量，JPEG压缩残留，丑陋的，残缺的，"
    "多余的手指，画得不好的手部，画得不好的脸部，畸形的，毁容的，形态畸形的肢体，手指融合，静止不动的画面，杂乱的背景，三条腿，背景人很多，倒着走"
)


@pytest.mark.parametrize(
    ("prompt", "negative", "things"),
    [
        ("a woman and a grey cat", WAN_NEGATIVE, (Thing("woman"), Thing("cat", colours=("grey",)))),
        (
            "a black cat on a white chair",
            "black and white, monochrome",
            (
                Thing("cat", colours=("black",), relation=Relation("on", 1)),
                Thing("chair", colours=("white",)),
            ),
        ),
        ("不一样的猫", "", (Thing("cat"),)),
        ("不要有人，街道", "", ()),
        ("no cats and dogs, only a bird", "", (Thing("bird"),)),
        ("没有狗和猫的花园", "", ()),
        ("街上一个人也没有", "", ()),
        (
            "a black dog and a cat that is not black",
            "",
            (Thing("dog", colours=("black",)), Thing("cat", never=frozenset({"black"}))),
        ),
        ("a 35 mm photo of a dog", "", (Thing("dog"),)),
        ("In 2025 a cat", "", (Thing("cat"),)),
        ("a man without a hat and a woman with a hat", "", (Thing("man"), Thing("woman"), Thing("hat"))),
        ("a man and a woman", "two men, ugly woman", (Thing("man"), Thing("woman"))),
    ],
)
def test_a_denial_reaches_what_it_is_said_of_and_no_more(
    prompt: str, negative: str, things: tuple[Thing, ...]
) -> None:
    assert parse(prompt, negative).things == things
