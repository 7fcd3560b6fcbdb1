"""A fleet store whose connections fall silent, or that lends no more of them: nobody hangs, and few notice."""

import asyncio
import time

import asyncpg
import pytest
from tests.tcp_proxy import tcp_proxying

from wanstudio.database.migration import migrate
from wanstudio.database.postgres import PostgresDatabase
from wanstudio.errors import StoreUnavailable


async def _write(tx) -> None:
    await tx.row("storage/keep_secret", name="a", value="b")


async def _read(tx) -> None:
    await tx.row("storage/find_secret", name="a")


@pytest.fixture
def proxy(postgres_server):
    with tcp_proxying(postgres_server.port) as opened:
        yield opened


@pytest.fixture
async def database(postgres_server, proxy):
    url = postgres_server.new_database()
    opened = await PostgresDatabase.connect(url.replace(str(postgres_server.port), str(proxy.port)))
    await migrate(opened)
    yield opened
    await opened.close()


async def test_reads_on_connections_that_died_silently_are_answered(database, proxy):
    """As when a load balancer has dropped what was idle: 8 of 12 requests once hung for 40 seconds and failed."""
    await asyncio.gather(*(database.write(_write) for _ in range(8)))
    proxy.bury()
    started = time.monotonic()
    await asyncio.gather(*(database.read(_read) for _ in range(12)))
    assert time.monotonic() - started < 15
    await asyncio.gather(*(database.write(_write) for _ in range(8)))


async def test_a_write_on_a_dead_connection_is_refused_soon_and_the_next_is_done(database, proxy):
    """It may have been done: only the caller knows whether it may be repeated."""
    await database.write(_write)
    proxy.bury()
    with pytest.raises(StoreUnavailable):
        await asyncio.wait_for(database.write(_write), 15)
    await asyncio.wait_for(database.write(_write), 5)


async def test_a_store_that_is_silent_throughout_can_be_closed(database, proxy):
    busy = [asyncio.create_task(database.read(_read)) for _ in range(4)]
    await asyncio.sleep(0)
    proxy.fall_silent()
    waiting = [asyncio.create_task(database.write(_write)) for _ in range(12)]
    await asyncio.sleep(0.5)
    await asyncio.wait_for(database.close(), 15)
    await asyncio.wait_for(asyncio.gather(*busy, *waiting, return_exceptions=True), 15)


async def test_a_caller_that_leaves_while_the_store_is_silent_has_left(database, proxy):
    """A cancellation is not lost: it was once answered as an outage, and the caller went on."""
    proxy.fall_silent()
    asking = [
        asyncio.create_task(do(work)) for work, do in ((_read, database.read), (_write, database.write)) * 8
    ]
    await asyncio.sleep(0.3)
    for each in asking:
        each.cancel()
    answers = await asyncio.wait_for(asyncio.gather(*asking, return_exceptions=True), 15)
    assert {type(answer) for answer in answers} == {asyncio.CancelledError}


async def test_who_is_lent_no_more_connections_waits_for_one_of_the_pool(postgres_server):
    url = postgres_server.new_database()
    operator = await asyncpg.connect(url)
    role = f"few_{url.rpartition('/')[2]}"
    await operator.execute(f'CREATE ROLE "{role}" LOGIN CONNECTION LIMIT 2')
    await operator.execute(f'ALTER DATABASE "{url.rpartition("/")[2]}" OWNER TO "{role}"')
    database = await PostgresDatabase.connect(url.replace("postgres@", f"{role}@"))
    await migrate(database)
    await asyncio.gather(
        *(database.write(_write) for _ in range(30)), *(database.read(_read) for _ in range(30))
    )
    await database.close()
    await operator.close()
