"""What stands behind which name: `models.toml` in the data folder, which `wanstudio models use` writes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from wanstudio.model_store.manifest import write_whole
from wanstudio.settings.models_file import MODELS_FILE, read_models_file

_HEAD = "# Written by `wanstudio models use`. What wanstudio.toml says of a name goes before this.\n"
Table = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Assignments:
    """A table of `[checkpoints]` for each name, and that of the default by its own `name`. Folders as in the file."""

    by_model: dict[str, Table] = field(default_factory=dict)
    default: Table | None = None

    def users_of(self, folder: str) -> list[str]:
        """The names that a folder stands behind; `default` for all others."""
        names = [name for name, table in self.by_model.items() if table.get("folder") == folder]
        return names + (["default"] if self.default and self.default.get("folder") == folder else [])

    def without(self, folder: str) -> "Assignments":
        """The same but for what this folder stands behind."""
        kept = {name: table for name, table in self.by_model.items() if table.get("folder") != folder}
        default = self.default if self.default and self.default.get("folder") != folder else None
        return Assignments(kept, default)


def read_assignments(data: Path) -> Assignments:
    """The data folder's assignments; SettingsInvalid if the file cannot be used."""
    found = read_models_file(data)
    return Assignments(dict(found.checkpoints), found.default)


def write_assignments(data: Path, assignments: Assignments) -> None:
    """Replace the file in one step."""
    parts = [_HEAD]
    for name, table in assignments.by_model.items():
        parts.append(f"\n[checkpoints.{_quoted(name)}]\n{_lines(table)}")
    if assignments.default:
        parts.append(f"\n[default]\n{_lines(assignments.default)}")
    write_whole(data / MODELS_FILE, "".join(parts).encode())


def stored_folder(name: str) -> str:
    """How the file names a model's folder: from the data folder, which may move."""
    return f"models/{name}"


def _lines(table: Table) -> str:
    return "".join(f"{key} = {_quoted(value)}\n" for key, value in table.items())


def _quoted(value: object) -> str:
    """A string or number as TOML has it: its basic strings are JSON's."""
    return json.dumps(value, ensure_ascii=False)
