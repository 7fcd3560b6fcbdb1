"""What latents look like at an eighth of the size, without the decoder: a linear map from each cell's channels to RGB.

A decoder that is a matrix tells the map itself; of any other it is found once, by decoding a few random
latents and fitting what comes out.
"""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (everybody's name for it)
from torch import Tensor

from wanstudio.painting.diffusion.decode import Decoder
from wanstudio.painting.diffusion.native_area import Size, middle
from wanstudio.painting.painter import Pixels
from wanstudio.painting.preview import preview_size, shrink

_COARSE = 8
"""Pixels a side that become one."""
_CELLS = 16
"""Cells a side of the random latents."""
_BLOCKS = (1, 2, 4, 8)
"""Cells a side of what is of one colour in each of them: pictures are mostly smooth."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """The map of one decoder, for latents as the transformer leaves them.

    weight: [3·f·f, C], its rows in the order channel, line, column; bias: [3·f·f]; `fine` is f, the
    points a side that a cell becomes.
    """

    weight: Tensor
    bias: Tensor
    fine: int

    def look(self, latents: Tensor, painted: Size, asked: Size) -> Pixels:
        """latents: [1, C, 1, h, w] -> [h', w', 3] uint8 of the asked ratio, at most 160 pixels a side."""
        cells = latents[:, :, 0].to(self.weight)
        points = F.pixel_shuffle(F.conv2d(cells, self.weight[:, :, None, None], self.bias), self.fine)
        lines, columns = (_coarse(part) for part in middle(painted, asked))
        shown = points[0, :, lines, columns].permute(1, 2, 0)
        levels = shown.mul(0.5).add_(0.5).mul_(255).round_().clamp_(0, 255).to(torch.uint8)
        width, height = preview_size(*asked)
        seen = np.ascontiguousarray(levels.cpu().numpy())
        return shrink(seen, min(width, seen.shape[1]), min(height, seen.shape[0]))


def _coarse(part: slice) -> slice:
    """The points that show a part of the pixels."""
    return slice(part.start // _COARSE, -(-part.stop // _COARSE))


def glimpse_of(decoder: Decoder, cell: int) -> Glimpse:
    """The map of a decoder whose cells are so many pixels a side."""
    fine = max(1, cell // _COARSE)
    if decoder.layers is not None or decoder.linear is None:
        return _fit(decoder, fine)
    mean, std = decoder.mean.flatten().float(), decoder.std.flatten().float()
    weight = _pooled(decoder.linear.weight.float().reshape(3, cell, cell, -1), fine)
    bias = _pooled(decoder.linear.bias.float().reshape(3, cell, cell, 1), fine).flatten()
    return Glimpse(weight * std, bias + weight @ mean, fine)


def _pooled(rows: Tensor, fine: int) -> Tensor:
    """[3, p, p, N], a square of pixels each -> [3·f·f, N], the means of its parts."""
    parts = F.adaptive_avg_pool2d(rows.permute(3, 0, 1, 2), fine)
    return parts.flatten(1).T


def _fit(decoder: Decoder, fine: int) -> Glimpse:
    """Least squares over latents of blocks, small and large; the same for the same decoder."""
    generator = torch.Generator("cpu").manual_seed(0)
    told, seen = [], []
    for block in _BLOCKS:
        noise = torch.randn(1, decoder.mean.shape[1], _CELLS // block, _CELLS // block, generator=generator)
        latents = F.interpolate(noise, scale_factor=block).to(decoder.mean.device)
        points = F.adaptive_avg_pool2d(decoder(latents).float(), _CELLS * fine)
        told.append(latents.flatten(2)[0].T)
        seen.append(F.pixel_unshuffle(points, fine).flatten(2)[0].T)
    # Double precision, which not every device has.
    cells = torch.cat(told).cpu().double()
    rows = torch.cat([cells, torch.ones_like(cells[:, :1])], dim=1)
    found = torch.linalg.lstsq(rows, torch.cat(seen).cpu().double()).solution
    found = found.float().to(decoder.mean.device)
    return Glimpse(found[:-1].T.contiguous(), found[-1].contiguous(), fine)
