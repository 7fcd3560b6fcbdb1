"""A store of either kind with several servers, and a receiver of what they tell."""

import pytest
from tests.conformance.webhook_house import House
from tests.receiver import receiving

from wanstudio.database.migration import migrate
from wanstudio.database.postgres import PostgresDatabase
from wanstudio.database.sqlite import SqliteDatabase
from wanstudio.tasks.queue import open_lane


@pytest.fixture(params=["sqlite", "postgres"])
async def house(request, tmp_path):
    if request.param == "sqlite":

        async def opening(offset_ms):
            return SqliteDatabase(tmp_path / "store.sqlite3", clock_offset_ms=offset_ms)
    else:
        url = request.getfixturevalue("postgres_server").new_database()

        async def opening(offset_ms):
            return await PostgresDatabase.connect(url, clock_offset_ms=offset_ms)

    made = House(opening, tmp_path)
    first = await made.at()
    await migrate(first.database)
    await open_lane(first.database)
    yield made
    await made.close()


@pytest.fixture
def receiver():
    with receiving() as opened:
        yield opened
