"""Attention of each sample of a batch alone, over its own tokens: no sample's bytes depend on the others."""

import torch
from torch import Tensor

from wanstudio.painting.diffusion.dot_product import attend


class ValidLengths:
    """How many tokens each sample has; all layers of a forward get one mask, which is read once."""

    def __init__(self) -> None:
        self._mask: Tensor | None = None
        self._lengths: list[int] = []

    def of(self, mask: Tensor | None, hidden: Tensor) -> list[int]:
        """mask: [B, S] bool, true for the first tokens of each, or none for all; hidden: [B, S, width]."""
        if mask is None:
            return [hidden.shape[1]] * hidden.shape[0]
        if mask is not self._mask:
            self._mask, self._lengths = mask, mask.reshape(mask.shape[0], -1).sum(1).tolist()
        return self._lengths


class SampleAttention:
    """Self-attention; shared by the layers of one transformer."""

    def __init__(self) -> None:
        self._lengths = ValidLengths()

    def __call__(self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Tensor:
        """query, key, value: [B, S, heads, width]; mask: [B, S] -> [B, S, heads * width], zero behind the tokens of each."""
        seen = torch.zeros_like(value).flatten(2)
        for number, length in enumerate(self._lengths.of(mask, value)):
            own = (each[number : number + 1, :length].transpose(1, 2) for each in (query, key, value))
            seen[number, :length] = attend(*own)[0]
        return seen


def rotate(x: Tensor, rotation: Tensor) -> Tensor:
    """Turn pairs of numbers by complex factors, in float32. x: [B, S, heads, width]; rotation: [B or 1, S, width/2]."""
    pairs = torch.view_as_complex(x.float().reshape(*x.shape[:-1], -1, 2).contiguous())
    return torch.view_as_real(pairs * rotation.unsqueeze(2)).flatten(-2).to(x.dtype)
