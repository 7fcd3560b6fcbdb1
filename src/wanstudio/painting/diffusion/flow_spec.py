"""A table of `[checkpoints]` and a folder of a flow model: what such families have in common. Knows nothing of torch."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta

from wanstudio.errors import CheckpointInvalid
from wanstudio.painting.diffusion.checkpoint_table import CheckpointTable, Dtype
from wanstudio.painting.diffusion.checkpoint_validation import check_component, check_is_folder, read_json
from wanstudio.painting.diffusion.comparison import check_tokenizer, quantised
from wanstudio.painting.diffusion.component_files import read_weights

EULER = "FlowMatchEulerDiscreteScheduler"
_BYTES: Mapping[Dtype, int] = {"auto": 4, "float32": 4, "bfloat16": 2, "float16": 2}


class FlowTable(CheckpointTable, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a table may say of a flow model; each family has defaults of its own.

    `guidance` is as the family's pipeline counts it. `shift` is the folder's own if it is None.
    """

    steps: Annotated[int, Meta(ge=1, le=1000)]
    guidance: Annotated[float, Meta(ge=0, le=100)]
    shift: Annotated[float, Meta(gt=0, le=100)] | None = None


@dataclass(frozen=True, slots=True)
class FlowFolder:
    """A diffusers folder whose components are there: the configuration of each, and how many numbers each has."""

    path: Path
    index: Mapping[str, Any]
    configs: Mapping[str, Mapping[str, Any]]
    numbers: Mapping[str, int]

    def check(self, problem: str) -> None:
        """Raise CheckpointInvalid with a problem, unless it is empty."""
        if problem:
            raise CheckpointInvalid(folder=self.path, problem=problem)


@dataclass(frozen=True, slots=True)
class FlowSpec:
    """A flow model's checkpoint, read and found good. `guided`: each step has a second half, of a negative text."""

    table: FlowTable
    file_bytes: int
    size_step: int
    guided: bool
    heeds_negative_prompt: bool
    folder: FlowFolder = field(compare=False, repr=False)

    @property
    def key(self) -> Hashable:
        """Folder and type: what must be in memory."""
        return self.folder.path, self.table.dtype

    @property
    def native_area(self) -> int:
        """As the table says."""
        return self.table.native_area

    @property
    def steps(self) -> int:
        """As the table or the family says."""
        return self.table.steps


def read_flow_folder(path: Path, classes: Mapping[str, Collection[str]]) -> FlowFolder:
    """Look over a folder with a tokenizer, an Euler scheduler and components of these classes; CheckpointInvalid."""
    check_is_folder(path)
    index = read_json(path, path / "model_index.json")
    configs, numbers = {}, {}
    for name, wanted in classes.items():
        check_component(path, index, name)
        if index[name][1] not in wanted:
            problem = f"{name!r} is a {index[name][1]}, not a {' or '.join(wanted)}"
            raise CheckpointInvalid(folder=path, problem=problem)
        configs[name] = read_json(path, path / name / "config.json")
        if problem := quantised(configs[name]):
            raise CheckpointInvalid(folder=path, problem=f"{name!r} {problem}")
        numbers[name] = sum(head.numbers for head in read_weights(path, path / name).tensors.values())
    for name in ("tokenizer", "scheduler"):
        check_component(path, index, name)
    configs["scheduler"] = read_json(path, path / "scheduler" / "scheduler_config.json")
    found = FlowFolder(path, index, configs, numbers)
    if (kind := configs["scheduler"].get("_class_name")) != EULER:
        found.check(f"the scheduler is a {kind}, not a {EULER}")
    if problem := check_tokenizer(path / "tokenizer", configs["text_encoder"].get("vocab_size")):
        found.check(f"'tokenizer' {problem}")
    return found


def bytes_of(folder: FlowFolder, dtype: Dtype) -> int:
    """What loading takes at most: the autoencoder in float32, all else in the type, "auto" as float32."""
    return sum(numbers * (4 if name == "vae" else _BYTES[dtype]) for name, numbers in folder.numbers.items())
