import pytest
import torch
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
