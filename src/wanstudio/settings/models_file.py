"""`models.toml` in the data folder: what `wanstudio models use` put behind which name."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from wanstudio.errors import SettingsInvalid
from wanstudio.settings.toml_file import read_toml

MODELS_FILE = "models.toml"


class ModelsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Tables as those of `[checkpoints]`; the default one has its `name` in it."""

    checkpoints: dict[str, dict[str, Any]] = {}
    default: dict[str, Any] | None = None


def read_models_file(data: Path) -> ModelsFile:
    """The file's tables, empty where there is none; SettingsInvalid if it cannot be used."""
    file = data / MODELS_FILE
    if not file.is_file():
        return ModelsFile()
    try:
        return msgspec.convert(read_toml(file), ModelsFile)
    except msgspec.ValidationError as error:
        raise SettingsInvalid(problem=f"{file}: {error}") from error


def add_models_file(values: Mapping[str, Any], data: Path) -> dict[str, Any]:
    """The values with what the file adds: each table that they have none of, and a default where they name none."""
    found = read_models_file(data)
    given = values.get("checkpoints") or {}
    if not isinstance(given, Mapping) or not (found.checkpoints or found.default):
        return dict(values)
    added = {**found.checkpoints}
    more: dict[str, Any] = {}
    if found.default and not values.get("default_checkpoint") and values.get("painter") != "sketch":
        table = dict(found.default)
        more["default_checkpoint"] = name = str(table.pop("name", "default"))
        added.setdefault(name, table)
    tables = {name: _with_folder(table, data) for name, table in added.items()}
    return {**values, **more, "checkpoints": {**tables, **given}}


def _with_folder(table: Mapping[str, Any], data: Path) -> dict[str, Any]:
    """A table with its folder made absolute: the file names it from the data folder."""
    folder = table.get("folder")
    return {**table, "folder": str((data / folder).absolute())} if isinstance(folder, str) else dict(table)
