"""A table of `[checkpoints]` for a folder that declares how to paint with it. Knows nothing of torch."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from wanstudio.errors import CheckpointInvalid
from wanstudio.painting.diffusion.checkpoint_table import read_table
from wanstudio.painting.diffusion.families.sketch.declaration import (
    Denial,
    Regions,
    TierName,
    read_properties,
)
from wanstudio.painting.diffusion.families.sketch.folder import DeclaredFolder, read_folder
from wanstudio.painting.diffusion.families.wan.spec import WanTable, bytes_of
from wanstudio.painting.diffusion.protocol import DECLARATION
from wanstudio.painting.diffusion.tensor_heads import read_heads


class DeclaredTable(WanTable, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a table may say beside what it may say of a Wan checkpoint; the rest is as the folder declares it.

    `denial` is how the first steps heed a negative prompt, if not as the others do. With `regions`, two things of the
    drawn world that a prompt names side by side are painted in one each. With `plain_words`, what a prompt names of
    the drawn world is asked for in the plainest words. `tier` is which of the tiers that the folder declares it has.
    """

    denial: Denial | None = None
    regions: Regions | None = None
    plain_words: bool = False
    tier: TierName = "full"


@dataclass(frozen=True, slots=True)
class DeclaredSpec:
    """A checkpoint that declares how to paint with it, read and found good."""

    table: DeclaredTable
    file_bytes: int
    folder: DeclaredFolder = field(compare=False, repr=False)

    @property
    def key(self) -> Hashable:
        """Folder, type and transformer: what must be in memory."""
        return self.folder.parts.path, self.table.dtype, self.table.transformer

    @property
    def size_step(self) -> int:
        """Pixels a side of a token."""
        return self.folder.parts.size_step

    @property
    def native_area(self) -> int:
        """As the table or the folder says."""
        return self.table.native_area

    @property
    def steps(self) -> int:
        """As the table or the tier says."""
        return self.table.steps

    @property
    def heeds_negative_prompt(self) -> bool:
        """Only with guidance."""
        return self.table.guidance > 1


def read_spec(folder: Path, table: Mapping[str, object]) -> DeclaredSpec:
    """Look over a table and its folder; SettingsInvalid or CheckpointInvalid."""
    told = read_table(table, DeclaredTable)
    declared = _declared(folder, told.tier)
    unsaid = {name: value for name, value in declared.items() if name not in table}
    told = msgspec.structs.replace(told, **unsaid)
    found = read_folder(folder, told.transformer)
    # The linear decoder is read in float32, which it stays.
    linear = {} if found.linear_decoder is None else read_heads(found.linear_decoder)
    size = bytes_of(found.parts, told.dtype) + 4 * sum(head.numbers for head in linear.values())
    return DeclaredSpec(told, size, found)


def _declared(folder: Path, tier: TierName) -> Mapping[str, object]:
    """What the folder declares of how to paint in a tier, by the names of the table's fields."""
    try:
        return read_properties(folder).painting(tier)
    except KeyError as error:
        raise CheckpointInvalid(folder=folder, problem=f"{DECLARATION} declares no tier {tier!r}") from error
