"""The cost of a statement does not grow with what has happened: it reads what it returns, on both stores."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.growth.plans import plan_of, postgres_cost, sqlite_faults
from tests.growth.store import History, Store, fill
from tests.growth.values import OWN, Values, names_of, runs_of, usual
from tests.named_statements import STATEMENTS, statements_of

from wanstudio.accounts.running_totals import move_totals_on
from wanstudio.database.migration import migrate
from wanstudio.database.postgres import PostgresDatabase
from wanstudio.database.sqlite import SqliteDatabase
from wanstudio.tasks.queue import open_lane

HISTORY = History(tasks=100_000, accounts=2000)
TASK = next(task for _, task, account, _ in HISTORY.numbers if account == "a0")

AGGREGATES = {
    "accounts/bill": "sums the charges of a month that somebody asked for",
    "accounts/bill_by_key": "sums the charges of a day that somebody asked for",
    "accounts/first_charge": "one look for each account",
    **dict.fromkeys(
        (
            *("accounts/bill_of_all", "accounts/rank_bills"),
            *("accounts/rank_usage", "accounts/rank_usage_of_all"),
            *("accounts/usage_by_model", "accounts/times_by_model", "accounts/usage_of_all"),
            *("accounts/times_of_all", "accounts/times_of_keys", "accounts/times_of_accounts"),
        ),
        "sums the usage or the charges of a time that somebody asked for",
    ),
    "accounts/search_accounts": "looks for a part of a name, which no index finds",
    "accounts/search_users": "looks for a part of a name, which no index finds",
    "accounts/fold_counts": "sums one hour",
    "accounts/fold_times": "sums one hour",
    "accounts/add_count_totals": "sums the slots that ended since the last time",
    "accounts/add_time_totals": "sums the slots that ended since the last time",
    "accounts/tokens_end": "counts a key's temporary keys, of which there are at most ten thousand",
    "tasks/count": "the API returns the exact number of tasks of a window of 24 hours: counted in an index, no row read",
    "tasks/queue_depth": "counts what waits and runs now",
    "tasks/standings_of": "counts at most a thousand places in the queue",
    "tasks/takeovers_total": "sums a row for each hour in which a worker died",
    "webhooks/list": "counts what waits and what was given up, in an index",
    "webhooks/waiting": "counts what waits now, in an index",
}
"""Statements that read more than they return, because they return a number that is counted or summed."""

DEEP = "tasks/list"
"""What a page skips is read in an index only: the rows are those of the page. So is what another state or model has."""

SORTED = {
    "accounts/any_key": "reads the first entry",
    "accounts/any_user": "reads the first entry",
    "accounts/list_keys": "returns all",
    "accounts/list_users": "returns all",
    "accounts/newest_keys": "returns the newest of an account that has a hundred at most",
    "tasks/held_by": "sorts what runs now",
    "tasks/lock_expired": "sorts what runs now",
    "tasks/leases": "sorts what runs now",
    "tasks/list_all": "reads the first entries",
    "tasks/workers": "sorts the workers",
    "webhooks/due_keys": "sorts the keys that have something to be told",
    "webhooks/list": "sorts the webhooks",
}
"""Statements that walk through a whole table on SQLite, or sort, and may."""


async def _filled(store: Store) -> Store:
    await migrate(store)
    await open_lane(store)
    await fill(store, HISTORY)
    await move_totals_on(store)
    return store


@pytest.fixture
async def postgres(postgres_server) -> AsyncIterator[PostgresDatabase]:
    opened = await _filled(await PostgresDatabase.connect(postgres_server.new_database()))
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def filled_file(tmp_path_factory) -> Path:
    """Filled once; whoever changes it takes a copy."""
    path = tmp_path_factory.mktemp("growth") / "store.sqlite3"

    async def write() -> None:
        await (await _filled(SqliteDatabase(path))).close()

    asyncio.run(write())
    return path


@pytest.fixture
async def sqlite(filled_file) -> AsyncIterator[SqliteDatabase]:
    opened = SqliteDatabase(filled_file)
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


def test_every_exception_is_a_statement():
    assert set(AGGREGATES) | set(SORTED) | {DEEP} <= set(STATEMENTS)


async def test_on_postgres_every_statement_reads_what_it_returns(postgres):
    usually, faults = usual(postgres.now_ms(), TASK), []
    for statement in STATEMENTS:
        for values in runs_of(statement, "postgres", usually):
            for generic in (False, True):
                cost = await postgres_cost(postgres, statement, values, generic=generic)
                skipped = values["skipped"] if statement == DEEP else 0
                if statement not in AGGREGATES and not cost.is_fair(skipped):
                    faults.append(
                        (statement, _told(values, usually), "generic" if generic else "custom", cost)
                    )
    assert faults == []


async def test_on_sqlite_no_statement_reads_a_big_table_whole(sqlite):
    assert _read_whole(sqlite) == []


async def test_nor_does_any_where_an_operator_has_the_file_analysed(filled_file, tmp_path):
    """The service never does, but may not suffer of it."""
    opened = SqliteDatabase(Path(shutil.copy(filled_file, tmp_path)))
    await opened.write(lambda tx: tx.script("ANALYZE"))
    faults = _read_whole(opened)
    await opened.close()
    assert faults == []


def _read_whole(sqlite: SqliteDatabase) -> list[tuple[str, str, list[str]]]:
    usually = usual(sqlite.now_ms(), TASK)
    return [
        (statement, _told(values, usually), found)
        for statement in statements_of("sqlite")
        if statement not in AGGREGATES and statement not in SORTED
        for values in runs_of(statement, "sqlite", usually)
        if (found := sqlite_faults(sqlite, statement, values))
    ]


async def test_on_sqlite_a_window_is_counted_without_its_rows(sqlite):
    usually = usual(sqlite.now_ms(), TASK)
    for values in runs_of("tasks/count", "sqlite", usually):
        (step,) = plan_of(sqlite, "tasks/count", values)
        indexes = ("COVERING INDEX", "tasks_open_listed", "(task_id=?)")
        assert any(index in step for index in indexes), _told(values, usually)


def _told(values: Values, usually: Values) -> str:
    return ", ".join(f"{name}={value}" for name, value in values.items() if usually.get(name) != value)
