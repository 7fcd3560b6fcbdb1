"""The transformer's forward for training on a CPU: what WanTransformer3DModel computes, fused and in bfloat16.

The weights stay those of the module, in float32. One block is compiled and serves all of them: matrix work in
bfloat16, what lies between it in as few passes over memory as the compiler finds.
"""

import itertools
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 (everybody's name for it)
from torch import Tensor

_HALF = torch.bfloat16
_EPS = 1e-6
Weights = tuple[Tensor, ...]


def _norm(x: Tensor) -> Tensor:
    return F.layer_norm(x, x.shape[-1:], eps=_EPS)


def _rms(x: Tensor, weight: Tensor) -> Tensor:
    x = x.float()
    return x * (x.square().mean(-1, keepdim=True) + _EPS).rsqrt() * weight


def _linear(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return F.linear(x.to(_HALF), weight.to(_HALF), bias.to(_HALF))


def _attend(query: Tensor, key: Tensor, value: Tensor, bias: Tensor | None) -> Tensor:
    """[B, n, H, d] each -> [B, n, H·d]."""
    q, k, v = (part.to(_HALF).transpose(1, 2) for part in (query, key, value))
    logits = (q @ k.transpose(2, 3)).float() * q.shape[-1] ** -0.5
    if bias is not None:
        logits = logits + bias
    told = logits.softmax(-1).to(_HALF) @ v
    return told.transpose(1, 2).flatten(2)


def _turn(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotary positions for heads whose even numbers come before the odd ones. [B, n, H, d]"""
    one, other = x.chunk(2, -1)
    return torch.cat([one * cos - other * sin, one * sin + other * cos], -1)


def _block(
    x: Tensor,
    change: Tensor,
    text: Tensor,
    bias: Tensor,
    cos: Tensor,
    sin: Tensor,
    heads: int,
    weights: Weights,
) -> Tensor:
    """x: [B, n, D] float32; change: [B, 6, D]; text: [B, L, D]; bias: [B, 1, 1, L]."""
    (
        table,
        q,
        qb,
        k,
        kb,
        v,
        vb,
        o,
        ob,
        nq,
        nk,
        n2,
        n2b,
        cq,
        cqb,
        ck,
        ckb,
        cv,
        cvb,
        co,
        cob,
        cnq,
        cnk,
        up,
        upb,
        down,
        downb,
    ) = weights
    shift, scale, gate, shift2, scale2, gate2 = (table + change).chunk(6, 1)
    width = x.shape[-1]
    seen = _norm(x) * (1 + scale) + shift
    qkv = _linear(seen, torch.cat([q, k, v]), torch.cat([qb, kb, vb]))
    query, key, value = qkv.split(width, -1)
    query = _turn(_rms(query, nq).unflatten(2, (heads, -1)), cos, sin)
    key = _turn(_rms(key, nk).unflatten(2, (heads, -1)), cos, sin)
    told = _attend(query, key, value.unflatten(2, (heads, -1)), None)
    x = x + _linear(told, o, ob).float() * gate
    seen = F.layer_norm(x, (width,), n2, n2b, _EPS)
    query = _rms(_linear(seen, cq, cqb), cnq).unflatten(2, (heads, -1))
    key, value = _linear(text, torch.cat([ck, cv]), torch.cat([ckb, cvb])).split(width, -1)
    told = _attend(query, _rms(key, cnk).unflatten(2, (heads, -1)), value.unflatten(2, (heads, -1)), bias)
    x = x + _linear(told, co, cob).float()
    seen = _norm(x) * (1 + scale2) + shift2
    inner = F.gelu(_linear(seen, up, upb), approximate="tanh")
    return x + _linear(inner, down, downb).float() * gate2


class Swift:
    """A transformer's forward by way of one block, compiled unless told otherwise. The module is not changed."""

    def __init__(self, transformer: Any, *, compiled: bool = True) -> None:
        self._module = transformer
        self._heads: int = transformer.config.num_attention_heads
        size = transformer.config.attention_head_dim
        order = torch.cat([torch.arange(0, size, 2), torch.arange(1, size, 2)])
        self._order = torch.cat([order + head * size for head in range(self._heads)])
        self._run = torch.compile(_block) if compiled else _block

    def __call__(self, seen: Tensor, time: Tensor, rows: Tensor, bias: Tensor) -> Tensor:
        """seen: [B, C, h, w]; time: [B] in 0..1000; rows: [B, L, T]; bias: [B, 1, 1, L] -> [B, out, h, w]."""
        module = self._module
        batch, _, high, wide = seen.shape
        patches = F.pixel_unshuffle(seen, 2).flatten(2).transpose(1, 2)
        patch = module.patch_embedding
        x = F.linear(patches, patch.weight.flatten(1), patch.bias)
        embedder = module.condition_embedder
        when, change, text, _ = embedder(time, rows, None, timestep_seq_len=None)
        cos, sin = module.rope(seen.unsqueeze(2))
        cos, sin = cos[..., 0::2].float(), sin[..., 1::2].float()
        change = change.unflatten(1, (6, -1))
        for block in module.blocks:
            x = self._run(x, change.float(), text, bias, cos, sin, self._heads, self._weights(block))
        shift, scale = (module.scale_shift_table + when.unsqueeze(1)).chunk(2, 1)
        told = F.linear(_norm(x) * (1 + scale) + shift, module.proj_out.weight, module.proj_out.bias)
        cells = told.view(batch, high // 2, wide // 2, 2, 2, -1).permute(0, 5, 1, 3, 2, 4)
        return cells.reshape(batch, -1, high, wide)

    def _weights(self, block: Any) -> Weights:
        one, other, order = block.attn1, block.attn2, self._order
        lines = itertools.chain.from_iterable(
            (line.weight, line.bias) for line in (other.to_q, other.to_k, other.to_v, other.to_out[0])
        )
        up, down = block.ffn.net[0].proj, block.ffn.net[2]
        return (
            block.scale_shift_table,
            one.to_q.weight[order], one.to_q.bias[order], one.to_k.weight[order], one.to_k.bias[order],
            one.to_v.weight, one.to_v.bias, one.to_out[0].weight, one.to_out[0].bias,
            one.norm_q.weight[order], one.norm_k.weight[order], block.norm2.weight, block.norm2.bias,
            *lines, other.norm_q.weight, other.norm_k.weight,
            up.weight, up.bias, down.weight, down.bias,
        )  # fmt: skip
