"""Ends a worker that holds the embedded store's write lock and does not move: nobody else could write until it did."""

import asyncio
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import structlog

from wanstudio.database.connection import Connection, Database
from wanstudio.errors import StoreLocked, StoreUnavailable

_LEASES = 3
_log = structlog.get_logger(__name__)


async def _nothing(_: Connection) -> None:
    """A transaction without a statement: it only takes the lock."""


class FrozenWorkers:
    """Watches over the worker processes of one server. `ended` names those that it ended."""

    def __init__(
        self,
        database: Database,
        children: Mapping[str, asyncio.subprocess.Process],
        lease_seconds: Callable[[], float],
    ) -> None:
        """`lease_seconds` is how long a lease lasts now."""
        self._database, self._children, self._lease_seconds = database, children, lease_seconds
        self._locked_since: float | None = None
        self.ended: set[str] = set()

    async def watch(self) -> None:
        """Look again and again, for as long as the server lives."""
        while True:
            try:
                await self._look()
            except StoreUnavailable as error:
                _log.warning("cannot_look_for_frozen_workers", error=str(error))
            await asyncio.sleep(self._lease_seconds() / 2)

    async def _look(self) -> None:
        """End one worker if nothing could be written for three leases: one at a time, since the next try may succeed."""
        began = time.monotonic()
        try:
            await self._database.write(_nothing)
        except StoreLocked:
            self._locked_since = self._locked_since or began
        else:
            self._locked_since = None
            return
        if time.monotonic() - self._locked_since < _LEASES * self._lease_seconds():
            return
        if silent := await self._silent():
            name = silent[0]
            _log.error("frozen_worker_ended", worker=name, pid=self._children[name].pid)
            self.ended.add(name)
            self._children[name].kill()

    async def _silent(self) -> list[str]:
        """Workers not heard of for three leases: first those that the system has stopped, then those silent longest.

        All are silent that cannot write; which of them holds the lock, SQLite does not tell.
        """
        rows = await self._database.read(lambda tx: tx.rows("tasks/workers"))
        silent_ms = {row["worker"]: row["silent_ms"] for row in rows}
        longest = max(silent_ms.values(), default=0)
        limit_ms = _LEASES * self._lease_seconds() * 1000
        found = [
            (not _is_stopped(child.pid), -silent_ms.get(name, longest), name)
            for name, child in self._children.items()
            if child.returncode is None and silent_ms.get(name, longest) >= limit_ms
        ]
        return [name for *_, name in sorted(found)]


def _is_stopped(pid: int) -> bool:
    """Whether a process was stopped by a signal; known on Linux only."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state in ("T", "t")
