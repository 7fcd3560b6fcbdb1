"""The fleet store: PostgreSQL through a pool of asyncpg connections."""

import asyncio
import random
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext, suppress
from typing import Any, TypeVar

import asyncpg
import structlog

from wanstudio.database.connection import Dialect, Row, Work
from wanstudio.database.postgres_errors import DATABASE_ERRORS, is_away, may_be_repeated
from wanstudio.database.statements import PATIENT, PATIENT_SECONDS, absent_of, find_numbered
from wanstudio.database.store_clock import StoreClock
from wanstudio.errors import SettingsInvalid, StoreUnavailable

T = TypeVar("T")
_TRIES = 5
_CONNECT_SECONDS = 5.0
_STATEMENT_SECONDS = 5.0
# Longer than a statement: who waits behind dead connections gets one of those that take their place.
_ACQUIRE_SECONDS = 8.0
_MIGRATION_SECONDS = 3600.0
_RELEASE_SECONDS = 2.0
_CLOSE_SECONDS = 5.0
# Shorter than what clouds take for an idle connection, and cut without a word.
_IDLE_SECONDS = 45.0
# A peer that is gone is noticed by silence: after five seconds unanswered, or three unanswered probes.
_SOCKET_OPTIONS = {
    "SO_KEEPALIVE": (socket.SOL_SOCKET, 1),
    "TCP_KEEPIDLE": (socket.IPPROTO_TCP, 10),
    "TCP_KEEPINTVL": (socket.IPPROTO_TCP, 3),
    "TCP_KEEPCNT": (socket.IPPROTO_TCP, 3),
    "TCP_USER_TIMEOUT": (socket.IPPROTO_TCP, 5000),
}
_CLOCK = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)"
_log = structlog.get_logger(__name__)


def _server_settings(clock_offset_ms: int) -> dict[str, str]:
    """A pooler such as PgBouncer refuses parameters that it does not know: the offset goes only where there is one."""
    offset = {"wanstudio.clock_offset_ms": str(clock_offset_ms)} if clock_offset_ms else {}
    return {"application_name": "wanstudio", **offset}


async def _watch_peer(link: Any) -> None:
    """Have the system notice a server that is gone; it has not all options everywhere."""
    transport = getattr(link, "_transport", None)
    wire = transport.get_extra_info("socket") if transport else None
    if wire is None or wire.family not in (socket.AF_INET, socket.AF_INET6):
        return
    for name, (level, value) in _SOCKET_OPTIONS.items():
        with suppress(OSError, AttributeError):
            wire.setsockopt(level, getattr(socket, name), value)


async def _keep(_: Any) -> None:
    """Nothing here changes a session, so nothing is reset when it is given back: that is a round trip for each use."""


class PostgresConnection:
    """One pooled connection inside a transaction."""

    dialect: Dialect = "postgres"

    def __init__(self, link: Any) -> None:
        self.link = link

    async def rows(self, statement: str, /, **values: object) -> list[Row]:
        """Run a named statement and return all its rows."""
        sql, names = find_numbered(statement, absent_of(statement, "postgres", values))
        limit = PATIENT_SECONDS if statement in PATIENT else _STATEMENT_SECONDS
        try:
            return await self.link.fetch(  # type: ignore[no-any-return]
                sql, *(values[name] for name in names), timeout=limit
            )
        except TimeoutError:
            # Else the transaction would wait as long again for its end, and the pool for the connection.
            self.link.terminate()
            raise

    async def row(self, statement: str, /, **values: object) -> Row | None:
        """Run a named statement and return its first row, or None."""
        found = await self.rows(statement, **values)
        return found[0] if found else None

    async def script(self, sql: str) -> None:
        """Run several statements at once; for migrations."""
        await self.link.execute(sql, timeout=_MIGRATION_SECONDS)


