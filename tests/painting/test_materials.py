"""What a thing is made of shows; riders ride; a crescent is no full moon."""

import numpy as np
import pytest

from wanstudio.painting.procedural.layout.compose import compose
from wanstudio.painting.procedural.painter import FAMILIES
from wanstudio.painting.procedural.scene import Relation, Scene, Thing
from wanstudio.painting.procedural.words.parse import parse
from wanstudio.vocabulary.traits import MATERIALS


@pytest.mark.parametrize("material", sorted(MATERIALS))
@pytest.mark.parametrize("word", ["一辆{}汽车", "一个{}茶壶", "一只{}鸟"])
def test_material_is_seen(paint, word, material):
    stuff = MATERIALS[material][1].split("|")[0]
    made = paint(word.format(stuff), 3, (320, 320)).astype(int)
    assert parse(word.format(stuff)).things[0].material == material
    plain = paint(word.format(""), 3, (320, 320)).astype(int)
    assert np.abs(made - plain).mean() > 2


def test_gold_is_a_metal_on_what_is_made_and_a_colour_on_what_lives():
    assert FAMILIES
    rng = np.random.default_rng(1)
    cup = compose(parse("a golden cup"), 512, 512, rng).things[0]
    cat = compose(parse("a golden cat"), 512, 512, rng).things[0]
    assert (cup.look.material, cat.look.material) == ("gold", "")


@pytest.mark.parametrize("prompt", ["a girl riding a horse", "一个女孩骑着一匹马"])
def test_riders_sit_on_what_they_ride(prompt):
    assert parse(prompt).things == (Thing("woman", relation=Relation("on", 1)), Thing("horse"))
    spot = {one.kind: one for one in compose(parse(prompt), 1024, 1024, np.random.default_rng(2)).things}
    assert spot["woman"].look.pose == "riding"
    assert spot["woman"].y < spot["horse"].y - 0.2 * spot["horse"].height
    assert abs(spot["woman"].x - spot["horse"].x) < spot["horse"].half


@pytest.mark.parametrize("prompt", ["a crescent moon", "弯月", "新月", "月牙", "一轮弯弯的月亮"])
def test_crescent(prompt):
    assert parse(prompt) == Scene((Thing("moon", pose="crescent"),))
