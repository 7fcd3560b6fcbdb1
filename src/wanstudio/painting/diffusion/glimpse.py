"""What latents look like at one pixel a cell, without the decoder: a linear map from their channels to RGB.

A decoder that is a matrix tells the map itself; of any other it is found once, by decoding a few random
latents and fitting what comes out.
"""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (everybody's name for it)
from torch import Tensor

from wanstudio.painting.diffusion.decode import Decoder
from wanstudio.painting.painter import Canvas, Pixels
from wanstudio.painting.preview import preview_size, shrink

_CELLS = 16
"""Cells a side of the random latents."""
_BLOCKS = (1, 2, 4, 8)
"""Cells a side of what is of one colour in each of them: pictures are mostly smooth."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """The map of one decoder, for latents as the transformer leaves them. weight: [3, C]; bias: [3]."""

    weight: Tensor
    bias: Tensor

    def look(self, latents: Tensor, canvas: Canvas, cell: int) -> Pixels:
        """latents: [1, C, 1, h, w] -> [h', w', 3] uint8 of the canvas's ratio, at most 160 pixels a side."""
        high, wide = (-(-side // cell) for side in (canvas.height, canvas.width))
        cells = latents[0, :, 0, :high, :wide].to(self.weight)
        shown = torch.einsum("kc,chw->hwk", self.weight, cells) + self.bias
        levels = shown.mul(0.5).add_(0.5).mul_(255).round_().clamp_(0, 255).to(torch.uint8)
        width, height = preview_size(canvas.width, canvas.height)
        return shrink(np.ascontiguousarray(levels.cpu().numpy()), min(width, wide), min(height, high))


def glimpse_of(decoder: Decoder) -> Glimpse:
    """The map of a decoder."""
    mean, std = decoder.mean.flatten().float(), decoder.std.flatten().float()
    if decoder.layers is None and decoder.linear is not None:
        weight = decoder.linear.weight.float().reshape(3, -1, len(mean)).mean(1)
        bias = decoder.linear.bias.float().reshape(3, -1).mean(1)
        return Glimpse(weight * std, bias + weight @ mean)
    return _fit(decoder, len(mean))


def _fit(decoder: Decoder, channels: int) -> Glimpse:
    """Least squares over latents of blocks, small and large; the same for the same decoder."""
    generator = torch.Generator("cpu").manual_seed(0)
    told, seen = [], []
    for block in _BLOCKS:
        noise = torch.randn(1, channels, _CELLS // block, _CELLS // block, generator=generator)
        latents = F.interpolate(noise, scale_factor=block).to(decoder.mean.device)
        shown = F.adaptive_avg_pool2d(decoder(latents).float(), _CELLS)
        told.append(latents.flatten(2)[0].T)
        seen.append(shown.flatten(2)[0].T)
    cells = torch.cat(told).double()
    rows = torch.cat([cells, torch.ones_like(cells[:, :1])], dim=1)
    found = torch.linalg.lstsq(rows, torch.cat(seen).double()).solution.float()
    return Glimpse(found[:-1].T.contiguous(), found[-1].contiguous())
