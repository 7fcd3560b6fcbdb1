"""A session that stands still inside a transaction frees what it has locked; others are left alone."""

import asyncio

import asyncpg
import pytest

from wanstudio.database.connection import Connection
from wanstudio.database.frozen_sessions import end_frozen_sessions
from wanstudio.database.opening import open_database
from wanstudio.tasks.queue import LANE, open_lane

LOCK = "LOCK TABLE lanes"


@pytest.fixture
def url(postgres_server) -> str:
    return postgres_server.new_database()


async def _advance(tx: Connection) -> None:
    await tx.row("tasks/advance_lane", lane=LANE, start_tag=1.0)


async def test_claims_go_on_after_a_worker_froze_inside_one(tmp_path, url):
    database = await open_database(url, tmp_path)
    await open_lane(database)
    frozen = await asyncpg.connect(url, server_settings={"application_name": "wanstudio"})
    await frozen.execute("BEGIN")
    await frozen.execute(LOCK)
    claiming = asyncio.create_task(database.write(_advance))
    await asyncio.sleep(0.3)
    assert not claiming.done()
    assert await end_frozen_sessions(database, seconds=30) == 0
    assert await end_frozen_sessions(database, seconds=0.2) == 1
    await asyncio.wait_for(claiming, 5)
    frozen.terminate()
    await database.close()


async def test_a_session_of_somebody_else_is_left_alone(tmp_path, url):
    database = await open_database(url, tmp_path)
    await open_lane(database)
    shell = await asyncpg.connect(url, server_settings={"application_name": "psql"})
    await shell.execute("BEGIN")
    await shell.execute(LOCK)
    await asyncio.sleep(0.3)
    assert await end_frozen_sessions(database, seconds=0.2) == 0
    await shell.execute("ROLLBACK")
    await shell.close()
    await database.close()
