"""Attention of each sample of a batch alone, over its own tokens: no sample's bytes depend on the others."""

import torch
from torch import Tensor

from wanstudio.painting.diffusion.dot_product import attend


class SampleAttention:
    """Shared by the layers of one transformer, which all get the same mask: its lengths are read once."""

    def __init__(self) -> None:
        self._mask: Tensor | None = None
        self._lengths: list[int] = []

    def __call__(self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Tensor:
        """query, key, value: [B, S, heads, width]; mask: [B, S] bool, true for the first tokens of each; -> [B, S, heads * width].

        What stands behind the tokens of a sample is zero.
        """
        lengths = self._lengths_of(mask) if mask is not None else [query.shape[1]] * query.shape[0]
        seen = query.new_zeros(*query.shape[:2], query.shape[2] * query.shape[3])
        for number, length in enumerate(lengths):
            own = (each[number : number + 1, :length].transpose(1, 2) for each in (query, key, value))
            seen[number, :length] = attend(*own)[0]
        return seen

    def _lengths_of(self, mask: Tensor) -> list[int]:
        if mask is not self._mask:
            self._mask, self._lengths = mask, mask.reshape(mask.shape[0], -1).sum(1).tolist()
        return self._lengths


def rotate(x: Tensor, rotation: Tensor) -> Tensor:
    """Turn pairs of numbers by complex factors, in float32. x: [B, S, heads, width]; rotation: [B, S, width/2]."""
    pairs = torch.view_as_complex(x.float().reshape(*x.shape[:-1], -1, 2).contiguous())
    return torch.view_as_real(pairs * rotation.unsqueeze(2)).flatten(-2).to(x.dtype)
