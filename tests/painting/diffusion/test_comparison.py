"""Every component is compared with its files before anything is loaded: names, shapes, shards, types."""

import json
import shutil

import pytest
import torch
from diffusers import AutoencoderKLWan, WanTransformer3DModel
from safetensors.torch import load_file, save_file
from tests.painting.diffusion.studio import load, opened
from transformers import UMT5Config, UMT5EncoderModel

from wanstudio.errors import CheckpointInvalid
from wanstudio.painting.diffusion.families.wan.expected_tensors import SAME, expected_tensors
from wanstudio.painting.diffusion.families.wan.folder import read_folder

WAN_5B_VAE = {
    "base_dim": 160, "decoder_base_dim": 256, "z_dim": 48, "is_residual": True, "in_channels": 12,
    "out_channels": 12, "patch_size": 2, "latents_mean": [0.0] * 48, "latents_std": [1.0] * 48,
}  # fmt: skip
UMT5_XXL = {"d_model": 4096, "d_ff": 10240, "num_heads": 64, "num_layers": 24, "vocab_size": 256384}


@pytest.mark.parametrize(
    ("component", "kind", "figures"),
    [
        ("transformer", WanTransformer3DModel, {}),
        (
            "transformer",
            WanTransformer3DModel,
            {"num_layers": 30, "num_attention_heads": 12, "ffn_dim": 8960},
        ),
        ("transformer", WanTransformer3DModel, {"in_channels": 48, "out_channels": 48, "num_layers": 1}),
        ("transformer", WanTransformer3DModel, {"cross_attn_norm": False, "num_layers": 2}),
        ("vae", AutoencoderKLWan, {}),
        ("vae", AutoencoderKLWan, WAN_5B_VAE),
        ("vae", AutoencoderKLWan, {"attn_scales": [1.0, 0.5], "num_res_blocks": 1}),
        ("text_encoder", lambda **told: UMT5EncoderModel(UMT5Config(**told)), UMT5_XXL),
        ("text_encoder", lambda **told: UMT5EncoderModel(UMT5Config(**told)), {"feed_forward_proj": "relu"}),
    ],
)
def test_what_is_expected_is_what_the_libraries_build(component, kind, figures):
    with torch.device("meta"):
        model = kind(**figures)
    built = {name: tuple(value.shape) for name, value in model.state_dict().items() if name not in SAME}
    written = model.config.to_dict() if component == "text_encoder" else dict(model.config)
    assert expected_tensors(component, written) == built
    assert expected_tensors(component, figures) == built


def change(folder, part, edit):
    (file,) = (folder / part).glob("*.safetensors")
    save_file(edit(load_file(file)), file, {"format": "pt"})


def configure(folder, part, **changes):
    file = folder / part / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


def shard_away(folder):
    (file,) = (folder / "transformer").glob("*.safetensors")
    names = list(load_file(file))
    file.rename(file.with_name("diffusion_pytorch_model-00001-of-00002.safetensors"))
    second = "diffusion_pytorch_model-00002-of-00002.safetensors"
    listed = {"metadata": {}, "weight_map": dict.fromkeys(names, second)}
    (folder / "transformer" / "diffusion_pytorch_model.safetensors.index.json").write_text(json.dumps(listed))


def renamed(tensors):
    return {f"text_encoder.{name}": value for name, value in tensors.items()}


def cut(folder):
    (file,) = (folder / "vae").glob("*.safetensors")
    file.write_bytes(file.read_bytes()[:-10])


def without(name):
    return lambda tensors: {other: value for other, value in tensors.items() if other != name}


BROKEN = {
    "'text_encoder' lacks the weight encoder.block.0.*text_encoder.encoder.block.0.* named so": lambda f: (
        change(f, "text_encoder", renamed)
    ),
    "'text_encoder' lacks the weight shared.weight": lambda f: change(
        f, "text_encoder", without("shared.weight")
    ),
    "names transformer/diffusion_pytorch_model-00002-of-00002.safetensors, which is missing": shard_away,
    "'transformer' is quantised with bitsandbytes": lambda f: configure(
        f, "transformer", quantization_config={"quant_method": "bitsandbytes", "load_in_4bit": True}
    ),
    "'text_encoder' is quantised with gptq": lambda f: configure(
        f, "text_encoder", quantization_config={"quant_method": "gptq"}
    ),
    "is F8_E4M3, and this engine": lambda f: change(
        f, "transformer", lambda t: {name: value.to(torch.float8_e4m3fn) for name, value in t.items()}
    ),
    "'vae' has the weight stray.weight, which its config.json knows nothing of": lambda f: change(
        f, "vae", lambda t: t | {"stray.weight": torch.ones(2)}
    ),
    r"'transformer' its weight blocks.0.ffn.net.0.proj.* has the shape \(64.*must have \(96": lambda f: (
        configure(f, "transformer", ffn_dim=96)
    ),
    "'transformer' config.json describes nothing": lambda f: configure(f, "transformer", num_layers="many"),
    "is cut short": cut,
    "'tokenizer' has no tokenizer.json": lambda f: (f / "tokenizer" / "tokenizer.json").unlink(),
    "'tokenizer' has a tokenizer.json that cannot be read": lambda f: (
        f / "tokenizer" / "tokenizer.json"
    ).write_text("{}"),
    "'vae' has odd.safetensors, but no diffusion_pytorch_model.safetensors": lambda f: next(
        (f / "vae").glob("*.safetensors")
    ).rename(f / "vae" / "odd.safetensors"),
}


@pytest.mark.parametrize("problem", BROKEN)
def test_a_component_whose_files_are_not_its_own_is_refused_before_it_is_loaded(folders, tmp_path, problem):
    broken = shutil.copytree(folders("t2v"), tmp_path / "broken")
    BROKEN[problem](broken)
    with pytest.raises(CheckpointInvalid, match=problem):
        read_folder(broken)


def test_a_tokenizer_that_knows_more_than_the_encoder(folders, tmp_path):
    broken = shutil.copytree(folders("t2v"), tmp_path / "broken")
    file = broken / "tokenizer" / "tokenizer.json"
    told = json.loads(file.read_text())
    told["added_tokens"].append({**told["added_tokens"][0], "id": 500, "content": "<more>"})
    file.write_text(json.dumps(told))
    with pytest.raises(CheckpointInvalid, match="knows 501 tokens, the text encoder"):
        read_folder(broken)


@pytest.mark.parametrize("tied", [True, False])
def test_either_name_of_the_embedding_will_do(folders, tmp_path, tied):
    folder = shutil.copytree(folders("t2v"), tmp_path / "other")
    other, name = next(iter(SAME.items()))
    change(folder, "text_encoder", lambda tensors: {other: tensors[name], **without(name)(tensors)})
    configure(folder, "text_encoder", tie_word_embeddings=tied)
    given = load_file(folder / "text_encoder" / "model.safetensors")[other]
    encoder = load(opened(folder, dtype="float32")).reader._encoder
    assert torch.equal(encoder.encoder.embed_tokens.weight, given)


def test_what_was_perhaps_meant_is_said(folders, tmp_path):
    cache = tmp_path / "models--org--small"
    snapshot = shutil.copytree(folders("t2v"), cache / "snapshots" / "0123abcd")
    with pytest.raises(CheckpointInvalid, match=r"hub's cache; give .*snapshots/0123abcd"):
        read_folder(cache)
    with pytest.raises(CheckpointInvalid, match="it is one file; give the folder"):
        read_folder(next((snapshot / "vae").glob("*.safetensors")))
