"""Checkpoints that declare more than diffusers' own files can say."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from tests.painting.diffusion.reference_loop import Reference, told
from tests.painting.diffusion.studio import Workshop, canvas, opened

from wanstudio.errors import CheckpointInvalid, SettingsInvalid
from wanstudio.painting.diffusion.families.sketch.declaration import Properties, read_properties
from wanstudio.painting.diffusion.families.sketch.folder import read_folder

PROMPT, PLACE, NEGATIVE, SEED = "an orange cat, a car", "a beach", "boat", 11


def of_tier(folder, tier="full", **more):
    return opened(folder, tier=tier, dtype="float32", **more)


@pytest.fixture(params=["both", "linear"])
def declared(request, folders, tmp_path):
    copied = shutil.copytree(folders("declared"), tmp_path / "declared")
    (copied / "wanstudio.json").write_text(json.dumps(told(copied) | {"decoder": request.param}))
    return copied


@pytest.mark.parametrize("prompt", [PROMPT, PLACE])
@pytest.mark.parametrize("tier", ["full", "fast"])
def test_the_engine_paints_what_plain_models_paint(declared, tier, prompt):
    with Workshop() as workshop:
        ours = workshop.paint(
            canvas(prompt, negative=NEGATIVE, seed=SEED, size=(192, 128)), of_tier(declared, tier)
        )
    theirs = Reference(declared, tier).paint(prompt, NEGATIVE, SEED, 192, 128)
    assert theirs.std() > 5
    assert np.abs(ours.astype(int) - theirs.astype(int)).max() <= 2


LONG = ", ".join([PLACE] * 40)


@pytest.mark.parametrize(
    ("prompt", "negative", "denies"),
    [
        (PLACE, "boat", True),
        (PLACE, "", False),
        (PLACE, "blurred", False),
        (LONG, "boat", False),
        (PROMPT, "boat", False),
    ],
)
def test_a_thing_is_denied_where_none_is_named_and_there_is_room_for_it(
    folders, tmp_path, prompt, negative, denies
):
    plain = shutil.copytree(folders("declared"), tmp_path / "plain")
    changed(denial=None)(plain)
    asked = canvas(prompt, negative=negative, seed=SEED, size=(192, 128))
    shown = []
    for folder in (folders("declared"), plain):
        with Workshop() as workshop:
            shown.append(workshop.paint(asked, of_tier(folder)))
    assert (shown[0] != shown[1]).any() == denies


@pytest.mark.parametrize(
    ("prompt", "negative", "plain"),
    [
        ("Cute fluffy corgi floating in space, trending", "", "a dog in outer space, cute"),
        ("Breathtaking tropical beach, 4k", "blurred", "on a beach"),
        ("一只坐着的橘黄色的猫，逼真准确。", "", "一只坐着的橙色的猫"),
        ("ten balloons at the top of a photograph", "", "seven hot air balloons"),
        ("qwertyuiop, asdf", "", "qwertyuiop, asdf"),
        ("Breathtaking tropical beach, 4k", "boat", "Breathtaking tropical beach, 4k"),
    ],
)
def test_what_a_prompt_names_is_asked_for_in_the_plainest_words(folders, prompt, negative, plain):
    asked = canvas(prompt, negative=negative, seed=SEED, size=(192, 128))
    said = canvas(plain, negative=negative, seed=SEED, size=(192, 128))
    with Workshop() as workshop:
        ours = workshop.paint(asked, of_tier(folders("declared"), plain_words=True))
        typed = workshop.paint(said, of_tier(folders("declared")))
    assert (ours == typed).all()


@pytest.mark.parametrize("fuse_tokens", [0, 10_000, None])
def test_alone_or_in_company_the_bytes_are_the_same(folders, fuse_tokens):
    full, fast = (of_tier(folders("declared"), tier, fuse_tokens=fuse_tokens) for tier in ("full", "fast"))
    subject = canvas("a red car", seed=42, size=(256, 256), account="me")
    alone = []
    for mine in (full, fast):
        with Workshop() as workshop:
            alone.append(workshop.paint(subject, mine))
    assert (alone[0] != alone[1]).any()
    with Workshop() as workshop:
        others = [
            workshop.ask(canvas("a boat", seed=n, size=(256, 256), account=str(n)), mine)
            for n, mine in enumerate((full, fast, full, fast))
        ]
        mine = [workshop.ask(subject, each) for each in (full, fast)]
        workshop.gate.set()
        together = [each.result(60) for each in mine]
        assert all(each.result(60) is not None for each in others)
    assert all((one == other).all() for one, other in zip(alone, together, strict=True))


def test_a_table_says_what_it_likes_and_the_folder_the_rest(folders):
    folder = folders("declared")
    full = of_tier(folder).spec.table
    assert (full.steps, full.guidance, full.shift, full.text_tokens) == (4, 3.0, 1.5, 24)
    spec = of_tier(folder, "fast", steps=9, text_tokens=30).spec
    fast = spec.table
    assert (fast.steps, fast.guidance, fast.shift, fast.text_tokens) == (9, 1.0, 2.0, 30)
    assert fast.transformer == "transformer_fast"
    assert spec.key != of_tier(folder).spec.key
    assert spec.folder.parts.transformer.name == "transformer_fast"


def test_the_example_of_the_howto_can_be_read(tmp_path):
    page = (Path(__file__).parents[3] / "docs/howto/checkpoints.md").read_text(encoding="utf-8")
    (tmp_path / "wanstudio.json").write_text(page.split("```json\n")[1].split("```")[0])
    found = read_properties(tmp_path)
    assert found.tiers["fast"].transformer == "transformer_fast"
    for name in Properties.__struct_fields__:
        assert f"\n| {name} |" in page


def test_a_folder_that_declares_nothing_is_a_plain_wan_checkpoint(folders):
    assert opened(folders("sketch")).family.name == "wan"
    assert read_properties(folders("sketch")) == Properties()
    for field in ({"tier": "fast"}, {"plain_words": True}, {"regions": {"overlap": 2, "above": 0.9}}):
        with pytest.raises(SettingsInvalid, match=rf"checkpoints.wan2.6-t2i.*{next(iter(field))}"):
            opened(folders("sketch"), **field)


def changed(**changes):
    def change(folder):
        (folder / "wanstudio.json").write_text(json.dumps(told(folder) | changes))

    return change


FULL = {"steps": 4, "guidance": 3.0, "shift": 1.5}
FAULTS = {
    "wanstudio.json: JSON is malformed": lambda folder: (folder / "wanstudio.json").write_text("{,"),
    "wanstudio.json: Expected `object`": lambda folder: (folder / "wanstudio.json").write_text("[]"),
    "unknown field `colour`": changed(colour=1),
    "Expected `bool`, got `int`.*coordinates": changed(coordinates=1),
    "Expected `float` > 0.*channel_std": changed(channel_std=[1.0] * 15 + [0]),
    "channel_std has 15 entries, the vae 16 channels": changed(channel_std=[1.0] * 15),
    "takes 22 channels, the vae 16": changed(coordinates=False),
    "matching regex.*linear_decoder": changed(linear_decoder="../linear.safetensors"),
    "other.safetensors is missing": changed(linear_decoder="other.safetensors"),
    "decoder 'linear' needs a linear_decoder": changed(decoder="linear", linear_decoder=None),
    "Invalid enum value 'none'.*decoder": changed(decoder="none"),
    "Expected `int` >= 2.*text_tokens": changed(text_tokens=0),
    "tiers without a 'full' one": changed(tiers={"fast": FULL}),
    "Invalid enum value 'slow'": changed(tiers={"slow": FULL}),
    "missing required field `shift`": changed(tiers={"full": {"steps": 4, "guidance": 3.0}}),
    "tier 'fast' wants 'student', which is missing": changed(
        tiers={"full": FULL, "fast": FULL | {"transformer": "student"}}
    ),
    "Expected `float` <= 1.0.*denial.above": changed(denial={"above": 940, "guidance": 8.0}),
    "missing required field `guidance`.*denial": changed(denial={"above": 0.9}),
    "Expected `int` that.s a multiple of 2.*regions.overlap": changed(regions={"overlap": 3, "above": 0.9}),
    "missing required field `above`.*regions": changed(regions={"overlap": 2}),
    "Expected `float`, got `str`.*measured": changed(measured={"one_coloured_thing": "most"}),
    "linear.safetensors is not a safetensors file": lambda folder: (
        folder / "linear.safetensors"
    ).write_bytes(b"PK"),
    r"'weight' must have the shape \[3072, 16\], not \[3072, 12\]": lambda folder: save_file(
        {"weight": torch.zeros(3072, 12), "bias": torch.zeros(3072)}, folder / "linear.safetensors"
    ),
    r"'bias' must have the shape \[3072\], not None": lambda folder: save_file(
        {"weight": torch.zeros(3072, 16)}, folder / "linear.safetensors"
    ),
}


@pytest.mark.parametrize("problem", FAULTS)
def test_what_is_wrong_with_a_declaration_is_said_before_anything_is_loaded(folders, tmp_path, problem):
    broken = shutil.copytree(folders("declared"), tmp_path / "broken")
    FAULTS[problem](broken)
    with pytest.raises(CheckpointInvalid, match=problem):
        read_folder(broken)


def test_a_transformer_without_room_for_coordinates_is_refused(folders, tmp_path):
    broken = shutil.copytree(folders("sketch"), tmp_path / "broken")
    (broken / "wanstudio.json").write_text('{"coordinates": true}')
    with pytest.raises(CheckpointInvalid, match="must take 6 more"):
        read_folder(broken)


def test_a_tier_that_the_folder_does_not_have_is_named(folders, tmp_path):
    folder = shutil.copytree(folders("declared"), tmp_path / "one")
    changed(tiers={"full": FULL})(folder)
    with pytest.raises(CheckpointInvalid, match="declares no tier 'fast'"):
        of_tier(folder, "fast")


def test_a_transformer_of_another_kind_is_refused(folders):
    with pytest.raises(CheckpointInvalid, match="'vae' is a AutoencoderKLWan, not a WanTransformer3DModel"):
        read_folder(folders("declared"), "vae")
