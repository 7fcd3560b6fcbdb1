"""The embedded store: one SQLite file, one writing thread a process, many transactions a commit.

Quick reads run where they are asked for, long ones in threads of their own.
"""

import asyncio
import queue
import random
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import apsw
import structlog

from wanstudio.data_folder import PRIVATE_FOLDER, make_private_file
from wanstudio.database.connection import Dialect, Row, Work
from wanstudio.database.sqlite_readers import SqliteReaders
from wanstudio.database.statements import PATIENT_SECONDS, absent_of, find_sql
from wanstudio.errors import StoreLocked, StoreUnavailable

T = TypeVar("T")
_GROUP = 64
# Several times what the slowest disk needs for one commit of another process.
_BUSY_SECONDS = 10.0
# The file is away, or not as it must be: nobody's transaction can be done, as opposed to one that is refused.
_AWAY = (
    apsw.FullError,
    apsw.IOError,
    apsw.ReadOnlyError,
    apsw.CorruptError,
    apsw.NotADBError,
    apsw.CantOpenError,
    apsw.BusyError,
    apsw.LockedError,
    apsw.ProtocolError,
    apsw.NoMemError,
)
_log = structlog.get_logger(__name__)


def _as_mapping(cursor: apsw.Cursor, row: tuple[Any, ...]) -> dict[str, Any]:
    return {column[0]: value for column, value in zip(cursor.get_description(), row, strict=True)}


def _wait_for_lock() -> Callable[[int], bool]:
    started = 0.0

    def busy(tries: int) -> bool:
        nonlocal started
        if tries == 0:
            started = time.monotonic()
        # Short random sleeps: SQLite's own back-off grows to 100 ms and starves a process beside a busy one.
        time.sleep(random.uniform(0.0002, 0.001))
        return time.monotonic() - started < _BUSY_SECONDS

    return busy


class SqliteConnection:
    """One connection to the file. Used by one thread at a time."""

    dialect: Dialect = "sqlite"

    def __init__(self, path: Path, clock: Callable[[], int]) -> None:
        self.file = apsw.Connection(str(path))
        self.file.set_busy_handler(_wait_for_lock())
        self.file.set_row_trace(_as_mapping)
        self.file.create_scalar_function("now_ms", lambda *_: clock(), 0)
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            # What is replaced or purged is written over where its page is written anyway.
            "secure_delete = FAST",
            "cache_size = -16000",
            # Each job of a group is a savepoint; beyond 16 changed pages its undo log would be a file, which costs more
            # than the job.
            "temp_store = MEMORY",
        ):
            self.file.execute(f"PRAGMA {pragma}")

    async def rows(self, statement: str, /, **values: object) -> list[Row]:
        """Run a named statement and return all its rows."""
        sql = find_sql(statement, "sqlite", absent_of(statement, "sqlite", values))
        return self.file.execute(sql, values).fetchall()  # type: ignore[return-value]

    async def row(self, statement: str, /, **values: object) -> Row | None:
        """Run a named statement and return its first row, or None."""
        found = await self.rows(statement, **values)
        return found[0] if found else None

    async def script(self, sql: str) -> None:
        """Run several statements at once; for migrations."""
        self.file.execute(sql).fetchall()


def now_ms(offset_ms: int = 0) -> int:
    """Milliseconds since 1970 on this machine."""
    return time.time_ns() // 1_000_000 + offset_ms


def run_through(work: Awaitable[T]) -> T:
    """Run a coroutine that never suspends; RuntimeError if it awaited anything but its connection."""
    steps = work.__await__()
    try:
        next(steps)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]
    raise RuntimeError("a transaction may await nothing but its connection")


@dataclass(slots=True)
class _Job:
    work: Work[Any]
    answer: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None


