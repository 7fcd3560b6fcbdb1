import pytest
import torch
from diffusers import AutoencoderKLWan
from tests.painting.diffusion.weights import LAYOUTS

from wanstudio.painting.diffusion.decode import fold


@torch.no_grad()
@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("size", [(4, 6), (7, 3)])
def test_the_folded_decoder_paints_what_the_whole_one_paints(pipelines, name, size):
    vae = pipelines(name).vae
    shape = 1, -1, 1, 1, 1
    mean, std = (torch.tensor(v).view(shape) for v in (vae.config.latents_mean, vae.config.latents_std))
    latents = torch.randn(2, vae.config.z_dim, 1, *size)
    whole = vae.decode(latents * std + mean, return_dict=False)[0][:, :, 0]
    folded = fold(vae)(latents[:, :, 0])
    assert folded.shape == whole.shape
    assert (folded - whole).abs().max() < 1e-4
    assert whole.std() > 0.01


@torch.no_grad()
@pytest.mark.parametrize("name", LAYOUTS)
def test_bfloat16_inside_is_nearer_than_bfloat16_throughout(pipelines, folders, name):
    vae = pipelines(name).vae
    half = AutoencoderKLWan.from_pretrained(folders(name) / "vae", torch_dtype=torch.bfloat16)
    torch.manual_seed(0)
    latents = torch.randn(1, vae.config.z_dim, 12, 8)
    exact = fold(vae)(latents)
    inside, throughout = fold(vae, inner=torch.bfloat16)(latents), fold(half)(latents)
    levels = [127.5 * (each.float() - exact).square().mean().sqrt() for each in (inside, throughout)]
    assert inside.dtype == torch.float32
    assert levels[0] < levels[1] < 0.6
