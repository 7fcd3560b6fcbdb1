"""How much memory there is, and how much a piece of work took at its highest."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from wanstudio.painting.machine_memory import WEIGHTS_PART, memory_bytes, peak_bytes


def budget_bytes(gib: float, device: torch.device) -> int:
    """How many bytes checkpoints and painting may take on a device."""
    if gib:
        return int(gib * 2**30)
    if device.type == "cuda":
        return int(WEIGHTS_PART * torch.cuda.mem_get_info(device)[1])
    return int(WEIGHTS_PART * memory_bytes())


def in_use_bytes(device: torch.device) -> tuple[int, int]:
    """Bytes that are taken and that there are: of the whole GPU, or by this process at its highest."""
    if device.type == "cuda":
        free, total = torch.cuda.mem_get_info(device)
        return total - free, total
    return highest_bytes(device), memory_bytes()


def device_name(device: torch.device) -> str:
    """As its maker calls it."""
    return torch.cuda.get_device_name(device) if device.type == "cuda" else "cpu"


@contextmanager
def peak_of(device: torch.device) -> Iterator[list[int]]:
    """A list that holds, after the block, by how many bytes its highest point exceeded its start.

    On the CPU only what exceeds all earlier work of the process can be seen.
    """
    found = [0]
    before = _start(device)
    yield found
    found[0] = max(0, highest_bytes(device) - before)


def _start(device: torch.device) -> int:
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
        return torch.cuda.memory_allocated(device)
    return highest_bytes(device)


def highest_bytes(device: torch.device) -> int:
    """Bytes that this process had at its highest: on the GPU, or of all memory."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    return peak_bytes()


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory ran out; the CPU's allocator has no class of its own."""
    return isinstance(error, MemoryError | torch.OutOfMemoryError) or "can't allocate memory" in str(error)
