"""Where each latent cell lies, as channels: the Wan transformer itself knows only distances."""

import math

import torch
from torch import Tensor


def coordinates_of(high: int, wide: int, device: torch.device) -> Tensor:
    """x, y, sin and cos of pi x, sin and cos of pi y at the centre of each cell, x and y in -1..1.

    [1, 6, 1, h, w] float32.
    """
    y, x = torch.meshgrid(_centres(high, device), _centres(wide, device), indexing="ij")
    waves = [wave(math.pi * along) for along in (x, y) for wave in (torch.sin, torch.cos)]
    return torch.stack([x, y, *waves]).reshape(1, -1, 1, high, wide)


def _centres(count: int, device: torch.device) -> Tensor:
    return (2 * torch.arange(count, device=device, dtype=torch.float32) + 1) / count - 1
