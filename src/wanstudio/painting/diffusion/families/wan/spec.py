"""A table of `[checkpoints]` for a folder of the Wan family, and what it needs. Knows nothing of torch."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from wanstudio.painting.diffusion.checkpoint_table import CheckpointTable, Dtype, PartName, read_table
from wanstudio.painting.diffusion.families.wan.folder import WanFolder, read_folder

SchedulerName = Literal["unipc", "euler"]
_BYTES = {"auto": 4, "float32": 4, "bfloat16": 2, "float16": 2}
KEPT_IN_FLOAT32 = ("rope", "time_embedder", "scale_shift_table", "norm1", "norm2", "norm3")
"""Parts of the transformer that its class never makes smaller; a test compares them with diffusers'."""


class WanTable(CheckpointTable, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a table may say of a Wan checkpoint.

    `scheduler`, `shift` and `transformer` stay as the folder says when they are None. A guidance of 1 or less means no
    second, negative half. `text_tokens` is the longest text.
    """

    steps: Annotated[int, Meta(ge=1, le=1000)] = 30
    guidance: Annotated[float, Meta(ge=0, le=100)] = 5.0
    scheduler: SchedulerName | None = None
    shift: Annotated[float, Meta(gt=0, le=100)] | None = None
    text_tokens: Annotated[int, Meta(ge=2, le=4096)] = 512
    transformer: PartName | None = None


@dataclass(frozen=True, slots=True)
class WanSpec:
    """A Wan checkpoint read and found good; `parts` is where its components lie."""

    table: WanTable
    file_bytes: int
    parts: WanFolder = field(compare=False, repr=False)

    @property
    def key(self) -> Hashable:
        """Folder, type and transformer: what must be in memory."""
        return self.parts.path, self.table.dtype, self.table.transformer

    @property
    def size_step(self) -> int:
        """Pixels a side of a token."""
        return self.parts.size_step

    @property
    def native_area(self) -> int:
        """As the table says."""
        return self.table.native_area

    @property
    def steps(self) -> int:
        """As the table says."""
        return self.table.steps

    @property
    def heeds_negative_prompt(self) -> bool:
        """Only with guidance."""
        return self.table.guidance > 1


def read_spec(folder: Path, table: Mapping[str, object]) -> WanSpec:
    """Look over a table and its folder; SettingsInvalid or CheckpointInvalid."""
    told = read_table(table, WanTable)
    parts = read_folder(folder, told.transformer)
    return WanSpec(told, bytes_of(parts, told.dtype), parts)


def bytes_of(parts: WanFolder, dtype: Dtype) -> int:
    """What loading takes: each number of the files in the type that it has in memory, "auto" as float32.

    Never small are the autoencoder and what the transformer's class keeps in float32.
    """
    kept = {"vae": ("",), "transformer": KEPT_IN_FLOAT32}
    return sum(
        head.numbers * (4 if any(part in name for part in kept.get(component, ())) else _BYTES[dtype])
        for component, weights in parts.weights.items()
        for name, head in weights.tensors.items()
    )
