"""The embedded model behind the names of the catalogue; here a small one of random weights."""

import json
import shutil

import pytest

from wanstudio.catalog.models import MODELS
from wanstudio.errors import CheckpointInvalid, SettingsInvalid
from wanstudio.painting.choosing import open_painter
from wanstudio.painting.diffusion.checkpoints import read_shelf
from wanstudio.painting.diffusion.embedded import tier_of
from wanstudio.painting.diffusion.registry import open_checkpoint
from wanstudio.painting.painter import Canvas
from wanstudio.settings import Settings, from_json, to_json


def test_names_that_promise_speed_get_few_steps():
    assert {model.name: tier_of(model.name) for model in MODELS} == {
        "wan2.6-t2i": "full",
        "wan2.5-t2i-preview": "full",
        "wan2.2-t2i-flash": "fast",
        "wan2.2-t2i-plus": "full",
        "wanx2.1-t2i-turbo": "fast",
        "wanx2.1-t2i-plus": "full",
        "wanx2.0-t2i-turbo": "fast",
    }


def sketch(folder, **more):
    return Settings(painter="sketch", sketch_folder=folder, engine_threads=1, engine_device="cpu", **more)


def test_every_model_has_a_checkpoint_of_its_tier(folders):
    shelf = read_shelf(sketch(folders("declared")))
    found = {model.name: shelf.find(model.name) for model in MODELS}
    assert {each.table["tier"] for each in found.values()} == {"full", "fast"}
    opened = [open_checkpoint(found[name]) for name in ("wan2.6-t2i", "wanx2.0-t2i-turbo")]
    assert [each.spec.steps for each in opened] == [4, 2]
    assert len(shelf.all) == 2
    assert shelf.all[0].table["tier"] == "full"


def test_without_a_fast_tier_all_models_have_the_full_one(folders, tmp_path):
    folder = shutil.copytree(folders("declared"), tmp_path / "full")
    told = json.loads((folder / "wanstudio.json").read_text())
    del told["tiers"]["fast"]
    (folder / "wanstudio.json").write_text(json.dumps(told))
    shelf = read_shelf(sketch(folder))
    assert {each.table["tier"] for each in shelf.all} == {"full"}


def test_a_table_of_the_operator_goes_before_the_embedded_model(folders):
    table = {"folder": str(folders("t2v")), "steps": 2, "text_tokens": 24}
    shelf = read_shelf(sketch(folders("declared"), checkpoints={"wan2.6-t2i": table}))
    assert shelf.find("wan2.6-t2i").folder == folders("t2v")
    assert shelf.find("wan2.5-t2i-preview").folder == folders("declared")


def test_a_default_that_would_stand_behind_nothing_is_refused(folders):
    with pytest.raises(SettingsInvalid, match="default_checkpoint would stand behind none"):
        read_shelf(sketch(folders("declared"), default_checkpoint="small"))


def test_without_weights_it_says_what_to_do(tmp_path):
    for remedy in ("python -m sketch.train", "sketch_folder", "'procedural' or 'diffusion'"):
        with pytest.raises(CheckpointInvalid, match=remedy):
            open_painter(sketch(tmp_path))


def test_a_child_process_looks_in_the_same_folder(tmp_path):
    settings = sketch(tmp_path)
    assert from_json(to_json(settings)) == settings


def test_the_painter_paints_in_both_tiers_whatever_the_words(folders):
    painter = open_painter(sketch(folders("declared")))
    assert painter.name == "sketch"
    for model in ("wan2.6-t2i", "wan2.2-t2i-flash"):
        pictures = [
            painter.paint(Canvas(model, prompt, "", 96, 64, 1)) for prompt in ("a cat", "qwrtz 龘龘", "")
        ]
        assert all(picture.shape == (64, 96, 3) and picture.std() > 5 for picture in pictures)
        assert (pictures[0] != pictures[1]).any()
    painter.close()
