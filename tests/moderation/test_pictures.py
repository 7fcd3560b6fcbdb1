"""A local image classifier looks at pictures: its labels, its thresholds, and folders that are none."""

import json
import math
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from safetensors.torch import load_file, save_file
from tests.moderation.classifiers import plain_picture, save_classifier

from wanstudio.errors import SettingsInvalid
from wanstudio.moderation.choosing import check_moderation, open_inspection
from wanstudio.moderation.moderator import ModeratorDown
from wanstudio.moderation.picture_classifier import open_classifier
from wanstudio.settings import Settings

DARK, BRIGHT = plain_picture(20), plain_picture(235)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return save_classifier(tmp_path_factory.mktemp("classifier"))


def test_a_refused_label_is_found_and_others_are_not(folder):
    classifier = open_classifier(folder, {"nsfw": 0.5}, "cpu")
    assert classifier.look(DARK).category == "nsfw"
    assert classifier.look(BRIGHT) is None


def test_the_label_needs_its_least_probability(folder):
    assert open_classifier(folder, {"nsfw": 1.01}, "cpu").look(DARK) is None
    assert open_classifier(folder, {"NSFW": 0.0}, "cpu").look(BRIGHT).category == "nsfw"
    assert open_classifier(folder, {"normal": 0.5, "nsfw": 0.5}, "cpu").look(BRIGHT).category == "normal"


def test_labels_that_do_not_exclude_each_other(tmp_path):
    classifier = open_classifier(save_classifier(tmp_path, several=True), {"nsfw": 0.5}, "cpu")
    assert classifier.look(DARK).category == "nsfw"
    assert classifier.look(BRIGHT) is None


def test_a_classifier_of_damaged_weights_lets_nothing_through(tmp_path, folder):
    damaged = shutil.copytree(folder, tmp_path / "damaged")
    weights = load_file(damaged / "model.safetensors")
    weights["classifier.bias"][0] = math.nan
    save_file(weights, damaged / "model.safetensors", {"format": "pt"})
    with pytest.raises(ModeratorDown, match="NaN or infinite"):
        open_classifier(damaged, {"nsfw": 0.5}, "cpu").look(DARK)


def test_a_classifier_whose_weights_have_other_names_is_refused(tmp_path, folder):
    renamed = shutil.copytree(folder, tmp_path / "renamed")
    weights = load_file(renamed / "model.safetensors")
    weights["head.weight"] = weights.pop("classifier.weight")
    save_file(weights, renamed / "model.safetensors", {"format": "pt"})
    with pytest.raises(SettingsInvalid, match=r"lack the weight classifier\.weight"):
        open_classifier(renamed, {"nsfw": 0.5}, "cpu")


def test_any_shape_of_picture_is_looked_at(folder):
    classifier = open_classifier(folder, {"nsfw": 0.5}, "cpu")
    for height, width in ((1, 1), (1440, 512), (3, 500)):
        assert classifier.look(plain_picture(20, height, width)) is not None


def test_the_api_process_loads_no_classifier(folder):
    settings = Settings(moderation_pictures=folder)
    assert open_inspection(settings).names == ("words",)
    assert open_inspection(settings, pictures=True).names == ("words", "pictures")


def test_a_folder_that_cannot_be_used_is_told_at_the_start(tmp_path, folder):
    with pytest.raises(SettingsInvalid, match="names no labels"):
        check_moderation(Settings(moderation_pictures=tmp_path))
    with pytest.raises(SettingsInvalid, match=r"'gore'; .* knows normal, nsfw"):
        check_moderation(Settings(moderation_pictures=folder, moderation_picture_labels={"gore": 0.5}))
    shutil.copytree(folder, tmp_path / "pickled")
    (tmp_path / "pickled" / "model.safetensors").rename(tmp_path / "pickled" / "pytorch_model.bin")
    with pytest.raises(SettingsInvalid, match="no weights"):
        check_moderation(Settings(moderation_pictures=tmp_path / "pickled"))
    check_moderation(Settings(moderation_pictures=tmp_path / "pickled", moderation="off"))
    check_moderation(Settings(moderation_pictures=tmp_path / "elsewhere", workers=0))


def test_weights_that_do_not_load_are_told(tmp_path, folder):
    broken = tmp_path / "broken"
    shutil.copytree(folder, broken)
    told = json.loads((broken / "config.json").read_text())
    (broken / "config.json").write_text(json.dumps(told | {"model_type": "no-such-kind"}))
    with pytest.raises(SettingsInvalid, match="broken"):
        open_classifier(broken, {"nsfw": 0.5}, "cpu")


@pytest.mark.parametrize("part", ["config.json", "preprocessor_config.json"])
def test_code_of_the_folder_is_not_run_even_where_somebody_could_agree_to_it(tmp_path, folder, part):
    folder = Path(shutil.copytree(folder, tmp_path / "folder"))
    (folder / "evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()\nclass Evil: pass\n")
    told = json.loads((folder / part).read_text())
    names = ("AutoConfig", "AutoModelForImageClassification", "AutoImageProcessor")
    told |= {
        "model_type": "evil",
        "image_processor_type": "Evil",
        "auto_map": dict.fromkeys(names, "evil.Evil"),
    }
    (folder / part).write_text(json.dumps(told))
    program = (
        "from pathlib import Path; from wanstudio.moderation.picture_classifier import open_classifier; "
        f"open_classifier(Path({str(folder)!r}), {{'nsfw': 0.5}}, 'cpu')"
    )
    outside, terminal = pty.openpty()
    os.write(outside, b"y\ny\ny\n")
    done = subprocess.run(
        [sys.executable, "-c", program], stdin=terminal, capture_output=True, text=True, check=False
    )
    os.close(outside)
    os.close(terminal)
    assert not (tmp_path / "ran").exists()
    told = done.stderr.rpartition("wanstudio.errors")[2]
    assert "SettingsInvalid" in told
    assert "moderation_pictures" in told
