"""The seam of the database: transactions of named statements, whatever the dialect."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal, Protocol, TypeVar

T = TypeVar("T")
Row = Mapping[str, Any]
Dialect = Literal["sqlite", "postgres"]


class Connection(Protocol):
    """What a transaction may do: run statements named after their file, `room/verb`."""

    dialect: Dialect

    async def rows(self, statement: str, /, **values: object) -> list[Row]:
        """Run a statement and return all its rows."""
        ...

    async def row(self, statement: str, /, **values: object) -> Row | None:
        """Run a statement and return its first row, or None."""
        ...

    async def script(self, sql: str) -> None:
        """Run several statements at once; for migrations."""
        ...


Work = Callable[[Connection], Awaitable[T]]
"""A transaction: a coroutine function that awaits nothing but the connection it is given.

On SQLite it runs to its end on the writing thread without an event loop, so that many
transactions share one commit; awaiting anything else raises RuntimeError there.
"""


class Database(Protocol):
    """A store of rows. All times in it are milliseconds since 1970 by its own clock."""

    dialect: Dialect

    async def write(self, work: Work[T], *, one_statement: bool = False) -> T:
        """Run `work` as one durable transaction; raise StoreUnavailable if there is no database.

        `one_statement` says that it runs no more than one. PostgreSQL then needs no round trips to begin and to
        commit, during which others would wait for the rows it has locked.
        """
        ...

    async def read(self, work: Work[T]) -> T:
        """Run `work`, which must not write, on the latest committed rows."""
        ...

    async def read_long(self, work: Work[T]) -> T:
        """Run a `work` that may read much: lists, sums, pages of figures. It holds up nobody else.

        It is interrupted when the caller is cancelled, and after a minute with StoreUnavailable.
        """
        ...

    def now_ms(self) -> int:
        """This process's estimate of the store's clock; for links and logs, never for leases."""
        ...

    async def close(self) -> None:
        """Finish what was asked for and let go of files and connections."""
        ...


async def read_clock(database: Database) -> int:
    """The store's clock itself, asked just now; for what must not depend on this machine's."""
    row = await database.read(lambda tx: tx.row("schema/clock"))
    assert row is not None
    return int(row["now_ms"])
