"""Which type each part of a checkpoint computes in."""

import torch

from wanstudio.painting.diffusion.checkpoint_table import Dtype
from wanstudio.painting.diffusion.onednn import knows

_DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}
_CAPABILITIES = ("avx512_bf16", "amx_bf16", "bf16")
"""What processors call it that they multiply bfloat16 themselves: x86 twice, then ARM."""


def dtype_of(named: Dtype, device: torch.device) -> torch.dtype:
    """The type of that name; for "auto" bfloat16 where the device multiplies it natively, else float32."""
    if named != "auto":
        return _DTYPES[named]
    return torch.bfloat16 if multiplies_bfloat16(device) else torch.float32


def resolved(named: Dtype, device: torch.device) -> Dtype:
    """The name of the type that "auto" means on a device; other names stay."""
    if named != "auto":
        return named
    return "bfloat16" if multiplies_bfloat16(device) else "float32"


def decoder_dtype_of(dtype: torch.dtype, device: torch.device) -> torch.dtype:
    """The type of the large convolutions of the decoder: bfloat16 only on a CPU that multiplies it and was told to."""
    small = dtype == torch.bfloat16 and device.type == "cpu" and multiplies_bfloat16(device)
    return torch.bfloat16 if small else torch.float32


def multiplies_bfloat16(device: torch.device) -> bool:
    """Whether a device multiplies bfloat16 itself, not by way of float32."""
    if device.type == "cuda":
        native: bool = torch.cuda.is_bf16_supported(including_emulation=False)
        return native
    if not knows(device, torch.bfloat16):
        return False
    told = torch.cpu.get_capabilities()
    return any(told.get(name, False) for name in _CAPABILITIES)
