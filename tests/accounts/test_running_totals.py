"""The metrics' sums are those of all slots, whatever was summed, folded or lived through a change of the clock."""

import asyncio

import pytest

from wanstudio.accounts.running_totals import move_totals_on
from wanstudio.accounts.usage import SLOT_MS, Subject, add_calls, add_times
from wanstudio.accounts.usage_folding import fold_usage
from wanstudio.database.migration import migrate
from wanstudio.database.postgres import PostgresDatabase
from wanstudio.database.sqlite import SqliteDatabase

ME = Subject("a", "singapore", "k", "wan2.6-t2i")
HOUR_MS, DAY_MS = 3_600_000, 86_400_000


@pytest.fixture(params=["sqlite", "postgres"])
async def at(request, tmp_path):
    """Opens the one store by a clock that is so far from this machine's."""
    opened = []
    url = request.getfixturevalue("postgres_server").new_database() if request.param == "postgres" else ""

    async def open_at(offset_ms):
        if url:
            opened.append(await PostgresDatabase.connect(url, clock_offset_ms=offset_ms, connections=2))
        else:
            opened.append(SqliteDatabase(tmp_path / "store.sqlite3", clock_offset_ms=offset_ms))
        return opened[-1]

    await migrate(await open_at(0))
    yield open_at
    for each in opened:
        await each.close()


async def _count(database, *, code=""):
    async def work(tx):
        await add_calls(tx, ME, code=code, images=2)
        await add_times(tx, ME, latency_ms=5000, wait_ms=100)

    await database.write(work)


async def _totals(database):
    async def work(tx):
        calls = {row["code"]: int(row["calls"]) for row in await tx.rows("accounts/usage_totals")}
        waits = await tx.rows("accounts/time_totals", measure="wait")
        return calls, sum(int(row["tasks"]) for row in waits)

    return await database.read(work)


async def test_what_is_summed_and_what_came_since_are_one(at):
    for hours in range(5):
        database = await at(hours * HOUR_MS)
        await _count(database)
        await _count(database, code="InternalError.Timeout")
        assert await _totals(database) == (
            {"": hours + 1, "InternalError.Timeout": hours + 1},
            2 * (hours + 1),
        )
        await move_totals_on(database)
        assert await _totals(database) == (
            {"": hours + 1, "InternalError.Timeout": hours + 1},
            2 * (hours + 1),
        )


async def test_a_slot_is_summed_once_by_however_many_servers(at):
    await _count(await at(0))
    servers = [await at(HOUR_MS) for _ in range(4)]
    assert sum(await asyncio.gather(*map(move_totals_on, servers))) == 1
    assert not await move_totals_on(servers[0])
    assert await _totals(servers[0]) == ({"": 1}, 1)


async def test_folding_changes_no_sum(at):
    for minutes in range(0, 60, 5):
        await _count(await at(minutes * 60_000))
    later = await at(3 * DAY_MS)
    await move_totals_on(later)
    assert await fold_usage(later)
    assert await _totals(later) == ({"": 12}, 12)


async def test_a_clock_that_went_back_loses_no_count(at):
    await _count(await at(0))
    await move_totals_on(await at(2 * HOUR_MS))
    back = await at(HOUR_MS)
    await _count(back)
    await move_totals_on(back)
    assert await _totals(back) == ({"": 2}, 2)
    again = await at(3 * HOUR_MS + SLOT_MS)
    await move_totals_on(again)
    assert await _totals(again) == ({"": 2}, 2)
