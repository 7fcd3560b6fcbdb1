"""Checkpoints that declare more than diffusers' own files can say."""

import json
import math
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import AutoencoderKLWan, FlowMatchEulerDiscreteScheduler, WanTransformer3DModel
from safetensors.torch import load_file, save_file
from tests.painting.diffusion.studio import Workshop, canvas
from transformers import AutoTokenizer, UMT5EncoderModel

from wanstudio.errors import CheckpointInvalid
from wanstudio.painting.diffusion.checkpoints import Checkpoint, read_checkpoint
from wanstudio.painting.diffusion.folders import read_folder
from wanstudio.painting.diffusion.properties import Properties, read_properties

PROMPT, NEGATIVE, SEED = "a sitting orange cat beside a red car", "blurred", 11
HUBS = Path("nowhere")


def told(folder):
    return json.loads((folder / "wanstudio.json").read_text())


def of_tier(folder, tier="full", **more):
    table = {"folder": str(folder), "tier": tier, "dtype": "float32", **more}
    return read_checkpoint("wan2.6-t2i", table, HUBS)


class Reference:
    """The declared properties over plain diffusers models, written down as simply as it goes."""

    def __init__(self, folder, tier):
        self.told = told(folder)
        self.tier = self.told["tiers"][tier]
        self.tokenizer = AutoTokenizer.from_pretrained(folder / "tokenizer")
        self.encoder = UMT5EncoderModel.from_pretrained(folder / "text_encoder")
        self.vae = AutoencoderKLWan.from_pretrained(folder / "vae")
        transformer = self.tier.get("transformer", "transformer")
        self.transformer = WanTransformer3DModel.from_pretrained(folder / transformer)
        self.scheduler = FlowMatchEulerDiscreteScheduler.from_pretrained(
            folder / "scheduler", shift=self.tier["shift"]
        )
        self.linear = {name: x.float() for name, x in load_file(folder / "linear.safetensors").items()}

    def read(self, text):
        length = self.told["text_tokens"]
        tokens = self.tokenizer([text], padding="max_length", max_length=length, return_tensors="pt")
        rows = self.encoder(tokens.input_ids, tokens.attention_mask).last_hidden_state
        return rows * tokens.attention_mask[..., None]

    def velocity(self, x, sigma, rows):
        _, _, _, high, wide = x.shape
        place = torch.empty(1, 6, 1, high, wide)
        for i in range(high):
            for j in range(wide):
                across, down = (2 * j + 1) / wide - 1, (2 * i + 1) / high - 1
                waves = [f(math.pi * along) for along in (across, down) for f in (math.sin, math.cos)]
                place[0, :, 0, i, j] = torch.tensor([across, down, *waves])
        seen = torch.cat([x, place], dim=1)
        answer = self.transformer(seen, 1000 * sigma.reshape(1), rows).sample
        s = torch.tensor(self.told["channel_std"]).view(1, -1, 1, 1, 1)
        spread = sigma**2 + (1 - sigma) ** 2 * s**2
        return (sigma - (1 - sigma) * s**2) / spread * x + s / spread.sqrt() * answer

    def layers(self, z):
        """As `AutoencoderKLWan.decode` runs them for one frame, before it clamps."""
        vae = self.vae
        vae.clear_cache()
        return vae.decoder(vae.post_quant_conv(z), feat_cache=vae._feat_map, feat_idx=[0], first_chunk=True)

    def decode(self, x):
        shape = 1, -1, 1, 1, 1
        config = self.vae.config
        z = x * torch.tensor(config.latents_std).view(shape) + torch.tensor(config.latents_mean).view(shape)
        flat = torch.einsum("oc,bcthw->bothw", self.linear["weight"], z)[:, :, 0]
        flat += self.linear["bias"].view(1, -1, 1, 1)
        _, _, high, wide = flat.shape
        cells = flat.view(3, 32, 32, high, wide).permute(0, 3, 1, 4, 2)
        picture = cells.reshape(1, 3, 32 * high, 32 * wide)
        if self.told.get("decoder") != "linear":
            layers = self.layers(z)[:, :, 0]
            picture = picture + _out_of_patches(layers, config.patch_size)
        return picture.clamp(-1, 1)

    @torch.no_grad()
    def paint(self, width, height):
        x = torch.randn(
            1, 16, 1, height // 32, width // 32, generator=torch.Generator("cpu").manual_seed(SEED)
        )
        rows, guidance = [self.read(text) for text in (PROMPT, NEGATIVE)], self.tier["guidance"]
        self.scheduler.set_timesteps(self.tier["steps"])
        for sigma, following in zip(self.scheduler.sigmas[:-1], self.scheduler.sigmas[1:], strict=True):
            velocity = self.velocity(x, sigma, rows[0])
            if guidance > 1:
                negative = self.velocity(x, sigma, rows[1])
                velocity = negative + guidance * (velocity - negative)
            x = x + (following - sigma) * velocity
        levels = ((self.decode(x)[0] + 1) / 2 * 255).round()
        return levels.permute(1, 2, 0).numpy().astype(np.uint8)


def _out_of_patches(x, patch):
    batch, channels, high, wide = x.shape
    split = x.view(batch, channels // patch**2, patch, patch, high, wide)
    return split.permute(0, 1, 4, 3, 5, 2).reshape(batch, 3, high * patch, wide * patch)


@pytest.fixture(params=["both", "linear"])
def declared(request, folders, tmp_path):
    copied = shutil.copytree(folders("declared"), tmp_path / "declared")
    (copied / "wanstudio.json").write_text(json.dumps(told(copied) | {"decoder": request.param}))
    return copied


@pytest.mark.parametrize("tier", ["full", "fast"])
def test_the_engine_paints_what_plain_models_paint(declared, tier):
    with Workshop() as workshop:
        ours = workshop.paint(
            canvas(PROMPT, negative=NEGATIVE, seed=SEED, size=(192, 128)), of_tier(declared, tier)
        )
    theirs = Reference(declared, tier).paint(192, 128)
    assert theirs.std() > 5
    assert np.abs(ours.astype(int) - theirs.astype(int)).max() <= 2


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
    full = of_tier(folder)
    assert (full.steps, full.guidance, full.shift, full.text_tokens) == (4, 3.0, 1.5, 24)
    fast = of_tier(folder, "fast", steps=9, text_tokens=30)
    assert (fast.steps, fast.guidance, fast.shift, fast.text_tokens) == (9, 1.0, 2.0, 30)
    assert fast.transformer == "transformer_fast"
    assert fast.weights != full.weights
    assert read_folder(folder, fast.transformer).transformer.name == "transformer_fast"


def test_the_example_of_the_howto_can_be_read(tmp_path):
    page = (Path(__file__).parents[3] / "docs/howto/checkpoints.md").read_text(encoding="utf-8")
    (tmp_path / "wanstudio.json").write_text(page.split("```json\n")[1].split("```")[0])
    found = read_properties(tmp_path)
    assert found.tiers["fast"].transformer == "transformer_fast"
    for name in Properties.__struct_fields__:
        assert f"\n| {name} |" in page


def test_a_plain_folder_is_painted_with_as_before(folders):
    plain = of_tier(folders("sketch"), "fast")
    assert plain == Checkpoint(folder=folders("sketch"), tier="fast", dtype="float32")
    assert read_properties(folders("sketch")) == Properties()
    assert read_folder(folders("sketch")).linear_decoder is None


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
