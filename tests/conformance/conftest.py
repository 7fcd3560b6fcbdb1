"""A store of either kind with several servers, and a receiver of what they tell."""

import pytest
from tests.conformance.webhook_house import House
from tests.receiver import receiving

from wanstudio.database.migration import migrate
from wanstudio.database.postgres import PostgresDatabase
from wanstudio.database.sqlite import SqliteDatabase
from wanstudio.tasks.queue import open_lane


@pytest.fixture(params=["sqlite", "postgres"])
async def opening(request, tmp_path):
    """Opens one and the same empty, migrated store as often as it is called, each time by a clock of its own."""
    if request.param == "sqlite":

        async def open_at(offset_ms):
            return SqliteDatabase(tmp_path / "store.sqlite3", clock_offset_ms=offset_ms)
    else:
        url = request.getfixturevalue("postgres_server").new_database()

        async def open_at(offset_ms):
            return await PostgresDatabase.connect(url, clock_offset_ms=offset_ms)

    first = await open_at(0)
    await migrate(first)
    await open_lane(first)
    await first.close()
    return open_at


@pytest.fixture
async def house(opening, tmp_path):
    made = House(opening, tmp_path)
    yield made
    await made.close()


@pytest.fixture
def receiver():
    with receiving() as opened:
        yield opened
