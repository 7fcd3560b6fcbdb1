"""What every diffusers folder must be before a family reads it: a folder, with JSON files and the right components."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wanstudio.errors import CheckpointInvalid


def check_is_folder(path: Path) -> None:
    """Raise CheckpointInvalid for a path that is no diffusers folder, with what was perhaps meant."""
    if problem := _not_a_folder(path):
        raise CheckpointInvalid(folder=path, problem=problem)


def _not_a_folder(path: Path) -> str:
    if path.is_file():
        return (
            "it is one file; give the folder of a checkpoint in diffusers' format "
            "(diffusers' scripts/convert_wan_to_diffusers.py converts single files)"
        )
    if not path.is_dir():
        return "there is no such folder"
    snapshots = sorted(path.glob("snapshots/*/model_index.json"))
    if snapshots and not (path / "model_index.json").exists():
        return f"it is a folder of the hub's cache; give {snapshots[-1].parent}"
    return ""


def read_json(folder: Path, file: Path) -> dict[str, Any]:
    """A JSON object of the folder; CheckpointInvalid if the file is not there or is none."""
    place = file.relative_to(folder)
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CheckpointInvalid(folder=folder, problem=f"{place} is missing") from error
    except ValueError as error:
        raise CheckpointInvalid(folder=folder, problem=f"{place} is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise CheckpointInvalid(folder=folder, problem=f"{place} is not a JSON object")
    return found


def has_component(index: Mapping[str, Any], name: str) -> bool:
    """Whether the index names a class for a component."""
    entry = index.get(name)
    return isinstance(entry, list) and len(entry) == 2 and entry[1] is not None


def check_component(path: Path, index: Mapping[str, Any], name: str, wanted: str | None = None) -> None:
    """Refuse a component that is missing or, if a class is wanted, of another one; CheckpointInvalid."""
    if not has_component(index, name) or not (path / name).is_dir():
        raise CheckpointInvalid(folder=path, problem=f"component {name!r} is missing")
    if wanted is not None and index[name][1] != wanted:
        raise CheckpointInvalid(folder=path, problem=f"{name!r} is a {index[name][1]}, not a {wanted}")
