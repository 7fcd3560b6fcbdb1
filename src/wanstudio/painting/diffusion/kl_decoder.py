"""The decoder of an AutoencoderKL, for latents as the transformer leaves them."""

from typing import Any

import torch
from torch import Tensor, nn

from wanstudio.painting.diffusion.finite import check_finite


class KLDecoder(nn.Module):
    """Scale, shift, decode, clamp; the encoder's half of the autoencoder is dropped."""

    def __init__(self, vae: Any) -> None:
        super().__init__()
        vae.encoder = vae.quant_conv = None
        self.vae = vae

    def forward(self, latents: Tensor) -> Tensor:
        """latents: [B, C, h, w] -> [B, 3, H, W] in -1..1."""
        return self.end(latents, None)

    def begin(self, latents: Tensor) -> None:
        """It decodes in one go."""

    def end(self, latents: Tensor, lower: Tensor | None) -> Tensor:
        """The picture; NotFinite if it is none."""
        del lower
        config = self.vae.config
        scaled = latents.to(self.vae.dtype) / config.scaling_factor + (config.shift_factor or 0.0)
        picture: Tensor = self.vae.decode(scaled, return_dict=False)[0].to(torch.float32)
        # Before the clamp, which would make infinity white.
        check_finite(picture, "the decoder", self.vae.dtype)
        return picture.clamp_(-1.0, 1.0)
