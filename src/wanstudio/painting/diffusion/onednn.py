"""Matrix products and linear layers of the transformer through oneDNN where that is what the CPU likes best.

On processors that are not Intel's the usual matrix product runs at less than half of what oneDNN reaches, and
oneDNN takes the activation along. Rows do not depend on how many there are. Other devices and types keep
the layers they have.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn


def knows(device: torch.device, dtype: torch.dtype) -> bool:
    """Whether this build has oneDNN for such tensors on this processor."""
    if device.type != "cpu" or not (torch._C._has_mkldnn and hasattr(torch.ops.mkldnn, "_linear_pointwise")):  # noqa: SLF001
        return False
    if dtype == torch.bfloat16:
        supported: bool = torch.ops.mkldnn._is_mkldnn_bf16_supported()  # noqa: SLF001
        return supported
    return dtype == torch.float32


def multiply(x: Tensor, weight: Tensor) -> Tensor:
    """x: [m, k], weight: [n, k], both contiguous and of one type -> [m, n]."""
    answer: Tensor = torch.ops.mkldnn._linear_pointwise(x, weight, None, "none", [], "")  # noqa: SLF001
    return answer


class PackedLinear(nn.Module):
    """A linear layer with its weight laid out for oneDNN, and perhaps the tanh-GELU that follows it."""

    def __init__(self, layer: nn.Linear, *, gelu: bool = False) -> None:
        super().__init__()
        # Some modules ask a layer for the type of its weight.
        self.weight = layer.weight.data.new_empty(0)
        self._weight = torch.ops.mkldnn._reorder_linear_weight(layer.weight.data, None)  # noqa: SLF001
        bias: Tensor | None = layer.bias
        self._bias = None if bias is None else bias.data
        self._after: tuple[str, Sequence[Any], str] = ("gelu", [], "tanh") if gelu else ("none", [], "")

    def forward(self, x: Tensor) -> Tensor:
        answer: Tensor = torch.ops.mkldnn._linear_pointwise(x, self._weight, self._bias, *self._after)  # noqa: SLF001
        return answer


def can_pack(layer: nn.Linear) -> bool:
    """Whether this build and this layer know the way through oneDNN."""
    return knows(layer.weight.device, layer.weight.dtype)


def pack_linears(module: nn.Module) -> None:
    """Pack every plain linear layer inside a module, where it can be; quantised and other kinds stay as they are."""
    for name, child in module.named_children():
        if type(child) is nn.Linear and can_pack(child):
            setattr(module, name, PackedLinear(child))
        else:
            pack_linears(child)
