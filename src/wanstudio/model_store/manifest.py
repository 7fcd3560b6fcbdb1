"""What a pulled folder says of its origin: repository, commit, licence, and the hash of every file."""

import os
from pathlib import Path

import msgspec

from wanstudio.errors import PullFailed
from wanstudio.model_store.hub_access import HubName
from wanstudio.model_store.listing import HubFile

FILE = "wanstudio-manifest.json"


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`files` are those that have arrived whole; `pulled_at` is in UTC, as ISO 8601."""

    hub: HubName
    repository: str
    revision: str
    commit: str
    license: str
    pulled_at: str
    preset: str | None = None
    files: dict[str, HubFile] = {}

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files.values())


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a folder, or None where there is none; PullFailed if it cannot be read."""
    file = folder / FILE
    try:
        return msgspec.json.decode(file.read_bytes(), type=Manifest)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise PullFailed(model=folder.name, problem=f"{file} cannot be read: {error}") from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it so that whoever reads meanwhile sees the old one or the new one."""
    written = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    write_whole(folder / FILE, written)


def write_whole(file: Path, content: bytes) -> None:
    """Replace a file in one step, and have it on disk."""
    fresh = file.with_name(f"{file.name}.new")
    with fresh.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
