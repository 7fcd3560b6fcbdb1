"""Numbers that became NaN or infinite: they would be a black or white picture, so there is none."""

import math

import torch
from torch import Tensor


class NotFinite(ArithmeticError):
    """What was computed is no picture; the message says where it happened and what to set."""


def check_finite(numbers: Tensor, where: str, dtype: torch.dtype) -> None:
    """Raise NotFinite if any of the numbers is NaN or infinite; they were computed in `dtype`."""
    # One pass and no copy; only a sum that is not finite needs the closer look.
    if math.isfinite(float(numbers.sum(dtype=torch.float32))) or bool(numbers.isfinite().all()):
        return
    used = str(dtype).removeprefix("torch.")
    raise NotFinite(f"{where}: numbers became NaN or infinite in {used}; {_advice(dtype)}")


def _advice(dtype: torch.dtype) -> str:
    if dtype == torch.float16:
        return 'set dtype = "bfloat16" or "float32" in the table of the checkpoint'
    if dtype == torch.bfloat16:
        return (
            'set dtype = "float32" in the table of the checkpoint; if that fails too, the weights are damaged'
        )
    return "the weights are damaged: fetch or convert them again"
