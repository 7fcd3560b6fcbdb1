"""The linear part of a picture: each latent cell times one matrix is a square of pixels."""

from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812 (everybody's name for it)
from safetensors.torch import load_file
from torch import Tensor, nn


class LinearPicture(nn.Module):
    """From latents [B, C, h, w] to pixels [B, 3, h·p, w·p], of any range."""

    weight: Tensor
    bias: Tensor

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        """weight: [3·p·p, C], its rows in the order channel, line, column; bias: [3·p·p]."""
        super().__init__()
        self.cell = round((weight.shape[0] / 3) ** 0.5)
        self.register_buffer("weight", weight[:, :, None, None])
        self.register_buffer("bias", bias)

    def forward(self, latents: Tensor) -> Tensor:
        """The pixels of de-normalised latents."""
        return F.pixel_shuffle(F.conv2d(latents, self.weight, self.bias), self.cell)


def load_linear_picture(file: Path, dtype: torch.dtype, device: torch.device) -> LinearPicture:
    """The matrix of a file whose shape has been looked over; raises SafetensorError."""
    held = load_file(file)
    return LinearPicture(held["weight"], held["bias"]).to(device, dtype)
