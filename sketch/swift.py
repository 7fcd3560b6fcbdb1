"""The transformer's forward for training: what WanTransformer3DModel computes, fused, of some tokens only.

The weights stay those of the module, in float32. One block is compiled and serves all of them: matrix work in
the type that the processor multiplies fastest, what lies between it in as few passes over memory as the compiler finds.
"""

from typing import Any, NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812 (everybody's name for it)
from torch import Tensor

_EPS = 1e-6
_NOTHING = -1e3
"""A row of text whose logits have less than this added is padding."""


class Weights(NamedTuple):
    """Those of one block; of queries and keys with the even numbers of each head before the odd ones."""

    change: Tensor
    query: Tensor
    query_bias: Tensor
    key: Tensor
    key_bias: Tensor
    value: Tensor
    value_bias: Tensor
    out: Tensor
    out_bias: Tensor
    query_norm: Tensor
    key_norm: Tensor
    norm: Tensor
    norm_bias: Tensor
    text_query: Tensor
    text_query_bias: Tensor
    text_key: Tensor
    text_key_bias: Tensor
    text_value: Tensor
    text_value_bias: Tensor
    text_out: Tensor
    text_out_bias: Tensor
    text_query_norm: Tensor
    text_key_norm: Tensor
    up: Tensor
    up_bias: Tensor
    down: Tensor
    down_bias: Tensor


def _norm(x: Tensor) -> Tensor:
    return F.layer_norm(x, x.shape[-1:], eps=_EPS)


def _rms(x: Tensor, weight: Tensor) -> Tensor:
    x = x.float()
    told: Tensor = x * (x.square().mean(-1, keepdim=True) + _EPS).rsqrt() * weight
    return told


def _linear(x: Tensor, weight: Tensor, bias: Tensor, dtype: torch.dtype) -> Tensor:
    return F.linear(x.to(dtype), weight.to(dtype), bias.to(dtype))


def _headed(x: Tensor, heads: int) -> Tensor:
    return x.view(*x.shape[:2], heads, -1)


def _attend(query: Tensor, key: Tensor, value: Tensor, bias: Tensor | None, dtype: torch.dtype) -> Tensor:
    """[B, n, H, d] each -> [B, n, H·d]."""
    q, k, v = (part.to(dtype).transpose(1, 2) for part in (query, key, value))
    if bias is None and q.is_cuda:
        return F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2)
    logits = (q @ k.transpose(2, 3)).float() * q.shape[-1] ** -0.5
    if bias is not None:
        logits = logits + bias
    told: Tensor = logits.softmax(-1).to(dtype) @ v
    return told.transpose(1, 2).flatten(2)


