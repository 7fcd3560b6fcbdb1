"""Whatever way the fleet store is away, it is `StoreUnavailable`; what it merely refuses is not."""

import asyncio

import asyncpg
import pytest

from wanstudio.database.migration import migrate
from wanstudio.database.postgres import PostgresDatabase
from wanstudio.errors import StoreUnavailable


class Operator:
    """Somebody who changes the server under the service."""

    def __init__(self, link: asyncpg.Connection, url: str) -> None:
        self.link, self.url = link, url
        self.name = url.rpartition("/")[2]
        self.role = f"role_{self.name}"

    @property
    def service_url(self) -> str:
        return self.url.replace("postgres@", f"{self.role}@")

    async def do(self, sql: str) -> None:
        await self.link.execute(sql)

    async def end_sessions(self) -> None:
        await self.link.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", self.name
        )


@pytest.fixture
async def operator(postgres_server):
    url = postgres_server.new_database()
    made = Operator(await asyncpg.connect(url.rpartition("/")[0] + "/postgres"), url)
    await made.do(f'CREATE ROLE "{made.role}" LOGIN')
    await made.do(f'ALTER DATABASE "{made.name}" OWNER TO "{made.role}"')
    yield made
    await made.link.close()


@pytest.fixture
async def database(operator):
    opened = await PostgresDatabase.connect(operator.service_url)
    await migrate(opened)
    yield opened
    await opened.close()


async def _write(tx) -> None:
    await tx.row("storage/keep_secret", name="a", value="b")


async def _read(tx) -> None:
    await tx.row("storage/find_secret", name="a")


AWAY = {
    "no login": ('ALTER ROLE "{role}" NOLOGIN', 'ALTER ROLE "{role}" LOGIN'),
    "no database": ('DROP DATABASE "{name}" WITH (FORCE)', 'CREATE DATABASE "{name}" OWNER "{role}"'),
    "no connections": (
        'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false',
        'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true',
    ),
}


@pytest.mark.parametrize("why", AWAY)
async def test_a_server_that_lets_nobody_in_is_away_until_it_does(operator, database, why):
    go, come = (sql.format(role=operator.role, name=operator.name) for sql in AWAY[why])
    await operator.do(go)
    await operator.end_sessions()
    for work, do in ((_read, database.read), (_write, database.write)) * 2:
        with pytest.raises(StoreUnavailable):
            await do(work)
    await operator.do(come)
    await migrate(database)
    await database.write(_write)
    await database.read(_read)


async def test_an_address_that_leads_to_standbys_only_is_away(operator, database):
    """In a switchover, by a proxy's address: whoever answers does not take writes yet."""
    choosy = await PostgresDatabase.connect(f"{operator.service_url}?target_session_attrs=read-write")
    await operator.do(f'ALTER DATABASE "{operator.name}" SET default_transaction_read_only = on')
    await operator.end_sessions()
    for work, do in ((_read, choosy.read), (_write, choosy.write)):
        with pytest.raises(StoreUnavailable):
            await do(work)
    await operator.do(f'ALTER DATABASE "{operator.name}" RESET default_transaction_read_only')
    await choosy.write(_write)
    await choosy.close()


async def test_sessions_that_are_ended_at_any_moment_are_only_ever_away(operator, database):
    """The server's last word may arrive before the link is closed; what is asked in between is lost as well."""
    stop = asyncio.Event()
    found: list[BaseException] = []

    async def ask(work, do) -> None:
        while not stop.is_set():
            try:
                await do(work)
            except StoreUnavailable:
                await asyncio.sleep(0)
            except Exception as error:
                found.append(error)

    asking = [
        asyncio.create_task(ask(*each)) for each in ((_read, database.read), (_write, database.write)) * 4
    ]
    for _ in range(60):
        await operator.end_sessions()
        await asyncio.sleep(0.01)
    stop.set()
    await asyncio.gather(*asking)
    assert found == []
    await database.write(_write)


async def test_a_schema_that_changes_under_a_transaction_repeats_it(operator, database):
    """As every migration of a newer release does beside running workers."""
    answers = []

    async def look(tx) -> None:
        answers.append(await tx.rows("tasks/lock", task_id="none"))

    await database.write(look)
    for number in range(3):
        owner = await asyncpg.connect(operator.service_url)
        await owner.execute(f"ALTER TABLE tasks ADD COLUMN fresh_{number} TEXT")
        await owner.close()
        await database.write(look)
        await database.read(look)


async def test_what_the_store_refuses_is_no_outage(database):
    async def refused(tx) -> None:
        await tx.script("INSERT INTO standings VALUES ('a', 'r', 'm', -1, 0, 0)")

    with pytest.raises(asyncpg.CheckViolationError):
        await database.write(refused)
    with pytest.raises(asyncpg.PostgresError):
        await database.read(lambda tx: tx.row("storage/find_secret", name=7))
