"""What the head of a safetensors file says of its tensors. Reads no weights and needs no torch."""

import json
from dataclasses import dataclass
from math import prod
from pathlib import Path

_MOST_HEAD_BYTES = 100_000_000
_BITS = {
    **dict.fromkeys(("F64", "I64", "U64"), 64),
    **dict.fromkeys(("F32", "I32", "U32"), 32),
    **dict.fromkeys(("F16", "BF16", "I16", "U16"), 16),
    **dict.fromkeys(("F8_E4M3", "F8_E5M2", "F8_E8M0", "I8", "U8", "BOOL"), 8),
}
FLOATS = frozenset({"F64", "F32", "F16", "BF16"})
"""Types of weights that can be computed with as they are."""


@dataclass(frozen=True, slots=True)
class TensorHead:
    """Type and shape of one tensor."""

    dtype: str
    shape: tuple[int, ...]

    @property
    def numbers(self) -> int:
        """How many numbers it has."""
        return prod(self.shape)


def read_heads(file: Path) -> dict[str, TensorHead]:
    """Each tensor of a file by name. Raises OSError, or ValueError for what is no whole safetensors file."""
    size = file.stat().st_size
    with file.open("rb") as opened:
        length = int.from_bytes(opened.read(8), "little")
        if not 0 < length <= min(size - 8, _MOST_HEAD_BYTES):
            raise ValueError("is not a safetensors file, or is cut short")
        head = opened.read(length)
    try:
        entries = {name: entry for name, entry in json.loads(head).items() if name != "__metadata__"}
        found = {name: TensorHead(e["dtype"], tuple(map(int, e["shape"]))) for name, e in entries.items()}
        ends = {
            name: (int(entry["data_offsets"][0]), int(entry["data_offsets"][1]))
            for name, entry in entries.items()
        }
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ValueError("is not a safetensors file") from error
    if any(end > size - 8 - length for _, end in ends.values()):
        raise ValueError(f"is cut short: it has {size} bytes, its head tells of more")
    for name, (begin, end) in ends.items():
        bits = _BITS.get(found[name].dtype)
        if bits is not None and (end - begin) * 8 != found[name].numbers * bits:
            raise ValueError(f"tells a size of {name!r} that its shape does not have")
    return found