class PostgresDatabase:
    """A `Database` on a PostgreSQL server. `clock_offset_ms` moves its clock, for tests of expiry."""

    dialect: Dialect = "postgres"

    def __init__(self, pool: Any, clock_offset_ms: int) -> None:
        self.pool = pool
        self._offset = clock_offset_ms
        self._clock = StoreClock()

    @classmethod
    async def connect(cls, url: str, *, connections: int = 8, clock_offset_ms: int = 0) -> "PostgresDatabase":
        """Open a pool; StoreUnavailable if no server answers at `url`."""
        try:
            pool = await asyncpg.create_pool(
                url,
                # Opened below: a server that lends no more connections is asked again.
                min_size=0,
                max_size=connections,
                timeout=_CONNECT_SECONDS,
                command_timeout=_STATEMENT_SECONDS,
                max_inactive_connection_lifetime=_IDLE_SECONDS,
                init=_watch_peer,
                reset=_keep,
                server_settings=_server_settings(clock_offset_ms),
            )
        except ValueError as error:
            raise SettingsInvalid(problem=f"database: {error}") from error
        except DATABASE_ERRORS as error:
            raise StoreUnavailable from error
        opened = cls(pool, clock_offset_ms)
        try:
            async with opened._link():
                return opened
        except ValueError as error:
            raise SettingsInvalid(problem=f"database: {error}") from error
        except DATABASE_ERRORS as error:
            raise StoreUnavailable from error

    def now_ms(self) -> int:
        """The server's clock as far as it is known here; statements use the server's own."""
        return self._clock.now_ms() + self._offset

    async def read(self, work: Work[T]) -> T:
        """Run a reading transaction, each statement on its own snapshot.

        If its connection turns out to be dead, it is run again on a new one.
        """
        for last in (False, True):
            try:
                async with self._link() as link:
                    return await work(PostgresConnection(link))
            except DATABASE_ERRORS as error:
                if last and is_away(error):
                    raise StoreUnavailable from error
                if last or not (is_away(error) or may_be_repeated(error)):
                    raise
                _log.warning("postgres_read_repeated", error=type(error).__name__)
        raise AssertionError("unreachable: the last try returns or raises")

    async def read_long(self, work: Work[T]) -> T:
        """The same: nothing waits here but the caller. How long a statement may take, `PATIENT` says."""
        return await self.read(work)

    async def write(self, work: Work[T], *, one_statement: bool = False) -> T:
        """Run a writing transaction; one that met a deadlock or a new schema is run again."""
        for tried in range(1, _TRIES + 1):
            try:
                async with self._link() as link, nullcontext() if one_statement else link.transaction():
                    return await work(PostgresConnection(link))
            except DATABASE_ERRORS as error:
                if not may_be_repeated(error) and not is_away(error):
                    raise
                if is_away(error) or tried == _TRIES:
                    raise StoreUnavailable from error
                _log.warning("postgres_transaction_repeated", tried=tried, error=type(error).__name__)
                await asyncio.sleep(random.uniform(0.005, 0.02) * tried)
        raise AssertionError("unreachable: the last try returns or raises")

    async def close(self) -> None:
        """Close every connection once it is idle; those that do not get there are cut."""
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self.pool.close()
        except TimeoutError:
            self.pool.terminate()

    @asynccontextmanager
    async def _link(self) -> AsyncIterator[Any]:
        """A pooled connection. If it is lost, those that were opened with it are opened anew before they are used."""
        link = await self._acquire()
        try:
            if self._clock.stale:
                self._clock.note(await link.fetchval(_CLOCK))
            yield link
        except BaseException as error:
            if is_away(error):
                link.terminate()
                await self.pool.expire_connections()
            raise
        finally:
            # An error of giving back must not take the place of the one that the caller is to see.
            with suppress(Exception):
                await self.pool.release(link, timeout=_RELEASE_SECONDS)

    async def _acquire(self) -> Any:
        """A connection; where the server lends no more of them, one that this pool has already may come free."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + _ACQUIRE_SECONDS
        while True:
            left = deadline - clock()
            try:
                return await self.pool.acquire(timeout=max(left, 0.1))
            except asyncpg.TooManyConnectionsError as error:
                if left <= 0:
                    raise StoreUnavailable from error
                await asyncio.sleep(random.uniform(0.02, 0.06))
            except DATABASE_ERRORS as error:
                if isinstance(error, ValueError) or not is_away(error):
                    raise
                raise StoreUnavailable from error
