"""Which painter `auto` is."""

import json

import pytest

from wanstudio.errors import CheckpointInvalid, SettingsInvalid
from wanstudio.painting import auto
from wanstudio.painting.auto import check_packages, choose, judge, missing_package, settle
from wanstudio.painting.choosing import open_painter
from wanstudio.settings import Settings


@pytest.mark.parametrize(
    ("measured", "missing", "painter", "reason"),
    [
        (0.93, None, "sketch", "93%, the bar is 80%"),
        (0.80, None, "sketch", "80%, the bar is 80%"),
        (0.79, None, "procedural", "79%, the bar is 80%"),
        (0.93, "torch", "procedural", "torch is not installed: pip install"),
        (0.5, "torch", "procedural", "50%, the bar is 80%"),
        (None, None, "procedural", "one_coloured_thing"),
    ],
)
def test_the_embedded_model_must_be_good_enough_and_able_to_run(measured, missing, painter, reason):
    choice = judge(measured, missing)
    assert choice.painter == painter
    assert reason in choice.reason


@pytest.fixture
def weights(tmp_path):
    def declaring(**declared):
        (tmp_path / "model_index.json").write_text("{}")
        (tmp_path / "wanstudio.json").write_text(json.dumps(declared))
        return Settings(sketch_folder=tmp_path)

    return declaring


def test_the_bar_is_held_against_what_the_weights_declare(weights):
    assert choose(weights(measured={"one_coloured_thing": 0.9})).painter == "sketch"
    assert settle(weights(measured={"one_coloured_thing": 0.9})).painter == "sketch"
    assert settle(weights(measured={"one_coloured_thing": 0.1})).painter == "procedural"
    assert settle(weights()).painter == "procedural"
    with pytest.raises(CheckpointInvalid, match=r"wanstudio\.json"):
        choose(weights(measured=1))


def test_without_weights_the_procedural_painter_paints(tmp_path):
    choice = choose(Settings(sketch_folder=tmp_path / "none"))
    assert choice.painter == "procedural"
    assert f"no embedded weights in {tmp_path}" in choice.reason
    assert open_painter(Settings(sketch_folder=tmp_path / "none")).name == "procedural"


def test_a_painter_that_was_named_stays(tmp_path):
    for name in ("procedural", "diffusion", "sketch"):
        assert settle(Settings(painter=name, sketch_folder=tmp_path)).painter == name


def test_a_painter_whose_packages_are_missing_says_how_to_install_them(monkeypatch):
    assert missing_package() is None
    monkeypatch.setattr(auto, "find_spec", lambda name: None)
    for name in ("diffusion", "sketch"):
        with pytest.raises(SettingsInvalid, match=f"painter '{name}' needs torch: pip install"):
            check_packages(Settings(painter=name))
    check_packages(Settings(painter="procedural"))
