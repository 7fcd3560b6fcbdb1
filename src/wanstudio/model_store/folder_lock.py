"""Locks beside a model's folder: one process pulls at a time, and none removes what another paints with.

The system lets go of a lock when its process ends, however it ends.
"""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import IO

_ROUND_SECONDS = 0.2


@asynccontextmanager
async def hold_alone(folder: Path, waits: Callable[[], None]) -> AsyncIterator[None]:
    """Hold the lock of whoever changes this folder; `waits` is called once if another process has it."""
    with _open(folder, "pull") as lock:
        told = False
        while not _try(lock, fcntl.LOCK_EX):
            if not told:
                waits()
                told = True
            # A blocking call could not be interrupted from the keyboard.
            await asyncio.sleep(_ROUND_SECONDS)
        yield


def mark_in_use(folder: Path) -> IO[bytes] | None:
    """Say that this process paints with a folder, until what is returned is closed; None where that cannot be written."""
    try:
        lock = _open(folder, "use")
        fcntl.flock(lock, fcntl.LOCK_SH)
    except OSError:
        return None
    return lock


@contextmanager
def claim_unused(folder: Path) -> Iterator[bool]:
    """Whether no process paints with the folder; while the block runs none can begin to, if so."""
    with _open(folder, "use") as lock:
        yield _try(lock, fcntl.LOCK_EX)


def _open(folder: Path, kind: str) -> IO[bytes]:
    place = folder.parent / ".locks"
    place.mkdir(parents=True, exist_ok=True)
    return (place / f"{folder.name}.{kind}").open("ab")


def _try(lock: IO[bytes], kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
