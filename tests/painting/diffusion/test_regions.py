"""Two things of one prompt, each painted in a region of its own."""

import json
import shutil

import numpy as np
import pytest
import torch
from tests.painting.diffusion.reference_loop import Reference, told
from tests.painting.diffusion.studio import Workshop, canvas
from tests.painting.diffusion.test_declared import of_tier

from wanstudio.painting.diffusion.families.sketch.naming import apart
from wanstudio.painting.diffusion.families.sketch.regions import columns_of, join

BESIDE = {
    "a cat and a dog": ("a cat", "a dog"),
    "dog to the right of a cat": ("a cat", "a dog"),
    "dog to the left of a cat": ("a dog", "a cat"),
    "a white dog on the right and a black cat on the left": ("a black cat", "a white dog"),
    "a red car next to a blue bus in the street at night": (
        "a red car on a street at night",
        "a blue bus on a street at night",
    ),
    "a castle and a windmill, watercolour, sunset": (
        "watercolor painting of a castle at sunset",
        "watercolor painting of a windmill at sunset",
    ),
    "a red cat and a blue cat": ("a red cat", "a blue cat"),
    "一只黑色的猫和一只狗，草地上": ("一只黑色的猫，草地上", "一只狗，草地上"),
    "猫在狗的右边": ("一只狗", "一只猫"),
    "右边一只猫，左边一只狗": ("一只狗", "一只猫"),
}


@pytest.mark.parametrize("prompt", BESIDE)
def test_two_things_beside_each_other_are_told_apart(prompt):
    assert apart(prompt) == BESIDE[prompt]


@pytest.mark.parametrize(
    "prompt",
    [
        "a cat",
        "two cats and a dog",
        "a cat, a dog and a bird",
        "a cat under a tree",
        "a house with a red door",
        "a chapel and the moon",
        "a kite at the top and a dog",
        "qwertyuiop and asdf",
        "",
    ],
)
def test_anything_else_is_one_prompt(prompt):
    assert apart(prompt) is None


def test_what_the_negative_prompt_names_has_no_region():
    assert apart("a cat and a dog", "dog") is None
    assert apart("a cat and a dog", "rain") == ("a cat", "a dog")


@pytest.mark.parametrize(
    ("tokens", "overlap", "regions"),
    [
        (8, 0, ((0, 8), (8, 16))),
        (8, 2, ((0, 10), (6, 16))),
        (9, 0, ((0, 10), (8, 18))),
        (9, 2, ((0, 12), (6, 18))),
        (4, 8, ((0, 8), (0, 8))),
    ],
)
def test_two_regions_meet_or_overlap_in_the_middle(tokens, overlap, regions):
    assert columns_of(2, 2 * tokens, 2, overlap) == regions
    assert columns_of(1, 2 * tokens, 2, overlap) == ((0, 2 * tokens),)


def test_where_regions_overlap_one_fades_into_the_other():
    answers = [torch.full((1, 1, 1, 1, 5), value) for value in (1.0, 0.0)]
    joined = join(answers, [(0, 5), (3, 8)]).flatten()
    assert joined.tolist() == pytest.approx([1, 1, 1, 2 / 3, 1 / 3, 0, 0, 0])
    assert join(answers, [(0, 5), (5, 10)]).flatten().tolist() == [1] * 5 + [0] * 5


TWO, EACH = "an orange cat, a car", ("an orange cat", "a car")


@pytest.mark.parametrize("size", [(384, 256), (320, 128)])
@pytest.mark.parametrize("tier", ["full", "fast"])
def test_the_engine_paints_two_things_as_plain_models_do(folders, tier, size):
    folder = folders("declared")
    with Workshop() as workshop:
        ours = workshop.paint(canvas(TWO, seed=5, size=size), of_tier(folder, tier))
    theirs = Reference(folder, tier).paint(EACH, "blurred", 5, *size)
    assert theirs.std() > 5
    assert np.abs(ours.astype(int) - theirs.astype(int)).max() <= 2


@pytest.mark.parametrize(
    ("prompt", "size"), [("an orange cat", (384, 256)), (TWO, (192, 128)), (TWO, (256, 640))]
)
def test_one_thing_or_too_little_room_is_one_region(folders, prompt, size):
    folder = folders("declared")
    with Workshop() as workshop:
        ours = workshop.paint(canvas(prompt, seed=5, size=size), of_tier(folder))
    theirs = Reference(folder, "full").paint(prompt, "blurred", 5, *size)
    assert np.abs(ours.astype(int) - theirs.astype(int)).max() <= 2


def test_a_checkpoint_that_does_not_declare_it_has_none(folders, tmp_path):
    plain = shutil.copytree(folders("declared"), tmp_path / "plain")
    (plain / "wanstudio.json").write_text(json.dumps(told(plain) | {"regions": None}))
    with Workshop() as workshop:
        ours = workshop.paint(canvas(TWO, seed=5, size=(384, 256)), of_tier(plain))
    theirs = Reference(plain, "full").paint(TWO, "blurred", 5, 384, 256)
    assert np.abs(ours.astype(int) - theirs.astype(int)).max() <= 2


@pytest.mark.parametrize("fuse_tokens", [0, 10_000, None])
def test_alone_or_in_company_the_bytes_are_the_same(folders, fuse_tokens):
    mine = of_tier(folders("declared"), fuse_tokens=fuse_tokens)
    subject = canvas(TWO, seed=42, size=(384, 256), account="me")
    with Workshop() as workshop:
        alone = workshop.paint(subject, mine)
    with Workshop() as workshop:
        others = [
            workshop.ask(canvas(text, seed=n, size=size, account=str(n)), mine)
            for n, (text, size) in enumerate(
                [
                    ("a boat", (384, 256)),
                    ("a dog and a bird", (384, 256)),
                    ("a dog", (192, 256)),
                    (TWO, (384, 256)),
                ]
            )
        ]
        asked = workshop.ask(subject, mine)
        workshop.gate.set()
        together = asked.result(60)
        assert all(each.result(60) is not None for each in others)
        sizes = {len(turn) for turn in workshop.turns}
    assert (alone == together).all()
    assert fuse_tokens != 10_000 or max(sizes) > 1
