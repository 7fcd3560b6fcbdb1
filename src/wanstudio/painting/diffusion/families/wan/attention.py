"""Attention of the Wan blocks as a server wants it: keys of a text made once, each sample seeing its own text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from wanstudio.painting.diffusion.dot_product import attend
from wanstudio.painting.diffusion.onednn import knows


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


def keys_of(attention: Any, rows: Tensor) -> tuple[Tensor, Tensor]:
    """The keys and values of a text in one layer, float32 where they will be asked in it. rows: [1, n, width]."""
    key, value = attention.to_kv(rows).chunk(2, dim=-1)
    heads, dtype = attention.heads, torch.float32 if knows(rows.device, rows.dtype) else rows.dtype
    split = [
        each.to(dtype).unflatten(2, (heads, -1)).transpose(1, 2) for each in (attention.norm_k(key), value)
    ]
    return split[0].contiguous(), split[1].contiguous()


def rotation_of(cosines: Tensor, sines: Tensor) -> Tensor:
    """The rotary embedding as one complex factor. [1, S, 1, width] each -> [1, S, 1, width/2]."""
    return torch.complex(cosines[..., 0::2].float(), sines[..., 1::2].float())


def self_attention(attention: Any, hidden: Tensor, rotation: Tensor) -> Tensor:
    """Attention of all tokens to each other. hidden: [B, S, width]."""
    query, key, value = attention.to_qkv(hidden).chunk(3, dim=-1)
    query = _rotate(attention.norm_q(query).unflatten(2, (attention.heads, -1)), rotation)
    key = _rotate(attention.norm_k(key).unflatten(2, (attention.heads, -1)), rotation)
    value = value.unflatten(2, (attention.heads, -1)).transpose(1, 2)
    shown: Tensor = attention.to_out[0](attend(query.transpose(1, 2), key.transpose(1, 2), value))
    return shown


def _rotate(x: Tensor, rotation: Tensor) -> Tensor:
    """In float32 whatever x is: [B, S, heads, width]."""
    pairs = torch.view_as_complex(x.float().view(*x.shape[:-1], -1, 2).contiguous())
    return torch.view_as_real(pairs * rotation).flatten(-2)


def cross_attention(attention: Any, layer: int, hidden: Tensor, texts: Sequence[TextKeys]) -> Tensor:
    """Attention to texts of different lengths, one for each sample of the batch. hidden: [B, S, width]."""
    queries = attention.norm_q(attention.to_q(hidden)).unflatten(2, (attention.heads, -1)).transpose(1, 2)
    seen = torch.empty_like(hidden)
    for number, text in enumerate(texts):
        key, value = text.layers[layer]
        seen[number] = attend(queries[number : number + 1], key, value, text.bias)[0]
    shown: Tensor = attention.to_out[0](seen)
    return shown
