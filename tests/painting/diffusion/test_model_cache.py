"""Several checkpoints in one process within a budget."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from diffusers import WanTransformer3DModel
from safetensors.torch import load_file, save_file
from tests.painting.diffusion.studio import Workshop, canvas, load, opened

from wanstudio.errors import CheckpointInvalid
from wanstudio.painting.diffusion.families.wan.spec import KEPT_IN_FLOAT32
from wanstudio.painting.diffusion.model_cache import ModelCache, leaving

A, B, C = "abc"


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
    """A checkpoint of which only key and size matter."""
    return SimpleNamespace(
        checkpoint=SimpleNamespace(folder=Path(name)),
        family=SimpleNamespace(name="any"),
        spec=SimpleNamespace(key=name, file_bytes=SIZES[name]),
    )


def cache_of(budget):
    return ModelCache(budget, lambda served: SimpleNamespace(weight_bytes=served.spec.file_bytes))


def test_the_least_recently_used_leaves_and_comes_back():
    models = cache_of(100)
    for name in ("one", "two", "one", "three"):
        models.take(small(name), 0, ())
    assert list(models.held) == ["one", "three"]
    assert models.take(small("two"), 0, {small("three").spec.key, small("one").spec.key}) is None
    assert models.take(small("two"), 0, {small("one").spec.key}) is not None
    assert list(models.held) == ["one", "two"]


def test_one_folder_behind_two_models_is_loaded_once(checkpoint):
    loads = []
    models = ModelCache(2**34, lambda each: loads.append(each) or load(each))
    first = models.take(checkpoint("t2v", steps=2), 0, ())
    assert models.take(checkpoint("t2v", steps=9), 0, ()) is first
    assert len(loads) == 1


@pytest.mark.parametrize("layout", ["t2v", "a14b", "ti2v", "declared"])
@pytest.mark.parametrize("stored", [torch.bfloat16, torch.float32], ids=str)
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_what_is_expected_is_what_it_takes_whatever_the_files_hold(folders, tmp_path, layout, stored, dtype):
    folder = shutil.copytree(folders(layout), tmp_path / layout)
    for file in folder.glob("t*/*.safetensors"):
        tensors = {name: value.to(stored) for name, value in load_file(file).items()}
        save_file(tensors, file, {"format": "pt"})
    one = opened(folder, dtype=dtype)
    taken = load(one).weight_bytes
    parts = one.spec.folder.parts if layout == "declared" else one.spec.parts
    vae = sum(head.numbers for head in parts.weights["vae"].tensors.values())
    # Of the autoencoder only the decoder stays, but while it loads it is there as a whole.
    assert taken <= one.spec.file_bytes <= taken + 4 * vae


def test_what_stays_float32_is_what_the_transformers_class_keeps_so():
    assert set(KEPT_IN_FLOAT32) == set(WanTransformer3DModel._keep_in_fp32_modules)


def test_a_measured_peak_makes_room_before_it_is_needed():
    models = cache_of(100)
    models.take(small("two"), 100, ())
    models.take(small("one"), 100, ())
    models.note_peak(small("one").spec.key, 100, 50)
    models.take(small("one"), 10, ())
    assert list(models.held) == ["two", "one"]
    assert models.take(small("one"), 100, {small("two").spec.key}) is None
    models.take(small("one"), 100, ())
    assert list(models.held) == ["one"]


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
        assert len(workshop.models.held) == 1


def test_a_broken_checkpoint_fails_its_own_pictures_only(folders, checkpoint, tmp_path):
    with Workshop() as workshop:
        folder = shutil.copytree(folders("sketch"), tmp_path / "small")
        broken = opened(folder)
        (folder / "tokenizer" / "tokenizer.json").unlink()
        bad = workshop.ask(canvas(seed=1), broken)
        good = workshop.ask(canvas(seed=2), checkpoint("t2v"))
        workshop.gate.set()
        with pytest.raises(CheckpointInvalid, match="cannot be used"):
            bad.result(30)
        assert good.result(30).shape == (64, 96, 3)