class SqliteDatabase:
    """A `Database` in one file. `clock_offset_ms` moves its clock, for tests of expiry."""

    dialect: Dialect = "sqlite"

    def __init__(self, path: Path, *, clock_offset_ms: int = 0) -> None:
        # The file holds prompts and the secret that signs links: for its owner only.
        path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        make_private_file(path)
        self.path = path
        self._offset = clock_offset_ms
        try:
            self._reader, self._writer = self._connect(), self._connect()
        except apsw.Error as error:
            raise StoreUnavailable from error
        self._readers = SqliteReaders(self._connect, limit_seconds=PATIENT_SECONDS)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write_groups, name="sqlite-writer", daemon=True)
        self._thread.start()

    def now_ms(self) -> int:
        """Milliseconds since 1970 by this store's clock."""
        return now_ms(self._offset)

    def move_clock(self, offset_ms: int) -> None:
        """From now on be so far ahead of this machine's clock; for this process only."""
        self._offset = offset_ms

    async def read(self, work: Work[T]) -> T:
        """Run a reading transaction here and now: it takes microseconds, a thread hop takes more."""
        return _read(work, self._reader)

    async def read_long(self, work: Work[T]) -> T:
        """Run a reading transaction in a thread: the event loop goes on meanwhile."""
        try:
            return await self._readers.read(_read, work)
        except apsw.Error as error:
            raise _translate(error) from error

    def _connect(self) -> SqliteConnection:
        return SqliteConnection(self.path, self.now_ms)

    async def write(self, work: Work[T], *, one_statement: bool = False) -> T:  # noqa: ARG002
        """Queue a writing transaction and wait until it is on disk."""
        if not self._thread.is_alive():
            raise StoreUnavailable
        job = _Job(work, asyncio.get_running_loop().create_future())
        self._jobs.put(job)
        return await job.answer  # type: ignore[no-any-return]

    async def close(self) -> None:
        """Let the writing thread finish its queue, then close the file."""
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)
        await self._readers.close()
        self._reader.file.close()
        self._writer.file.close()

    def _write_groups(self) -> None:
        while (first := self._jobs.get()) is not None:
            group = [first]
            while len(group) < _GROUP and not self._jobs.empty():
                if (job := self._jobs.get()) is None:
                    self._jobs.put(None)
                    break
                group.append(job)
            self._commit(group)

    def _commit(self, group: list[_Job]) -> None:
        file = self._writer.file
        try:
            file.execute("BEGIN IMMEDIATE")
            for job in group:
                self._attempt(job)
            file.execute("COMMIT")
        except BaseException as error:
            # Nothing may end this thread: everybody who writes would wait for ever.
            _log.error("sqlite_commit_failed", error=repr(error))
            with suppress(apsw.Error):
                if file.in_transaction:
                    file.execute("ROLLBACK")
            for job in group:
                job.error = _translate(error)
        _answer(group)

    def _attempt(self, job: _Job) -> None:
        file = self._writer.file
        file.execute("SAVEPOINT job")
        try:
            job.result = run_through(job.work(self._writer))
        except Exception as error:
            job.error = error
            if file.in_transaction:
                file.execute("ROLLBACK TO job")
            if isinstance(error, _AWAY):
                raise
        file.execute("RELEASE job")


def _read(work: Work[T], connection: SqliteConnection) -> T:
    try:
        return run_through(work(connection))
    except apsw.Error as error:
        raise _translate(error) from error


def _translate(error: BaseException) -> Exception:
    fault = StoreLocked() if isinstance(error, apsw.BusyError) else StoreUnavailable()
    fault.__cause__ = error
    return fault


def _answer(group: list[_Job]) -> None:
    def deliver(jobs: list[_Job]) -> None:
        for job in jobs:
            if job.answer.done():
                continue
            if job.error is not None:
                job.answer.set_exception(job.error)
            else:
                job.answer.set_result(job.result)

    by_loop: dict[asyncio.AbstractEventLoop, list[_Job]] = {}
    for job in group:
        by_loop.setdefault(job.answer.get_loop(), []).append(job)
    for loop, jobs in by_loop.items():
        # A loop that is closed has nobody left who waits.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(deliver, jobs)
