"""The cost of a statement does not grow with what has happened: it reads what it returns, on both stores."""

import pytest
from tests.growth.plans import Cost, postgres_cost, sqlite_faults
from tests.growth.store import History, fill
from tests.growth.values import OWN, STATEMENTS, names_of, runs_of, usual

from wanstudio.database.migration import migrate
from wanstudio.database.postgres import PostgresDatabase
from wanstudio.database.sqlite import SqliteDatabase
from wanstudio.tasks.queue import open_lane

HISTORY = History(tasks=100_000, accounts=2000)
TASK = next(task for _, task, account, _ in HISTORY.numbers if account == "a0")


async def _filled(store):
    await migrate(store)
    await open_lane(store)
    await fill(store, HISTORY)
    return store


@pytest.fixture
async def postgres(postgres_server):
    opened = await _filled(await PostgresDatabase.connect(postgres_server.new_database()))
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite(tmp_path):
    opened = await _filled(SqliteDatabase(tmp_path / "store.sqlite3"))
    yield opened
    await opened.close()


def test_every_parameter_has_a_value_to_be_measured_with():
    usually = usual(0, TASK)
    lacking = {
        statement: missing
        for statement in STATEMENTS
        if (missing := set(names_of(statement)) - set(usually | OWN.get(statement, {})))
    }
    assert lacking == {}


async def test_on_postgres_every_statement_reads_what_it_returns(postgres):
    usually = usual(postgres.now_ms(), TASK)
    for statement in STATEMENTS:
        for values in runs_of(statement, "postgres", usually):
            for generic in (False, True):
                cost = await postgres_cost(postgres, statement, values, generic=generic)
                if cost.read > 10 * cost.returned + 100 or cost.pages > 10 * cost.returned + 300: print(statement, generic, cost, [ (k,v) for k,v in values.items() if v!=usually[k]])
async def test_on_sqlite_no_statement_reads_a_big_table_whole(sqlite):
    usually = usual(sqlite.now_ms(), TASK)
    for statement in STATEMENTS:
        if statement == "schema/password_end": continue
        for values in runs_of(statement, "sqlite", usually):
            f= sqlite_faults(sqlite, statement, values)
            if f: print(statement, f, [ (k,v) for k,v in values.items() if v!=usually[k]])
