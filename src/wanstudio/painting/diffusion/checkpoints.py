"""Which folder stands behind each model of the catalogue. Knows no family, and nothing of torch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from wanstudio.catalog.models import counted_name, find_model
from wanstudio.errors import SettingsInvalid
from wanstudio.painting.diffusion.checkpoint_table import CheckpointTable, Dtype, read_table
from wanstudio.painting.diffusion.embedded import embedded_tables
from wanstudio.settings import Settings


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A table of `[checkpoints]` as it was written, its folder absolute; equal tables are equal checkpoints.

    `name` is the first table of this content, for errors. `fields` is the whole table as JSON: which of its fields are
    known is for the family that serves the folder to say.
    """

    name: str = field(compare=False)
    folder: Path
    hub: str | None
    dtype: Dtype
    fuse_tokens: int | None
    fields: bytes

    @property
    def label(self) -> str:
        """What callers may know of where it lies."""
        return self.hub or self.folder.name

    @property
    def table(self) -> dict[str, Any]:
        """The fields as they were written."""
        found: dict[str, Any] = msgspec.json.decode(self.fields)
        return found


@dataclass(frozen=True, slots=True)
class Shelf:
    """Every checkpoint by the model that it stands behind, and the one for all other models."""

    by_model: Mapping[str, Checkpoint]
    otherwise: Checkpoint | None

    def find(self, model: str) -> Checkpoint:
        """The checkpoint behind a model; SettingsInvalid when there is none."""
        found = self.by_model.get(model, self.otherwise)
        if found is None:
            raise SettingsInvalid(problem=f"no checkpoint stands behind {model}, and no default_checkpoint")
        return found

    @property
    def all(self) -> tuple[Checkpoint, ...]:
        """Each checkpoint once, the default first: it is the one to have ready."""
        listed = [self.otherwise] if self.otherwise else []
        return tuple(dict.fromkeys([*listed, *self.by_model.values()]))


def read_shelf(settings: Settings) -> Shelf:
    """The checkpoints of the settings; SettingsInvalid names the first that cannot be used.

    Only the fields that all families have are looked at.
    """
    hubs = settings.data / "hub"
    by_model = {
        counted_name(name): read_checkpoint(name, table, hubs) for name, table in _tables(settings).items()
    }
    default = settings.default_checkpoint
    if default is not None and default not in by_model:
        raise SettingsInvalid(problem=f"default_checkpoint {default!r} is not a table of [checkpoints]")
    for name in by_model:
        if name != default and find_model(name) is None:
            raise SettingsInvalid(problem=f"[checkpoints.{name}] is no model, nor the default_checkpoint")
    return Shelf(by_model, by_model[default] if default else None)


def _tables(settings: Settings) -> Mapping[str, Mapping[str, object]]:
    if settings.painter != "sketch":
        if settings.checkpoints:
            return settings.checkpoints
        problem = "painter 'diffusion' needs a [checkpoints] table (docs/howto/checkpoints.md)"
    elif settings.default_checkpoint is None:
        return {**embedded_tables(settings), **settings.checkpoints}
    else:
        problem = (
            "with painter 'sketch' every model has a checkpoint: default_checkpoint would stand behind none"
        )
    raise SettingsInvalid(problem=problem)


def read_checkpoint(name: str, table: Mapping[str, object], hubs: Path) -> Checkpoint:
    """One table as a record; the folder made absolute, so that equal folders are equal keys.

    What comes from a hub will lie in a folder of its own under `hubs`. Raises SettingsInvalid.
    """
    try:
        found = read_table(table, CheckpointTable)
    except SettingsInvalid as error:
        raise named(error, name) from error
    if ("folder" in table) == (found.hub is not None):
        raise SettingsInvalid(problem=f"[checkpoints.{name}]: needs either `folder` or `hub`")
    folder = hubs / found.hub.replace("/", "--") if found.hub else found.folder.expanduser()
    folder = folder.resolve()
    fields = msgspec.json.encode({**table, "folder": str(folder)}, order="deterministic")
    return Checkpoint(name, folder, found.hub, found.dtype, found.fuse_tokens, fields)


def named(error: SettingsInvalid, name: str) -> SettingsInvalid:
    """The error of a table with the name of the table before it."""
    return SettingsInvalid(problem=f"[checkpoints.{name}]: {error.message}")
