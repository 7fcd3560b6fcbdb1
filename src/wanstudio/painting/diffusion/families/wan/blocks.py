"""The Wan blocks over a batch, with as few passes over memory as it takes; the same sums as the model's own."""

from collections.abc import Iterable, Sequence
from typing import Any

import torch
from torch import Tensor

from wanstudio.painting.diffusion.families.wan.attention import TextKeys, cross_attention, self_attention
from wanstudio.painting.diffusion.onednn import PackedLinear, can_pack


def run_blocks(
    blocks: Iterable[Any], hidden: Tensor, texts: Sequence[TextKeys], modulation: Tensor, rotation: Tensor
) -> Tensor:
    """hidden: [B, S, width] float32, and so is the answer; texts: one for each of B; modulation: [B, 6, width]."""
    for layer, block in enumerate(blocks):
        hidden = _run(block, layer, hidden, texts, modulation, rotation)
    return hidden


def _run(
    block: Any, layer: int, hidden: Tensor, texts: Sequence[TextKeys], modulation: Tensor, rotation: Tensor
) -> Tensor:
    """One block. Norms, gates and the sum that all layers add to are float32, whatever the layers compute in."""
    told = (block.scale_shift_table + modulation.float()).chunk(6, dim=1)
    shift, scale, gate, ffn_shift, ffn_scale, ffn_gate = told
    dtype = modulation.dtype
    normed = torch.addcmul(shift, block.norm1(hidden), 1 + scale).to(dtype)
    hidden = torch.addcmul(hidden, self_attention(block.attn1, normed, rotation).float(), gate)
    normed = block.norm2(hidden).to(dtype)
    hidden = hidden + cross_attention(block.attn2, layer, normed, texts).float()
    normed = torch.addcmul(ffn_shift, block.norm3(hidden), 1 + ffn_scale).to(dtype)
    return torch.addcmul(hidden, block.ffn(normed).float(), ffn_gate)


def pack(transformer: Any) -> None:
    """Pack every large layer of a transformer whose projections are fused; the loose weights are dropped."""
    if not can_pack(transformer.proj_out):
        return
    for block in transformer.blocks:
        block.attn1.to_qkv = PackedLinear(block.attn1.to_qkv)
        block.attn2.to_q = PackedLinear(block.attn2.to_q)
        block.attn2.to_kv = PackedLinear(block.attn2.to_kv)
        for attention in (block.attn1, block.attn2):
            attention.to_out[0] = PackedLinear(attention.to_out[0])
        block.ffn.net[0] = PackedLinear(block.ffn.net[0].proj, gelu=True)
        block.ffn.net[2] = PackedLinear(block.ffn.net[2])
    transformer.proj_out = PackedLinear(transformer.proj_out)
