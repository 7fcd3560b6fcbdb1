"""A table of `[checkpoints]` for a folder of some pipeline, and what it needs. Knows nothing of torch."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta

from wanstudio.errors import CheckpointInvalid
from wanstudio.painting.diffusion.checkpoint_table import CheckpointTable, read_table
from wanstudio.painting.diffusion.checkpoint_validation import (
    check_component,
    check_is_folder,
    has_component,
    read_json,
)
from wanstudio.painting.diffusion.comparison import quantised
from wanstudio.painting.diffusion.component_files import read_weights
from wanstudio.painting.diffusion.families.pipeline.kinds import KINDS, PipelineKind

_SIZE_STEP = 32
"""Pixels a side: some pipelines refuse other sizes, others paint smaller ones than were asked for."""
_LIBRARIES = ("diffusers", "transformers")
_BYTES = {"auto": 4, "float32": 4, "bfloat16": 2, "float16": 2}


class PipelineTable(CheckpointTable, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a table may say; steps and guidance are the pipeline's own unless told."""

    steps: Annotated[int, Meta(ge=1, le=1000)] | None = None
    guidance: Annotated[float, Meta(ge=0, le=100)] | None = None


@dataclass(frozen=True, slots=True)
class PipelineSpec:
    """A folder of a pipeline that was tried, read and found good."""

    table: PipelineTable
    folder: Path
    class_name: str
    file_bytes: int
    kind: PipelineKind = field(compare=False, repr=False)
    size_step: int = _SIZE_STEP

    @property
    def key(self) -> Hashable:
        """Folder and type: what must be in memory."""
        return self.folder, self.table.dtype

    @property
    def native_area(self) -> int:
        """As the table says."""
        return self.table.native_area

    @property
    def steps(self) -> int:
        """As the table or the pipeline says."""
        return self.table.steps or self.kind.steps

    @property
    def guidance(self) -> float:
        """As the table or the pipeline says."""
        return self.kind.guidance if self.table.guidance is None else self.table.guidance

    @property
    def heeds_negative_prompt(self) -> bool:
        """Where the pipeline has a second half of the guidance."""
        return self.kind.heeds_negative_prompt and self.guidance > 1


def read_spec(folder: Path, table: Mapping[str, object]) -> PipelineSpec:
    """Look over a table and its folder; SettingsInvalid or CheckpointInvalid."""
    told = read_table(table, PipelineTable)
    check_is_folder(folder)
    index = read_json(folder, folder / "model_index.json")
    name = str(index.get("_class_name"))
    components = {each for each in index if not each.startswith("_") and has_component(index, each)}
    numbers = sum(_numbers(folder, index, each) for each in sorted(components))
    return PipelineSpec(told, folder, name, numbers * _BYTES[told.dtype], KINDS[name])


def _numbers(folder: Path, index: Mapping[str, Any], name: str) -> int:
    """How many numbers a component has; 0 for those without weights."""
    check_component(folder, index, name)
    library, kind = index[name]
    if library not in _LIBRARIES and library != "stable_diffusion":
        problem = f"{name!r} is a {kind} of {library}: only classes of diffusers and transformers are served"
        raise CheckpointInvalid(folder=folder, problem=problem)
    config = folder / name / "config.json"
    if not config.exists():
        return 0
    if problem := quantised(read_json(folder, config)):
        raise CheckpointInvalid(folder=folder, problem=f"{name!r} {problem}")
    library = "transformers" if library == "stable_diffusion" else library
    return sum(head.numbers for head in read_weights(folder, folder / name, library).tensors.values())
