"""The decoder of a checkpoint that declares a linear picture: the autoencoder's own layers add to it, or nothing does."""

from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 (everybody's name for it)
from torch import Tensor

from wanstudio.painting.diffusion.decode import Decoder, fold_layers
from wanstudio.painting.diffusion.families.sketch.linear_picture import LinearPicture
from wanstudio.painting.diffusion.latent_preview import COARSE, LatentPreview


def fold_onto(
    vae: Any, linear: LinearPicture, *, alone: bool, inner: torch.dtype | None = None
) -> "LinearDecoder":
    """A decoder as `decode.fold` makes it, over a linear picture; `alone`: without the vae's own layers."""
    inner = inner or vae.dtype
    layers = None if alone else fold_layers(vae, inner)
    return LinearDecoder(vae, layers, linear, inner).eval().requires_grad_(requires_grad=False)


class LinearDecoder(Decoder):
    """From latents to the linear picture and what the layers, if there are any, add to it."""

    def __init__(
        self, vae: Any, layers: torch.nn.Sequential | None, linear: LinearPicture, inner: torch.dtype
    ) -> None:
        super().__init__(vae, layers, inner)
        self.linear = linear

    def _unclamped(self, latents: Tensor, lower: Tensor | None) -> Tensor:
        picture: Tensor = self.linear(self.denormalise(latents))
        return picture if self.layers is None else picture + super()._unclamped(latents, lower)


def exact_preview(decoder: LinearDecoder) -> LatentPreview:
    """The map of a decoder that is a matrix alone: each point is the mean of its pixels, but for the clamp."""
    cell, fine = decoder.linear.cell, max(1, decoder.linear.cell // COARSE)
    mean, std = decoder.mean.flatten().float(), decoder.std.flatten().float()
    weight = _pooled(decoder.linear.weight.float().reshape(3, cell, cell, -1), fine)
    bias = _pooled(decoder.linear.bias.float().reshape(3, cell, cell, 1), fine).flatten()
    return LatentPreview(weight * std, bias + weight @ mean, fine)


def _pooled(rows: Tensor, fine: int) -> Tensor:
    """[3, p, p, N], a square of pixels each -> [3·f·f, N], the means of its parts."""
    parts = F.adaptive_avg_pool2d(rows.permute(3, 0, 1, 2), fine)
    return parts.flatten(1).T
