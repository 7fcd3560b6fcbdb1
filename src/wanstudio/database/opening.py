"""From a database URL to an open, migrated database."""

from pathlib import Path

from wanstudio.database.connection import Database
from wanstudio.database.migration import migrate
from wanstudio.database.sqlite import SqliteDatabase


async def open_database(url: str | None, data: Path, *, clock_offset_ms: int = 0) -> Database:
    """Open `url` (`postgresql://...`), or the SQLite file in the folder `data` when there is none.

    Raises StoreUnavailable when it cannot be reached, SchemaTooNew when it is from a newer release.
    """
    database: Database
    if url is None:
        database = SqliteDatabase(data / "wanstudio.sqlite3", clock_offset_ms=clock_offset_ms)
    else:
        from wanstudio.database.postgres import PostgresDatabase  # noqa: PLC0415 (asyncpg is an extra)

        database = await PostgresDatabase.connect(url, clock_offset_ms=clock_offset_ms)
    try:
        await migrate(database)
    except BaseException:
        await database.close()
        raise
    return database
