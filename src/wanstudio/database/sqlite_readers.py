"""Reads that take long on the embedded store: in threads of their own, so that the event loop goes on answering."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from wanstudio.database.connection import Work
from wanstudio.errors import StoreUnavailable

if TYPE_CHECKING:
    from wanstudio.database.sqlite import SqliteConnection

T = TypeVar("T")
MOST_READERS = 3
# Some milliseconds of a statement; each time it is asked whether it is still wanted.
_STEPS_BETWEEN_CHECKS = 200_000
# Each reader has a cache of its own, and there may be none of them at all.
_CACHE_PRAGMA = "PRAGMA cache_size = -4000"


class _Reading:
    """One read. It stops soon after nobody waits for it any more, or when its time is up."""

    def __init__(self) -> None:
        self.wanted = True
        self._until = float("inf")

    def begin(self, limit_seconds: float) -> None:
        self._until = time.monotonic() + limit_seconds

    def must_stop(self) -> bool:
        return not self.wanted or time.monotonic() > self._until


class SqliteReaders:
    """At most `MOST_READERS` reads at once, the others wait in order. Connections are opened when they are needed."""

    def __init__(self, connect: "Callable[[], SqliteConnection]", *, limit_seconds: float) -> None:
        self.limit_seconds = limit_seconds
        self._connect = connect
        self._threads = ThreadPoolExecutor(MOST_READERS, thread_name_prefix="sqlite-reader")
        self._idle: list[SqliteConnection] = []
        self._readings: set[_Reading] = set()
        self._closed = False

    async def read(self, run: Callable[[Work[T], "SqliteConnection"], T], work: Work[T]) -> T:
        """What `run` makes of the work on a connection of a thread; interrupted if the caller is cancelled.

        Its time begins with its turn. Raises what `run` does, for an interrupted statement too.
        """
        if self._closed:
            raise StoreUnavailable
        reading = _Reading()
        self._readings.add(reading)

        def in_thread() -> T:
            connection = self._idle.pop() if self._idle else self._open()
            try:
                reading.begin(self.limit_seconds)
                connection.file.set_progress_handler(reading.must_stop, _STEPS_BETWEEN_CHECKS)
                return run(work, connection)
            finally:
                connection.file.set_progress_handler(None)
                self._idle.append(connection)

        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, in_thread)
        finally:
            reading.wanted = False
            self._readings.discard(reading)

    def _open(self) -> "SqliteConnection":
        connection = self._connect()
        connection.file.execute(_CACHE_PRAGMA)
        connection.file.execute("PRAGMA query_only = ON")
        return connection

    async def close(self) -> None:
        """Interrupt what is being read, and let go of the file."""
        self._closed = True
        for reading in self._readings:
            reading.wanted = False
        await asyncio.to_thread(self._threads.shutdown)
        for connection in self._idle:
            connection.file.close()
        self._idle.clear()
