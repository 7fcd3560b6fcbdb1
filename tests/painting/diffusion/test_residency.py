"""Several checkpoints in one process within a budget."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from safetensors.torch import load_file, save_file
from tests.painting.diffusion.conftest import CPU
from tests.painting.diffusion.studio import Workshop, canvas, expected

from wanstudio.errors import CheckpointInvalid
from wanstudio.painting.diffusion.checkpoints import Checkpoint
from wanstudio.painting.diffusion.folders import read_folder
from wanstudio.painting.diffusion.loading import expected_bytes, load
from wanstudio.painting.diffusion.residency import Residency, leaving

A, B, C = ((Path(name), "float32", None) for name in "abc")


@pytest.mark.parametrize(
    ("held", "wanted", "in_use", "gone"),
    [
        ({}, 50, (), ()),
        ({A: 40}, 50, (A,), ()),
        ({A: 40, B: 40}, 50, (), (A,)),
        ({A: 40, B: 40}, 50, (A,), (B,)),
        ({A: 40, B: 40}, 50, (A, B), None),
        ({A: 20, B: 40, C: 40}, 60, (), (A, B)),
        ({A: 40, B: 40}, 90, (B,), None),
        # More than there is: tried alone.
        ({A: 40, B: 40}, 300, (), (A, B)),
    ],
)
def test_who_leaves(held, wanted, in_use, gone):
    assert leaving(held, wanted, 100, in_use) == gone


SIZES = {"one": 40, "two": 40, "three": 60}


def small(name):
    return Checkpoint(folder=Path(name))


def residency_of(budget):
    def weigh(checkpoint):
        return SIZES[checkpoint.folder.name]

    return Residency(budget, lambda checkpoint: SimpleNamespace(weight_bytes=weigh(checkpoint)), weigh)


def names(residency):
    return [folder.name for folder, *_ in residency.held]


def test_the_least_recently_used_leaves_and_comes_back():
    residency = residency_of(100)
    for name in ("one", "two", "one", "three"):
        residency.take(small(name), 0, ())
    assert names(residency) == ["one", "three"]
    assert residency.take(small("two"), 0, {small("three").weights, small("one").weights}) is None
    assert residency.take(small("two"), 0, {small("one").weights}) is not None
    assert names(residency) == ["one", "two"]


def test_one_folder_behind_two_models_is_loaded_once(checkpoint):
    loads = []
    residency = Residency(2**34, lambda each: loads.append(each) or load(each, CPU), expected)
    first = residency.take(checkpoint("t2v", steps=2), 0, ())
    assert residency.take(checkpoint("t2v", steps=9), 0, ()) is first
    assert len(loads) == 1


@pytest.mark.parametrize("layout", ["t2v", "a14b", "ti2v", "declared"])
@pytest.mark.parametrize("stored", [torch.bfloat16, torch.float32], ids=str)
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_what_is_expected_is_what_it_takes_whatever_the_files_hold(folders, tmp_path, layout, stored, dtype):
    folder = shutil.copytree(folders(layout), tmp_path / layout)
    for file in folder.glob("t*/*.safetensors"):
        tensors = {name: value.to(stored) for name, value in load_file(file).items()}
        save_file(tensors, file, {"format": "pt"})
    one = Checkpoint(folder=folder, dtype=dtype)
    taken = load(one, CPU).weight_bytes
    vae = sum(head.numbers for head in read_folder(folder).weights["vae"].tensors.values())
    # Of the autoencoder only the decoder stays, but while it loads it is there as a whole.
    assert taken <= expected_bytes(one, CPU) <= taken + 4 * vae


def test_a_measured_peak_makes_room_before_it_is_needed():
    residency = residency_of(100)
    residency.take(small("two"), 100, ())
    residency.take(small("one"), 100, ())
    residency.note_peak(small("one").weights, 100, 50)
    residency.take(small("one"), 10, ())
    assert names(residency) == ["two", "one"]
    assert residency.take(small("one"), 100, {small("two").weights}) is None
    residency.take(small("one"), 100, ())
    assert names(residency) == ["one"]


def test_a_budget_of_one_serves_two_checkpoints_in_turn(checkpoint):
    one, two = checkpoint("t2v", steps=4), checkpoint("sketch", steps=4)
    with Workshop() as workshop:
        alone = workshop.paint(canvas(seed=1), one)
    with Workshop(budget=1) as workshop:
        asked = [
            workshop.ask(canvas(seed=n, account=str(n)), kept)
            for n, kept in enumerate((two, one, two, one, two))
        ]
        again = workshop.ask(canvas(seed=1), one)
        workshop.gate.set()
        assert all(each.result(60).shape == (64, 96, 3) for each in asked)
        assert (again.result(60) == alone).all()
        assert len(workshop.residency.held) == 1


def test_a_broken_checkpoint_fails_its_own_pictures_only(checkpoint, tmp_path):
    with Workshop() as workshop:
        bad = workshop.ask(canvas(seed=1), Checkpoint(folder=tmp_path / "missing"))
        good = workshop.ask(canvas(seed=2), checkpoint("t2v"))
        workshop.gate.set()
        with pytest.raises(CheckpointInvalid, match="no such folder"):
            bad.result(30)
        assert good.result(30).shape == (64, 96, 3)
