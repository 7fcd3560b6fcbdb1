"""The fleet store: PostgreSQL through a pool of asyncpg connections."""

import asyncio
import random
from typing import Any, TypeVar

import asyncpg
import structlog

from wanstudio.database.connection import Dialect, Row, Work
from wanstudio.database.postgres_errors import DATABASE_ERRORS, is_away, may_be_repeated
from wanstudio.database.sqlite import now_ms
from wanstudio.database.statements import find_numbered
from wanstudio.errors import SettingsInvalid, StoreUnavailable

T = TypeVar("T")
_TRIES = 5
_log = structlog.get_logger(__name__)


def _server_settings(clock_offset_ms: int) -> dict[str, str]:
    """A pooler such as PgBouncer refuses parameters that it does not know: the offset goes only where there is one."""
    offset = {"wanstudio.clock_offset_ms": str(clock_offset_ms)} if clock_offset_ms else {}
    return {"application_name": "wanstudio", **offset}


class PostgresConnection:
    """One pooled connection inside a transaction."""

    def __init__(self, link: Any) -> None:
        self.link = link

    async def rows(self, statement: str, /, **values: object) -> list[Row]:
        """Run a named statement and return all its rows."""
        sql, names = find_numbered(statement)
        return await self.link.fetch(sql, *(values[name] for name in names))  # type: ignore[no-any-return]

    async def row(self, statement: str, /, **values: object) -> Row | None:
        """Run a named statement and return its first row, or None."""
        found = await self.rows(statement, **values)
        return found[0] if found else None

    async def script(self, sql: str) -> None:
        """Run several statements at once; for migrations."""
        await self.link.execute(sql)


class PostgresDatabase:
    """A `Database` on a PostgreSQL server. `clock_offset_ms` moves its clock, for tests of expiry."""

    dialect: Dialect = "postgres"

    def __init__(self, pool: Any, clock_offset_ms: int) -> None:
        self.pool = pool
        self._offset = clock_offset_ms

    @classmethod
    async def connect(cls, url: str, *, connections: int = 8, clock_offset_ms: int = 0) -> "PostgresDatabase":
        """Open a pool; StoreUnavailable if no server answers at `url`."""
        try:
            pool = await asyncpg.create_pool(
                url,
                min_size=1,
                max_size=connections,
                timeout=10,
                command_timeout=30,
                server_settings=_server_settings(clock_offset_ms),
            )
        except ValueError as error:
            raise SettingsInvalid(problem=f"database: {error}") from error
        except DATABASE_ERRORS as error:
            raise StoreUnavailable from error
        return cls(pool, clock_offset_ms)

    def now_ms(self) -> int:
        """This machine's clock moved by the store's offset; statements use the server's own."""
        return now_ms(self._offset)

    async def read(self, work: Work[T]) -> T:
        """Run a reading transaction, each statement on its own snapshot."""
        try:
            async with self.pool.acquire(timeout=10) as link:
                return await work(PostgresConnection(link))
        except DATABASE_ERRORS as error:
            if is_away(error):
                raise StoreUnavailable from error
            raise

    async def write(self, work: Work[T]) -> T:
        """Run a writing transaction; one that met a deadlock or a new schema is run again."""
        for tried in range(1, _TRIES + 1):
            try:
                async with self.pool.acquire(timeout=10) as link, link.transaction():
                    return await work(PostgresConnection(link))
            except DATABASE_ERRORS as error:
                if isinstance(error, asyncpg.ReadOnlySQLTransactionError):
                    # This was the primary once: what the pool holds must be opened anew, at the new one.
                    await self.pool.expire_connections()
                if not may_be_repeated(error) and not is_away(error):
                    raise
                if is_away(error) or tried == _TRIES:
                    raise StoreUnavailable from error
                _log.warning("postgres_transaction_repeated", tried=tried, error=type(error).__name__)
                await asyncio.sleep(random.uniform(0.005, 0.02) * tried)
        raise AssertionError("unreachable: the last try returns or raises")

    async def close(self) -> None:
        """Close every connection once it is idle."""
        await self.pool.close()
