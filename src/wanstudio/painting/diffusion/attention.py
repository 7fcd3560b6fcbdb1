"""Attention of the Wan blocks as a server wants it: keys of a text made once, each sample seeing its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch.nn.functional as F  # noqa: N812 (everybody's name for it)
from torch import Tensor


@dataclass(frozen=True, slots=True)
class TextKeys:
    """A text as every layer sees it: its keys and values [1, heads, n, width], and the bias of its padding."""

    layers: tuple[tuple[Tensor, Tensor], ...]
    bias: Tensor | None


def fuse(transformer: Any) -> None:
    """One projection where there were two or three, bit for bit the same; the separate weights are dropped."""
    for block in transformer.blocks:
        for attention in (block.attn1, block.attn2):
            attention.fuse_projections()
            del attention.to_k, attention.to_v
        del block.attn1.to_q


def install(transformer: Any) -> None:
    """Give every block the attentions of this file."""
    for number, block in enumerate(transformer.blocks):
        block.attn2.set_processor(CrossAttention(number))


def keys_of(attention: Any, rows: Tensor) -> tuple[Tensor, Tensor]:
    """The keys and values of a text in one layer. rows: [1, n, width]."""
    key, value = attention.to_kv(rows).chunk(2, dim=-1)
    heads = attention.heads
    split = [each.unflatten(2, (heads, -1)).transpose(1, 2) for each in (attention.norm_k(key), value)]
    return split[0].contiguous(), split[1].contiguous()


class CrossAttention:
    """Attention of one layer over texts of different lengths, one for each sample of the batch."""

    def __init__(self, layer: int) -> None:
        self._layer = layer

    def __call__(
        self, attention: Any, hidden: Tensor, texts: Sequence[TextKeys], *_: object, **__: object
    ) -> Tensor:
        """hidden: [B, S, width]; texts: one for each of B."""
        queries = attention.norm_q(attention.to_q(hidden)).unflatten(2, (attention.heads, -1)).transpose(1, 2)
        seen = hidden.new_empty(hidden.shape)
        for number, text in enumerate(texts):
            key, value = text.layers[self._layer]
            one = F.scaled_dot_product_attention(
                queries[number : number + 1], key, value, attn_mask=text.bias
            )
            seen[number] = one[0].transpose(0, 1).flatten(1)
        shown: Tensor = attention.to_out[0](seen)
        return shown