def _turn(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotary positions for heads whose even numbers come before the odd ones. [B, n, H, d]"""
    one, other = x.chunk(2, -1)
    return torch.cat([one * cos - other * sin, one * sin + other * cos], -1)


def _block(
    x: Tensor,
    change: Tensor,
    text: Tensor,
    slots: Tensor | None,
    bias: Tensor,
    cos: Tensor,
    sin: Tensor,
    heads: int,
    dtype: torch.dtype,
    w: Weights,
) -> Tensor:
    """x: [B, n, D] float32; change: [B, 6, D]; cos, sin: [1 or B, n, 1, d/2].

    text: [1, N, D], the rows of all texts one after another, of which `slots` [B, L] are each one's, or, without
    slots, [B, L, D]; bias: [B, 1, 1, L].
    """
    shift, scale, gate, shift2, scale2, gate2 = (w.change + change).chunk(6, 1)
    width = x.shape[-1]
    seen = _norm(x) * (1 + scale) + shift
    joined = torch.cat([w.query, w.key, w.value]), torch.cat([w.query_bias, w.key_bias, w.value_bias])
    query, key, value = torch.split(_linear(seen, *joined, dtype), width, -1)
    query = _turn(_headed(_rms(query, w.query_norm), heads), cos, sin)
    key = _turn(_headed(_rms(key, w.key_norm), heads), cos, sin)
    told = _attend(query, key, _headed(value, heads), None, dtype)
    x = x + _linear(told, w.out, w.out_bias, dtype).float() * gate
    seen = F.layer_norm(x, (width,), w.norm, w.norm_bias, _EPS)
    query = _rms(_linear(seen, w.text_query, w.text_query_bias, dtype), w.text_query_norm)
    joined = torch.cat([w.text_key, w.text_value]), torch.cat([w.text_key_bias, w.text_value_bias])
    key, value = torch.split(_linear(text, *joined, dtype), width, -1)
    key = _rms(key, w.text_key_norm)
    if slots is not None:
        key, value = key[0, slots], value[0, slots]
    key, value = _headed(key, heads), _headed(value, heads)
    told = _attend(_headed(query, heads), key, value, bias, dtype)
    x = x + _linear(told, w.text_out, w.text_out_bias, dtype).float()
    seen = _norm(x) * (1 + scale2) + shift2
    inner = F.gelu(_linear(seen, w.up, w.up_bias, dtype), approximate="tanh")
    return x + _linear(inner, w.down, w.down_bias, dtype).float() * gate2


def _packed(bias: Tensor) -> tuple[Tensor, Tensor]:
    """Which rows of the texts are no padding [B, L], and which of these each row is [B, L]. bias: [B, 1, 1, L]."""
    real = bias[:, 0, 0] > _NOTHING
    return real, (real.flatten().cumsum(0) - 1).clamp(min=0).view_as(real)


class Swift:
    """A transformer's forward by way of one block, compiled unless told otherwise. The module is not changed.

    `packed`, not on a GPU if not said: keys and values are made of no padding, whose whereabouts one has to wait for.
    """

    def __init__(
        self, transformer: Any, dtype: torch.dtype, *, compiled: bool = True, packed: bool | None = None
    ) -> None:
        self._module = transformer
        self._dtype = dtype
        self._heads: int = transformer.config.num_attention_heads
        on_gpu: bool = transformer.proj_out.weight.is_cuda
        self._packed = not on_gpu if packed is None else packed
        self._run = torch.compile(_block, dynamic=False if on_gpu else None) if compiled else _block

    def __call__(
        self, seen: Tensor, time: Tensor, rows: Tensor, bias: Tensor, kept: Tensor | None = None
    ) -> Tensor:
        """seen: [B, C, h, w]; time: [B] in 0..1000; rows: [B, L, T]; bias: [B, 1, 1, L] -> [B, out, h, w].

        Only the tokens `kept`, numbers [B, k], are looked at if there are any; nothing is said of the others: 0.
        """
        module = self._module
        batch, _, high, wide = seen.shape
        patches = F.pixel_unshuffle(seen, 2).flatten(2).transpose(1, 2)
        patch = module.patch_embedding
        x = F.linear(patches, patch.weight.flatten(1), patch.bias)
        embedder = module.condition_embedder
        slots = None
        if self._packed:
            real, slots = _packed(bias)
            rows = rows[real].unsqueeze(0)
        when, change, text, _ = embedder(time, rows, None, timestep_seq_len=None)
        cos, sin = module.rope(seen.unsqueeze(2))
        cos, sin = cos[..., 0::2].float(), sin[..., 1::2].float()
        if kept is not None:
            x = torch.take_along_dim(x, kept[:, :, None], 1)
            cos, sin = (part[0, kept] for part in (cos, sin))
        change = change.unflatten(1, (6, -1))
        for block in module.blocks:
            weights = self._weights(block)
            x = self._run(x, change.float(), text, slots, bias, cos, sin, self._heads, self._dtype, weights)
        shift, scale = (module.scale_shift_table + when.unsqueeze(1)).chunk(2, 1)
        told = F.linear(_norm(x) * (1 + scale) + shift, module.proj_out.weight, module.proj_out.bias)
        if kept is not None:
            told = told.new_zeros(batch, patches.shape[1], told.shape[2]).scatter(
                1, kept[:, :, None].expand_as(told), told
            )
        cells = told.view(batch, high // 2, wide // 2, 2, 2, -1).permute(0, 5, 1, 3, 2, 4)
        return cells.reshape(batch, -1, high, wide)

    def _sorted(self, weight: Tensor) -> Tensor:
        """The even numbers of each head before the odd ones."""
        pairs = weight.view(self._heads, -1, 2, *weight.shape[1:])
        return pairs.transpose(1, 2).reshape(weight.shape)

    def _weights(self, block: Any) -> Weights:
        one, other = block.attn1, block.attn2
        up, down = block.ffn.net[0].proj, block.ffn.net[2]
        return Weights(
            change=block.scale_shift_table,
            query=self._sorted(one.to_q.weight),
            query_bias=self._sorted(one.to_q.bias),
            key=self._sorted(one.to_k.weight),
            key_bias=self._sorted(one.to_k.bias),
            value=one.to_v.weight,
            value_bias=one.to_v.bias,
            out=one.to_out[0].weight,
            out_bias=one.to_out[0].bias,
            query_norm=self._sorted(one.norm_q.weight),
            key_norm=self._sorted(one.norm_k.weight),
            norm=block.norm2.weight,
            norm_bias=block.norm2.bias,
            text_query=other.to_q.weight,
            text_query_bias=other.to_q.bias,
            text_key=other.to_k.weight,
            text_key_bias=other.to_k.bias,
            text_value=other.to_v.weight,
            text_value_bias=other.to_v.bias,
            text_out=other.to_out[0].weight,
            text_out_bias=other.to_out[0].bias,
            text_query_norm=other.norm_q.weight,
            text_key_norm=other.norm_k.weight,
            up=up.weight,
            up_bias=up.bias,
            down=down.weight,
            down_bias=down.bias,
        )
