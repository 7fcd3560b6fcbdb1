"""The data folder and everything in it: whose it is, and closed to every other user of the machine.

Knows no database and no object store, only the names that they and others use in the folder.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import structlog

from wanstudio.errors import FolderUnusable

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
_OTHERS = 0o077
_FILES = ("wanstudio.sqlite3*", "*.key", "*.pem", "models.toml")
_FOLDERS = ("objects", "provenance", "provenance-*", "hub", "keys", "models", "secrets")
# What a file system or an operator puts beside them.
_HARMLESS_FOLDERS = ("lost+found",)
_log = structlog.get_logger(__name__)


def keep_private() -> None:
    """Set the umask: files and folders that this process makes are readable by their owner only."""
    os.umask(_OTHERS)


def prepare_folder(folder: Path) -> None:
    """Make a folder if it is missing; raises FolderUnusable, which names the owner, if it cannot be written."""
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    except FileExistsError as error:
        raise FolderUnusable(folder=folder, problem="it is a file") from error
    except OSError as error:
        raise FolderUnusable(folder=folder, problem=_why_not_made(folder, error)) from error
    _check_writable(folder, folder)


def prepare_data_folder(folder: Path) -> None:
    """Make the data folder if it is missing, and close it and its files to others.

    Raises FolderUnusable if it or a file in it belongs to somebody else and cannot be written. What cannot
    be closed is logged and goes on.
    """
    prepare_folder(folder)
    for path in _ours(folder):
        _check_writable(path, folder)
    for path in close_to_others(folder):
        _log.warning("data_folder_open_to_others", path=str(path), problem=open_because(path))


def close_to_others(folder: Path) -> list[Path]:
    """Take every bit of other users away from a data folder and what the service put there; what is still open."""
    left = [path for path in _ours(folder) if not _close_tree(path)]
    if not _serves_others_too(folder) and not _close(folder):
        left.append(folder)
    return left


def open_because(path: Path) -> str:
    """Why a path is open to others, for an operator."""
    told = path.lstat()
    return f"mode {stat.S_IMODE(told.st_mode):04o}, belongs to {_user(told.st_uid)}, this runs as {_me()}"


def make_private_file(path: Path) -> None:
    """Make an empty file that only its owner can read, unless there is one."""
    # Only a new one is opened: closing a database's file would drop every lock that this process has on it.
    if not path.exists():
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE_FILE))
        except FileExistsError:
            return


def _ours(folder: Path) -> Iterator[Path]:
    for pattern in (*_FILES, *_FOLDERS):
        for path in folder.glob(pattern):
            if not path.is_symlink():
                yield path


def _serves_others_too(folder: Path) -> bool:
    """Whether the folder holds other folders than ours: closing a home, `/srv` or `/tmp` would break them."""
    ours = {path.name for path in _ours(folder)} | set(_HARMLESS_FOLDERS)
    with os.scandir(folder) as entries:
        foreign = any(entry.is_dir(follow_symlinks=False) and entry.name not in ours for entry in entries)
    return foreign or bool(folder.stat().st_mode & stat.S_ISVTX)


def _close_tree(path: Path) -> bool:
    """Close a file, or a folder with all in it; the folder last, so that a closed one needs no look inside."""
    try:
        if not path.is_dir() or not path.stat().st_mode & _OTHERS:
            return _close(path)
        inside = [_close_tree(Path(entry.path)) for entry in list(os.scandir(path)) if not entry.is_symlink()]
    except OSError:
        # A purge may remove it meanwhile, and what cannot be listed is not ours to close.
        return not path.exists()
    return _close(path) and all(inside)


def _close(path: Path) -> bool:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & _OTHERS:
            path.chmod(mode & ~_OTHERS)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def _check_writable(path: Path, folder: Path) -> None:
    wanted = os.R_OK | os.W_OK | (os.X_OK if path.is_dir() else 0)
    if os.access(path, wanted) or not path.exists():
        return
    told = path.stat()
    what = "it" if path == folder else str(path)
    place = " on a read-only file system" if os.statvfs(path).f_flag & os.ST_RDONLY else ""
    owner = f"{what} belongs to {_user(told.st_uid)} (mode {stat.S_IMODE(told.st_mode):04o})"
    raise FolderUnusable(folder=folder, problem=f"{owner} and cannot be written by {_me()}{place}")


def _why_not_made(folder: Path, error: OSError) -> str:
    # Not `Path.exists`, which raises where a folder above may not be entered.
    parent = next((parent for parent in folder.absolute().parents if os.path.exists(parent)), Path("/"))  # noqa: PTH110
    reason = f"it cannot be made: {error.strerror or error}"
    if isinstance(error, PermissionError):
        return f"{reason}; {parent} belongs to {_user(parent.stat().st_uid)}, this runs as {_me()}"
    return reason


def _me() -> str:
    return _user(os.geteuid())


def _user(number: int) -> str:
    import pwd  # noqa: PLC0415 (not everywhere, and only needed in errors)

    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"
