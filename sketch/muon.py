"""Muon: steps whose every direction is as long as the others, for weights that are matrices.

torch's own works in bfloat16 whatever the processor; where that is not multiplied natively it takes ten times as long.
"""

from collections.abc import Iterable

import torch
from torch import Tensor, nn

_SLOPES = 3.4445, -4.7750, 2.0315
_ROUNDS = 5
_TINY = 1e-7


def levelled(step: Tensor, dtype: torch.dtype) -> Tensor:
    """Steps [..., m, n] with their singular values all near 1, by Newton-Schulz (Jordan et al. 2024, Muon)."""
    linear, cubic, quintic = _SLOPES
    x = step.to(dtype)
    x = x.mT if (upright := x.shape[-2] > x.shape[-1]) else x
    x = x / x.norm(dim=(-2, -1), keepdim=True).clamp(min=_TINY)
    for _ in range(_ROUNDS):
        square = x @ x.mT
        x = linear * x + (cubic * square + quintic * square @ square) @ x
    told: Tensor = x.mT if upright else x
    return told.to(step.dtype)


class Muon(torch.optim.Optimizer):
    """Momentum of Nesterov's kind, levelled, matrices of one shape together.

    `lr` is what a square matrix takes; `dtype` is what is computed in.
    """

    def __init__(
        self, weights: Iterable[nn.Parameter], lr: float, weight_decay: float, dtype: torch.dtype
    ) -> None:
        super().__init__(weights, {"lr": lr, "weight_decay": weight_decay, "momentum": 0.95})
        self._dtype = dtype

    @torch.no_grad()
    def step(self) -> None:  # type: ignore[override]
        """One step down."""
        for group in self.param_groups:
            alike: dict[torch.Size, list[Tensor]] = {}
            for weight in group["params"]:
                if weight.grad is not None:
                    alike.setdefault(weight.shape, []).append(weight)
            for shape, weights in alike.items():
                kept = [self.state[each].setdefault("momentum", torch.zeros_like(each)) for each in weights]
                slopes = [each.grad for each in weights if each.grad is not None]
                torch._foreach_lerp_(kept, slopes, 1 - group["momentum"])
                steps = torch.stack(slopes).lerp(torch.stack(kept), group["momentum"])
                far = -group["lr"] * max(1.0, shape[0] / shape[1]) ** 0.5
                torch._foreach_mul_(weights, 1 - group["lr"] * group["weight_decay"])
                torch._foreach_add_(weights, list(levelled(steps, self._dtype)), alpha=far)
