"""Attention, as two matrix products through oneDNN with a softmax between them where that is the fastest way."""

import torch.nn.functional as F  # noqa: N812 (everybody's name for it)
from torch import Tensor

from wanstudio.painting.diffusion.onednn import knows, multiply

_WORTH = 2**16
"""Fewer scores than this in a head: torch's own attention is as fast."""

_SCORES = 2**20
"""How many scores are held at once: more would leave the caches, and fill the memory for large pictures."""


def attend(query: Tensor, key: Tensor, value: Tensor, bias: Tensor | None = None) -> Tensor:
    """What every query sees. query: [B, heads, S, width]; key, value: [B, heads, n, width]; bias: [1, 1, 1, n].

    Query and key may be float32 beside a value of another type; the answer is [B, S, heads * width] of the
    value's type. On a CPU with oneDNN scores and softmax are float32 whatever the type.
    """
    if not knows(value.device, value.dtype):
        seen = F.scaled_dot_product_attention(query.to(value.dtype), key.to(value.dtype), value, bias)
    elif query.shape[2] * key.shape[2] < _WORTH:
        seen = F.scaled_dot_product_attention(query.float(), key.float(), value.float(), bias)
    else:
        return _through_onednn(query, key, value, bias)
    return seen.transpose(1, 2).flatten(2).to(value.dtype)


def _through_onednn(query: Tensor, key: Tensor, value: Tensor, bias: Tensor | None) -> Tensor:
    """Head by head and sample by sample, so that no answer depends on who else is in the batch."""
    batch, heads, length, width = query.shape
    asked = query.float().contiguous()
    keys = (key.float() * width**-0.5).contiguous()
    values = value.transpose(2, 3).contiguous()
    seen = value.new_empty(batch, length, heads, width)
    rows = max(1, _SCORES // key.shape[2])
    for sample in range(batch):
        for head in range(heads):
            for start in range(0, length, rows):
                scores = multiply(asked[sample, head, start : start + rows], keys[sample, head])
                weights = (scores if bias is None else scores.add_(bias[0, 0])).softmax(-1).to(value.dtype)
                seen[sample, start : start + rows, head] = multiply(weights, values[sample, head])
    return seen.flatten(2)
