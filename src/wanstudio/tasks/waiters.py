"""Waits until tasks have ended, for everybody in this process at once."""

import asyncio

import structlog

from wanstudio.database.connection import Database
from wanstudio.tasks import ledger

TICK_SECONDS = 0.05
_log = structlog.get_logger(__name__)


class Waiters:
    """Everybody in this process who waits for a task: one question a tick for all of them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._watch: asyncio.Task[None] | None = None

    async def wait(self, task_id: str) -> None:
        """Return once the task has ended."""
        event = asyncio.Event()
        self._waiting.setdefault(task_id, set()).add(event)
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._look())
        try:
            await event.wait()
        finally:
            self._waiting[task_id].discard(event)
            if not self._waiting[task_id]:
                del self._waiting[task_id]

    async def _look(self) -> None:
        while self._waiting:
            await asyncio.sleep(TICK_SECONDS)
            try:
                ended = await ledger.find_ended(self._database, list(self._waiting))
            except Exception as error:
                # Whatever it was: if this ended, all who wait would wait until their time is up.
                _log.warning("waiters_cannot_look", error=repr(error))
                continue
            for task_id in ended:
                for event in self._waiting.get(task_id, ()):
                    event.set()
