"""From a database URL to an open, migrated database."""

from pathlib import Path

from wanstudio.data_folder import prepare_data_folder
from wanstudio.database.connection import Database
from wanstudio.database.migration import migrate
from wanstudio.database.sqlite import SqliteDatabase
from wanstudio.extras import check_extra

_FILE = "wanstudio.sqlite3"


def has_database(url: str | None, data: Path) -> bool:
    """Whether there is a store to open: a URL, or a file in the folder."""
    return url is not None or (data / _FILE).exists()


async def open_database(url: str | None, data: Path, *, clock_offset_ms: int = 0) -> Database:
    """Open `url` (`postgresql://...`), or the SQLite file in the folder `data` when there is none.

    Raises StoreUnavailable when it cannot be reached, SchemaTooNew when it is from a newer release,
    SettingsInvalid when the folder or a package is not as it must be.
    """
    database: Database
    if url is None:
        prepare_data_folder(data)
        database = SqliteDatabase(data / _FILE, clock_offset_ms=clock_offset_ms)
    else:
        check_extra("postgres", "The setting `database`")
        from wanstudio.database.postgres import PostgresDatabase  # noqa: PLC0415 (asyncpg is an extra)

        database = await PostgresDatabase.connect(url, clock_offset_ms=clock_offset_ms)
    try:
        await migrate(database)
    except BaseException:
        await database.close()
        raise
    return database
