"""A run that goes on from an export has its words, its linear code and its weights."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from safetensors import safe_open
from safetensors.torch import load_file
from sketch.keeping import load_state
from sketch.patches import Patches
from sketch.plan import find_plan
from sketch.starting import START, start_from
from sketch.train import Run, main, stages_of
from sketch.words import load_words
from tests.sketch.conftest import CPU

from wanstudio.errors import SettingsInvalid
from wanstudio.painting.diffusion.embedded import PACKAGED


@pytest.fixture
def started(tiny_run, tmp_path):
    start_from(tiny_run.folder / "export", tiny_run.plan, tmp_path)
    return tmp_path


def test_it_has_the_weights_of_the_export(tiny_run, started):
    held = load_file(next((tiny_run.folder / "export" / "transformer").glob("*.safetensors")))
    state = load_state(started / "states" / f"{START}.pt")
    for name, weight in held.items():
        for kept in (state["model"], state["average"]):
            assert torch.equal(kept[f"transformer.{name}"], weight.float()), name
    assert len(load_words(started / "tokenizer")) == len(load_words(tiny_run.folder / "tokenizer"))


def test_it_has_the_same_linear_code(tiny_run, started):
    ours, theirs = (Patches.load(folder / "patches.safetensors") for folder in (started, tiny_run.folder))
    picture = np.random.default_rng(1).integers(0, 255, (64, 64, 3), dtype=np.uint8)
    assert np.allclose(ours.channel_std, theirs.channel_std, rtol=1e-3)
    assert np.allclose(ours.encode(picture), theirs.encode(picture), atol=0.02)


def test_it_has_the_same_decoder_and_trains_it_no_more(tiny_run, started):
    before, after = (safe_open(folder / "decoder.safetensors", "pt") for folder in (tiny_run.folder, started))
    assert before.metadata() == after.metadata()
    for name in before.keys():  # noqa: SIM118
        assert torch.equal(before.get_tensor(name).bfloat16(), after.get_tensor(name))
    assert (started / "decoder.safetensors") == stages_of(Run(tiny_run.plan, started, CPU, 0.0, 1, 0))[
        "decoder"
    ][0]


def test_it_passes_over_the_phase_of_small_pictures(tiny_run, started):
    names = list(stages_of(Run(tiny_run.plan, started, CPU, 0.0, steps=1, workers=0)))
    assert "small" not in names and "mixed" in names


def test_what_was_begun_is_left_as_it_is(tiny_run, started):
    state = started / "states" / f"{START}.pt"
    before = state.stat().st_mtime_ns
    start_from(tiny_run.folder / "export", tiny_run.plan, started)
    assert state.stat().st_mtime_ns == before


def test_weights_of_another_size_are_refused(tiny_run, tmp_path):
    with pytest.raises(SettingsInvalid, match="layers 2, not 3"):
        start_from(tiny_run.folder / "export", replace(tiny_run.plan, layers=3), tmp_path)


def test_a_folder_that_is_no_export_is_refused(tmp_path):
    words = ["--start", str(tmp_path), "--run", str(tmp_path / "more"), "--plan", "tiny"]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 2
    assert "is no export of `sketch.train`" in done.output


def test_the_command_trains_on_from_an_export(tiny_run, tmp_path):
    words = ["--start", str(tiny_run.folder / "export"), "--run", str(tmp_path / "more"), "--plan", "tiny"]
    for stage in ("draw", "mixed"):
        done = CliRunner().invoke(
            main, [*words, "--device", "cpu", "--steps", "2", "--workers", "0", "--only", stage]
        )
        assert done.exit_code == 0, done.output
    assert load_state(tmp_path / "more" / "states" / "mixed.pt")["done"] == 2


def test_the_packaged_weights_can_be_gone_on_from(tmp_path):
    start_from(PACKAGED, find_plan("more"), tmp_path)
    assert load_state(tmp_path / "states" / f"{START}.pt") is not None
