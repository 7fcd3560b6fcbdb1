"""bfloat16: where it is chosen, and how far its pictures are from float32."""

import numpy as np
import pytest
import torch
from diffusers import WanPipeline
from tests.painting.diffusion.plain import NEGATIVE, PROMPT, reference
from tests.painting.diffusion.studio import CPU, Workshop, canvas, load

from wanstudio.painting.diffusion import dtypes
from wanstudio.painting.diffusion.dot_product import attend


def distance(one, other):
    """Root mean square of the difference, in levels of 255."""
    return np.sqrt(np.square(one.astype(float) - other.astype(float)).mean())


@pytest.mark.parametrize("size", [(128, 96), (320, 256)])
@pytest.mark.parametrize("name", ["t2v", "ti2v"])
def test_bfloat16_is_as_near_to_float32_as_the_pipelines_own(folders, pipelines, checkpoint, name, size):
    exact = reference(pipelines(name), 3, 4.0, size)
    half = WanPipeline.from_pretrained(folders(name), torch_dtype=torch.bfloat16)
    half.set_progress_bar_config(disable=True)
    throughout = reference(half, 3, 4.0, size)
    half.vae.float()
    but_for_the_decoder = reference(half, 3, 4.0, size)
    with Workshop() as workshop:
        ours = workshop.paint(
            canvas(PROMPT, negative=NEGATIVE, seed=11, size=size), checkpoint(name, dtype="bfloat16")
        )
    assert distance(ours, exact) < 1
    assert distance(ours, exact) < distance(throughout, exact)
    assert distance(ours, exact) < 1.25 * distance(but_for_the_decoder, exact)


@pytest.mark.parametrize(
    ("capabilities", "dtype"),
    [
        ({"avx512_bf16": True}, torch.bfloat16),
        ({"amx_bf16": True, "avx512_bf16": False}, torch.bfloat16),
        ({"bf16": True}, torch.bfloat16),
        ({"avx512_f": True, "avx512_bf16": False}, torch.float32),
        ({}, torch.float32),
    ],
)
def test_auto_is_bfloat16_only_where_the_processor_multiplies_it(monkeypatch, capabilities, dtype):
    monkeypatch.setattr(dtypes, "knows", lambda *_: True)
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities)
    assert dtypes.dtype_of("auto", CPU) == dtype
    assert dtypes.dtype_of("float32", CPU) == torch.float32
    assert dtypes.dtype_of("bfloat16", CPU) == torch.bfloat16


def test_auto_is_float32_where_onednn_cannot_help(monkeypatch):
    monkeypatch.setattr(dtypes, "knows", lambda *_: False)
    assert dtypes.dtype_of("auto", CPU) == torch.float32


@pytest.mark.parametrize("dtype", ["auto", "float32", "bfloat16"])
def test_the_transformer_is_loaded_in_the_type_that_was_chosen(checkpoint, dtype):
    held = load(checkpoint("t2v", dtype=dtype))
    assert held.denoiser.dtype == dtypes.dtype_of(dtype, CPU)
    assert held.decoder.dtype == torch.float32


@torch.no_grad()
@pytest.mark.parametrize("keys", [20, 400, 3000])
@pytest.mark.parametrize(("dtype", "bound"), [(torch.float32, 1e-5), (torch.bfloat16, 0.02)])
def test_attention_is_torchs_own(dtype, bound, keys):
    torch.manual_seed(0)
    query, key, value = (torch.randn(2, 4, length, 64) for length in (400, keys, keys))
    bias = torch.zeros(1, 1, 1, keys)
    bias[..., -1] = 4.0
    told = torch.nn.functional.scaled_dot_product_attention(query, key, value, bias)
    ours = attend(*(each.to(dtype) for each in (query, key, value)), bias=bias)
    assert ours.dtype == dtype
    assert (ours.float() - told.transpose(1, 2).flatten(2)).abs().max() < bound
