"""Pictures in a folder of this machine."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from time import time
from uuid import uuid4

from wanstudio.data_folder import PRIVATE_FILE, PRIVATE_FOLDER
from wanstudio.errors import StoreUnavailable, UploadFailed
from wanstudio.storage.objects import checked

LEFTOVER_AGE_S = 3600
BATCH = 500
PART = ".part-"


class DiskStore:
    """An object is a file under `root`; it appears by renaming, so it is whole or not there."""

    def __init__(self, root: Path) -> None:
        self.root = root

    async def put(self, key: str, data: bytes) -> None:
        """Write, flush to the disk, and only then give the file its name."""
        try:
            await asyncio.to_thread(_write, self.root, self._path(key), data)
        except OSError as error:
            raise UploadFailed from error

    async def get(self, key: str) -> bytes | None:
        """Read the file; a folder or nothing at that place is no object."""
        try:
            return await asyncio.to_thread(self._path(key).read_bytes)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as error:
            raise StoreUnavailable from error

    async def delete(self, key: str) -> None:
        """Remove the file and the folders it leaves empty."""
        await asyncio.to_thread(_remove, self.root, self._path(key))

    async def older_than(self, moment_ms: int) -> AsyncIterator[str]:
        """Walk the folder in batches; leftovers of interrupted writes are removed on the way."""
        walk = _old_files(self.root, moment_ms / 1000)
        while batch := await asyncio.to_thread(lambda: list(islice(walk, BATCH))):
            for path in batch:
                yield path.relative_to(self.root).as_posix()

    async def close(self) -> None:
        """Nothing is held open."""

    def _path(self, key: str) -> Path:
        return self.root / checked(key)


def _write(root: Path, path: Path, data: bytes) -> None:
    part = path.with_name(f"{PART}{uuid4().hex}")
    for _ in range(20):
        # A purge may remove a folder between its making and its first file: make it again.
        with suppress(FileNotFoundError):
            _make_folders(root, path.parent)
            _write_part(part, data)
            part.replace(path)
            return _sync_folder(path.parent)
    raise FileNotFoundError(path)


def _write_part(part: Path, data: bytes) -> None:
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        raise
    except OSError:
        # A full disk must not also keep what it could not finish.
        part.unlink(missing_ok=True)
        raise


def _make_folders(root: Path, folder: Path) -> None:
    """Make `folder`; each new name is flushed too, or a power cut could take the whole branch."""
    if folder.is_dir():
        return
    if folder == root:
        folder.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        return
    _make_folders(root, folder.parent)
    try:
        folder.mkdir(PRIVATE_FOLDER)
    except FileExistsError:
        # Not `exist_ok`: that looks again, and fails when a purge has removed the folder meanwhile.
        if folder.is_file():
            raise
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(root: Path, path: Path) -> None:
    with suppress(FileNotFoundError, NotADirectoryError):
        path.unlink()
    folder = path.parent
    with suppress(OSError):
        while folder != root:
            folder.rmdir()
            folder = folder.parent


def _old_files(folder: Path, moment: float) -> Iterator[Path]:
    """Files last written before `moment` (seconds); a folder that vanishes meanwhile had none."""
    with suppress(FileNotFoundError):
        for entry in list(os.scandir(folder)):
            path = Path(entry.path)
            if entry.is_dir(follow_symlinks=False):
                yield from _old_files(path, moment)
            elif entry.name.startswith(PART):
                _sweep(path, moment)
            elif _written_before(path, moment):
                yield path


def _sweep(part: Path, moment: float) -> None:
    """Remove an unfinished file, but never one that may still be written."""
    if _written_before(part, min(moment, time() - LEFTOVER_AGE_S)):
        part.unlink(missing_ok=True)


def _written_before(path: Path, moment: float) -> bool:
    try:
        return path.stat().st_mtime < moment
    except FileNotFoundError:
        return False
