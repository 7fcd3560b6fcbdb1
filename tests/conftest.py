"""Fixtures every suite uses: databases of both kinds, empty and migrated."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.postgres_server import PostgresServer
from tests.s3_server import S3Server

from wanstudio.database.connection import Database
from wanstudio.database.migration import migrate
from wanstudio.database.postgres import PostgresDatabase
from wanstudio.database.sqlite import SqliteDatabase


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A real PostgreSQL server on a free loopback port, for the whole run."""
    with TemporaryDirectory(prefix="wanstudio-postgres-") as folder:
        server = PostgresServer.start(Path(folder))
        yield server
        server.stop()


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """A real S3 server on a free loopback port, for the whole run."""
    server = S3Server.start(tmp_path_factory.mktemp("s3"))
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgres"])
async def database(request, tmp_path) -> AsyncIterator[Database]:
    """An empty, migrated database of each kind in turn."""
    opened: Database
    if request.param == "sqlite":
        opened = SqliteDatabase(tmp_path / "store.sqlite3")
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        opened = await PostgresDatabase.connect(server.new_database())
    await migrate(opened)
    yield opened
    await opened.close()
