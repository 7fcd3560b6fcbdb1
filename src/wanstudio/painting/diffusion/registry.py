"""Which family serves a folder: the built-in ones and those that installed packages bring. Needs no torch."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from wanstudio.errors import CheckpointInvalid, SettingsInvalid
from wanstudio.painting.diffusion.checkpoint_table import Dtype
from wanstudio.painting.diffusion.checkpoint_validation import check_is_folder, read_json
from wanstudio.painting.diffusion.checkpoints import Checkpoint, named, read_checkpoint, read_shelf
from wanstudio.painting.diffusion.protocol import DECLARATION, CheckpointSpec, Family
from wanstudio.settings import Settings

GROUP = "wanstudio.families"
"""The entry-point group of outside families: each entry is one object of the Family protocol."""

_BUILT_IN = ("wan", "sketch", "z_image", "flux2_klein", "qwen_image", "pipeline")


@dataclass(frozen=True, slots=True)
class ServedCheckpoint:
    """A checkpoint whose folder was read and found good, and the family that serves it."""

    checkpoint: Checkpoint
    family: Family
    spec: CheckpointSpec


@lru_cache(maxsize=1)
def families() -> tuple[Family, ...]:
    """Every family: those of installed packages first."""
    own = [EntryPoint(name, f"{__package__}.families.{name}:FAMILY", GROUP) for name in _BUILT_IN]
    return tuple(entry.load() for entry in [*entry_points(group=GROUP), *own])


def find_family(folder: Path) -> Family:
    """The family that serves a folder; CheckpointInvalid if none does."""
    return _family_of(folder, _read_index(folder))


def _family_of(folder: Path, index: Mapping[str, object]) -> Family:
    for family in families():
        if family.serves(index):
            return family
    names = ", ".join(family.name for family in families())
    problem = f"holds a {index.get('_class_name')}, which no family of models here serves ({names})"
    raise CheckpointInvalid(folder=folder, problem=problem)


def serves(pipeline: str) -> bool:
    """Whether some family serves checkpoints of a pipeline's class."""
    return any(family.serves({"_class_name": pipeline}) for family in families())


def check_pipeline(folder: Path, index: Mapping[str, object]) -> None:
    """Refuse a `model_index.json` that no family serves, before its weights are fetched; CheckpointInvalid."""
    _family_of(folder, index)


def check_folder(folder: Path) -> CheckpointSpec:
    """Look over a folder that no table names yet, with what its family takes for granted; CheckpointInvalid."""
    checkpoint = read_checkpoint(folder.name, {"folder": str(folder)}, folder.parent)
    return open_checkpoint(checkpoint).spec


def _read_index(folder: Path) -> Mapping[str, object]:
    check_is_folder(folder)
    index = read_json(folder, folder / "model_index.json")
    declaration = folder / DECLARATION
    return {**index, DECLARATION: True} if declaration.exists() else index


def open_checkpoint(checkpoint: Checkpoint, dtype: Dtype | None = None) -> ServedCheckpoint:
    """Read the folder of a checkpoint and its table.

    `dtype` takes the place of the table's: what "auto" means is known only where torch is. Raises CheckpointInvalid
    for the folder, SettingsInvalid for a field that its family does not know.
    """
    family = find_family(checkpoint.folder)
    table = checkpoint.table
    table.pop("hub", None)
    if dtype is not None:
        table["dtype"] = dtype
    try:
        return ServedCheckpoint(checkpoint, family, family.read(checkpoint.folder, table))
    except CheckpointInvalid:
        raise
    except SettingsInvalid as error:
        raise named(error, checkpoint.name) from error


def check_folders(settings: Settings) -> None:
    """Look over every folder of the settings; raises what is wrong with the first that cannot be used.

    What a hub has still to send is looked over by the worker that fetches it.
    """
    for checkpoint in read_shelf(settings).all:
        if checkpoint.hub is None or checkpoint.folder.exists():
            open_checkpoint(checkpoint)
