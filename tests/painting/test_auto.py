"""Which painter `auto` is, and which models are offered under it."""

import numpy as np
import pytest

from wanstudio.catalog.models import MODELS
from wanstudio.catalog.served import find_served, served_in
from wanstudio.catalog.service_settings import ServiceSettings
from wanstudio.errors import SettingsInvalid
from wanstudio.painting import auto
from wanstudio.painting.auto import check_packages, choose, missing_package, settle
from wanstudio.painting.choosing import open_painter
from wanstudio.painting.painter import Canvas
from wanstudio.settings import Settings

ONE = {"wan2.2-t2i-plus": {"folder": "/srv/one"}}
SINGAPORE = {"wan2.1-t2i-turbo": {"folder": "/srv/one"}}
ALL = {model.name for model in MODELS}


@pytest.mark.parametrize(
    ("settings", "painter", "offered"),
    [
        ({}, "procedural", ALL),
        ({"checkpoints": ONE}, "diffusion", {"wan2.2-t2i-plus"}),
        ({"checkpoints": SINGAPORE}, "diffusion", {"wanx2.1-t2i-turbo"}),
        ({"checkpoints": ONE, "procedural_fallback": True}, "diffusion", ALL),
        ({"checkpoints": {"small": {}}, "default_checkpoint": "small"}, "diffusion", ALL),
        ({"checkpoints": ONE, "painter": "procedural"}, "procedural", ALL),
        ({"checkpoints": ONE, "painter": "sketch"}, "sketch", ALL),
        ({"checkpoints": ONE, "painter": "diffusion"}, "diffusion", {"wan2.2-t2i-plus"}),
    ],
)
def test_nothing_is_offered_that_nobody_meant_to_paint(settings, painter, offered):
    for chosen in (Settings(**settings), settle(Settings(**settings))):
        assert settle(chosen).painter == painter
        for region in ("singapore", "beijing"):
            assert {offer.model.name for offer in served_in(region, chosen, ServiceSettings())} == offered


def test_both_names_of_a_model_are_served_or_neither_is():
    chosen = Settings(checkpoints=SINGAPORE)
    for name in ("wan2.1-t2i-turbo", "wanx2.1-t2i-turbo"):
        offer = find_served("singapore", name, chosen, ServiceSettings())
        assert offer is not None
        assert offer.model.name == "wanx2.1-t2i-turbo"
    assert find_served("beijing", "wan2.1-t2i-turbo", chosen, ServiceSettings()) is None
    assert find_served("singapore", "wan2.1-t2i-plus", chosen, ServiceSettings()) is None


def test_the_choice_has_a_reason():
    assert choose(Settings()).reason == "no checkpoint is configured"
    assert "1 configured" in choose(Settings(checkpoints=ONE)).reason


def test_with_a_fallback_each_model_has_its_own_painter(tmp_path):
    from tests.painting.diffusion.weights import make

    folder = make("t2v", tmp_path / "one")
    table = {"wan2.2-t2i-plus": {"folder": str(folder), "steps": 2, "text_tokens": 16}}
    settings = {"checkpoints": table, "engine_threads": 1, "engine_device": "cpu"}
    with_weights, without = (
        Canvas(model, "a red car", "", 128, 128, 1) for model in ("wan2.2-t2i-plus", "wan2.6-t2i")
    )
    both = open_painter(Settings(**settings, procedural_fallback=True))
    first, second = both.paint(with_weights), both.paint(without)
    assert both.standing().painter == "diffusion"
    both._painter.close()
    alone = open_painter(Settings(**settings))
    assert np.array_equal(first, alone.paint(with_weights))
    alone.close()
    drawn = open_painter(Settings())
    assert np.array_equal(second, drawn.paint(without))
    assert not np.array_equal(first, drawn.paint(with_weights))


def test_a_painter_whose_packages_are_missing_says_how_to_install_them(monkeypatch):
    assert missing_package() is None
    monkeypatch.setattr(auto, "find_spec", lambda name: None)
    for name in ("diffusion", "sketch"):
        with pytest.raises(SettingsInvalid, match=f"painter '{name}' needs torch: pip install"):
            check_packages(Settings(painter=name))
    check_packages(Settings(painter="procedural"))
