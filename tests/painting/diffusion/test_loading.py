import json
import shutil

import pytest
import torch
from diffusers import WanTransformer3DModel
from tests.painting.diffusion.studio import load, opened
from tests.painting.diffusion.weights import new_transformer

from wanstudio.errors import CheckpointInvalid
from wanstudio.painting.diffusion.families.wan.attention import fuse
from wanstudio.painting.diffusion.families.wan.folder import read_folder


def edit(file, **changes):
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


def pickled(folder):
    weights = next((folder / "transformer").glob("*.safetensors"))
    weights.rename(weights.with_suffix(".bin"))


BROKEN = {
    "no such folder": shutil.rmtree,
    "model_index.json is missing": lambda folder: (folder / "model_index.json").unlink(),
    "is not JSON": lambda folder: (folder / "model_index.json").write_text("{"),
    "not a WanPipeline": lambda folder: edit(folder / "model_index.json", _class_name="FluxPipeline"),
    "not a AutoencoderKLWan": lambda folder: edit(
        folder / "model_index.json", vae=["diffusers", "AutoencoderKL"]
    ),
    "component 'vae' is missing": lambda folder: shutil.rmtree(folder / "vae"),
    "component 'tokenizer' is missing": lambda folder: shutil.rmtree(folder / "tokenizer"),
    "only pickled weights": pickled,
    "has no weights": lambda folder: next((folder / "vae").glob("*.safetensors")).unlink(),
    "takes 16 channels, the vae 12": lambda folder: edit(folder / "vae" / "config.json", z_dim=12),
    "the encoder writes 48": lambda folder: edit(folder / "text_encoder" / "config.json", d_model=48),
    "its layers by 8": lambda folder: edit(folder / "vae" / "config.json", scale_factor_spatial=16),
    "the scheduler is a": lambda folder: edit(
        folder / "scheduler" / "scheduler_config.json", _class_name="DDIMScheduler"
    ),
}


@pytest.mark.parametrize("problem", BROKEN)
def test_what_is_wrong_with_a_folder_is_said_before_anything_is_loaded(folders, tmp_path, problem):
    broken = shutil.copytree(folders("t2v"), tmp_path / "broken")
    BROKEN[problem](broken)
    with pytest.raises(CheckpointInvalid, match=problem):
        read_folder(broken)


def test_weights_cut_short_and_weights_of_another_size_are_plain_errors(folders, tmp_path):
    short = shutil.copytree(folders("t2v"), tmp_path / "short")
    file = next((short / "transformer").glob("*.safetensors"))
    file.write_bytes(file.read_bytes()[:1000])
    with pytest.raises(CheckpointInvalid):
        load(opened(short))
    other = shutil.copytree(folders("t2v"), tmp_path / "other")
    edit(other / "transformer" / "config.json", ffn_dim=96)
    with pytest.raises(CheckpointInvalid):
        load(opened(other))
    edit(other / "transformer" / "config.json", ffn_dim=64, num_layers=3)
    with pytest.raises(CheckpointInvalid, match="lacks the weight"):
        load(opened(other))


def test_of_two_experts_only_the_low_noise_one_is_loaded(folders):
    folder = read_folder(folders("a14b"))
    assert folder.transformer.name == "transformer_2"
    assert all("transformer_2" in str(file) for file in folder.weights["transformer"].files)


@torch.no_grad()
def test_fused_projections_give_the_same_bits_and_keep_no_second_copy():
    plain = new_transformer(16).eval()
    fused = WanTransformer3DModel.from_config(plain.config).eval()
    fused.load_state_dict(plain.state_dict())
    fuse(fused)
    asked = torch.randn(1, 16, 1, 8, 8), torch.tensor([500.0]), torch.randn(1, 24, 32)
    assert torch.equal(plain(*asked).sample, fused(*asked).sample)
    assert sum(p.numel() for p in fused.parameters()) == sum(p.numel() for p in plain.parameters())
