"""What latents look like at an eighth of the size, without the decoder: a linear map from each cell's channels to RGB.

It is found once, by decoding a few random latents and fitting what comes out.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (everybody's name for it)
from torch import Tensor

from wanstudio.painting.diffusion.native_area import Size, middle
from wanstudio.painting.painter import Pixels
from wanstudio.painting.preview import preview_size, shrink

COARSE = 8
"""Pixels a side that become one."""
_CELLS = 16
"""Cells a side of the random latents."""
_BLOCKS = (1, 2, 4, 8)
"""Cells a side of what is of one colour in each of them: pictures are mostly smooth."""


@dataclass(frozen=True, slots=True)
class LatentPreview:
    """The map of one decoder, for latents as the transformer leaves them.

    weight: [3·f·f, C], its rows in the order channel, line, column; bias: [3·f·f]; `fine` is f, the
    points a side that a cell becomes.
    """

    weight: Tensor
    bias: Tensor
    fine: int

    def look(self, latents: Tensor) -> Pixels:
        """latents: [1, C, h, w] -> [h', w', 3] uint8."""
        points = F.pixel_shuffle(
            F.conv2d(latents.to(self.weight), self.weight[:, :, None, None], self.bias), self.fine
        )
        shown = points[0].permute(1, 2, 0)
        levels = shown.mul(0.5).add_(0.5).mul_(255).round_().clamp_(0, 255).to(torch.uint8)
        return np.ascontiguousarray(levels.cpu().numpy())


def cut_preview(seen: Pixels, painted: Size, asked: Size) -> Pixels:
    """Of a preview of the whole canvas what will be shown, of the asked ratio and at most 160 pixels a side."""
    lines, columns = (_coarse(part) for part in middle(painted, asked))
    shown = np.ascontiguousarray(seen[lines, columns])
    width, height = preview_size(*asked)
    return shrink(shown, min(width, shown.shape[1]), min(height, shown.shape[0]))


def _coarse(part: slice) -> slice:
    """The points that show a part of the pixels."""
    return slice(part.start // COARSE, -(-part.stop // COARSE))


def fit_preview(
    decode: Callable[[Tensor], Tensor], channels: int, cell: int, device: torch.device
) -> LatentPreview:
    """The map of a decoder whose cells are so many pixels a side, in float32.

    `decode` gives [B, 3, H, W] in -1..1 of latents [B, C, h, w]. Least squares over latents of blocks, small and large;
    the same for the same decoder.
    """
    fine = max(1, cell // COARSE)
    generator = torch.Generator("cpu").manual_seed(0)
    told, seen = [], []
    for block in _BLOCKS:
        noise = torch.randn(1, channels, _CELLS // block, _CELLS // block, generator=generator)
        latents = F.interpolate(noise, scale_factor=block).to(device)
        points = F.adaptive_avg_pool2d(decode(latents).float(), _CELLS * fine)
        told.append(latents.flatten(2)[0].T)
        seen.append(F.pixel_unshuffle(points, fine).flatten(2)[0].T)
    # Double precision, which not every device has.
    cells = torch.cat(told).cpu().double()
    rows = torch.cat([cells, torch.ones_like(cells[:, :1])], dim=1)
    found = torch.linalg.lstsq(rows, torch.cat(seen).cpu().double()).solution
    found = found.float().to(device)
    return LatentPreview(found[:-1].T.contiguous(), found[-1].contiguous(), fine)
