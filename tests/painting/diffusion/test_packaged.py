"""The weights that lie in the package: small, in half precision, as their card says, and able to paint."""

import re

import numpy as np
import pytest
from safetensors import safe_open
from tests.house.sources import ROOT

from wanstudio.catalog.models import MODELS
from wanstudio.painting.choosing import open_painter
from wanstudio.painting.diffusion.embedded import PACKAGED, has_weights
from wanstudio.painting.diffusion.families.sketch.declaration import read_properties
from wanstudio.painting.painter import Canvas
from wanstudio.settings import Settings

MOST = 60_000_000
CARD = ROOT / "sketch" / "MODEL_CARD.md"
TITLES = {
    "thing": "thing present",
    "one_coloured_thing": "one coloured thing in a scene",
    "scene": "scene",
    "time": "time of day",
    "negative": "negative prompt obeyed",
}


def test_they_are_small_and_in_half_precision():
    assert has_weights(PACKAGED)
    assert sum(file.stat().st_size for file in PACKAGED.rglob("*") if file.is_file()) <= MOST
    for file in PACKAGED.rglob("*.safetensors"):
        with safe_open(file, "pt") as held:
            assert {held.get_slice(name).get_dtype() for name in held.keys()} <= {"BF16", "F16"}  # noqa: SIM118


@pytest.mark.parametrize("name", TITLES)
def test_the_card_says_what_they_declare(name):
    row = re.search(rf"^\| {TITLES[name]} \|(.*)\|$", CARD.read_text(encoding="utf-8"), re.MULTILINE)
    assert row is not None
    _, _, english, chinese, _ = row[1].split("|")
    reached = (
        0.0
        if "not judged" in english
        else min(int(re.search(r"\d+", each)[0]) for each in (english, chinese))
    )
    assert round(100 * read_properties(PACKAGED).measured[name]) == reached


@pytest.fixture(scope="module")
def painter():
    painter = open_painter(Settings(painter="sketch", engine_threads=1, engine_device="cpu"))
    yield painter
    painter.close()


@pytest.mark.parametrize("model", [model.name for model in MODELS])
def test_every_model_of_the_catalogue_paints_on_them(painter, model):
    one, again, other = (
        painter.paint(Canvas(model, prompt, "", 512, 384, 7))
        for prompt in ("a red car on a street at noon", "a red car on a street at noon", "夜晚，雪地里，企鹅")
    )
    assert one.shape == (384, 512, 3)
    assert np.array_equal(one, again)
    assert np.abs(one.astype(int) - other).mean() > 20


def test_a_large_picture_is_the_native_one_enlarged(painter):
    prompt = "a penguin in the snow at noon"
    small, large = (
        painter.paint(Canvas("wan2.6-t2i", prompt, "", side, side, 3)).astype(int) for side in (768, 1280)
    )
    assert large.shape == (1280, 1280, 3)
    shrunk = large.reshape(256, 5, 256, 5, 3).mean((1, 3))
    assert np.abs(shrunk - small.reshape(256, 3, 256, 3, 3).mean((1, 3))).mean() < 4


def test_words_it_does_not_know_give_a_picture_too(painter):
    shown = painter.paint(Canvas("wan2.6-t2i", "qwertz uiop", "", 512, 512, 1))
    assert shown.std() > 20
