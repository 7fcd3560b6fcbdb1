"""Muon: steps whose every direction is as long as the others, for the weights of convolutions kept as matrices.

torch's own works in bfloat16 whatever the processor; where that is not multiplied natively it takes ten times as long.
"""

from collections.abc import Iterable

import torch
from torch import Tensor, nn

_SLOPES = 3.4445, -4.7750, 2.0315
_ROUNDS = 5
_TINY = 1e-7


def levelled(step: Tensor, dtype: torch.dtype) -> Tensor:
    """The step [m, n] with its singular values all near 1, by Newton-Schulz (Jordan et al. 2024, Muon)."""
    linear, cubic, quintic = _SLOPES
    x = step.to(dtype)
    x = x.T if (upright := len(x) > x.shape[1]) else x
    x = x / x.norm().clamp(min=_TINY)
    for _ in range(_ROUNDS):
        square = x @ x.T
        x = linear * x + (cubic * square + quintic * square @ square) @ x
    told: Tensor = x.T if upright else x
    return told.to(step.dtype)


class Muon(torch.optim.Optimizer):
    """Momentum of Nesterov's kind, levelled. `lr` is what a square matrix takes; `dtype` is what is computed in."""

    def __init__(
        self, weights: Iterable[nn.Parameter], lr: float, weight_decay: float, dtype: torch.dtype
    ) -> None:
        super().__init__(weights, {"lr": lr, "weight_decay": weight_decay, "momentum": 0.95})
        self._dtype = dtype

    @torch.no_grad()
    def step(self) -> None:  # type: ignore[override]
        """One step down."""
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                kept = self.state[weight].setdefault("momentum", torch.zeros_like(weight))
                kept.lerp_(weight.grad, 1 - group["momentum"])
                step = levelled(weight.grad.lerp(kept, group["momentum"]), self._dtype)
                weight.mul_(1 - group["lr"] * group["weight_decay"])
                weight.add_(step, alpha=-group["lr"] * max(1.0, weight.shape[0] / weight.shape[1]) ** 0.5)
