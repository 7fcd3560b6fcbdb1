"""The models that lie in the data folder, and their removal."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from wanstudio.errors import ModelInUse, ModelUnknown, SettingsInvalid
from wanstudio.model_store.folder_lock import claim_unused
from wanstudio.model_store.manifest import Manifest, read_manifest
from wanstudio.model_store.pull import partial_folder

_PART = ".part"
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A folder of the store. `size` is in bytes; without `whole` a pull has not finished."""

    name: str
    folder: Path
    manifest: Manifest | None
    size: int
    whole: bool


def models_folder(data: Path) -> Path:
    """Where models lie in a data folder."""
    return data / "models"


def model_folder(data: Path, name: str) -> Path:
    """Where the model of this name lies; SettingsInvalid for what cannot be a name."""
    letters = name.replace("-", "").replace(".", "").replace("_", "")
    good = name.isascii() and letters.isalnum() and name[0].isalnum() and len(name) <= _LONGEST
    if not good or name.endswith(_PART):
        raise SettingsInvalid(
            problem=f"{name!r} is no name for a model: use letters, digits, dots and dashes"
        )
    return (models_folder(data) / name).absolute()


def list_installed(data: Path) -> list[InstalledModel]:
    """Every model by name, those that have not arrived whole too."""
    place = models_folder(data)
    if not place.is_dir():
        return []
    folders = sorted(path for path in place.iterdir() if path.is_dir() and not path.name.startswith("."))
    return [
        InstalledModel(
            path.name.removesuffix(_PART),
            path,
            read_manifest(path),
            _size(path),
            not path.name.endswith(_PART),
        )
        for path in folders
    ]


def find_installed(data: Path, name: str) -> InstalledModel:
    """The whole model of this name; ModelUnknown says what to do where there is none."""
    folder = model_folder(data, name)
    if partial_folder(folder).is_dir() and not folder.is_dir():
        raise ModelUnknown(
            problem=f"The model {name} has not arrived whole: run `wanstudio models pull` again"
        )
    if not folder.is_dir():
        raise ModelUnknown(problem=f"There is no model {name} here: run `wanstudio models pull` first")
    return InstalledModel(name, folder, read_manifest(folder), _size(folder), whole=True)


def remove_installed(data: Path, name: str, *, force: bool = False) -> int:
    """Remove a model, whole or begun; the bytes that became free. ModelInUse if a process paints with it."""
    folder = model_folder(data, name)
    present = [path for path in (folder, partial_folder(folder)) if path.is_dir()]
    if not present:
        raise ModelUnknown(problem=f"There is no model {name} here")
    with claim_unused(folder) as unused:
        if not unused and not force:
            raise ModelInUse(model=name, user="a running worker paints with it")
        size = sum(_size(path) for path in present)
        for path in present:
            # Renamed first: nobody finds half a model.
            gone = path.with_name(f".removed-{path.name}")
            shutil.rmtree(gone, ignore_errors=True)
            path.rename(gone)
            shutil.rmtree(gone)
    return size


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
