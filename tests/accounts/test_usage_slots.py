"""Usage in slots of five minutes, and what becomes of them after two days (both stores)."""

import asyncio

import pytest
from tests.shop import MODEL

from wanstudio.accounts.usage import SLOT_MS, Subject, add_calls, add_times, total
from wanstudio.accounts.usage_folding import fold_usage
from wanstudio.accounts.usage_reading import Scope, Steps, read_keys, read_models, read_usage
from wanstudio.database.migration import find_migrations, migrate

SUBJECT = Subject("acme", "singapore", "key", MODEL)
TABLES = ("usage_slots", "usage_times")
ACME, EVERYBODY = (Scope(region="singapore", account_id=one) for one in ("acme", None))
OLD_HOUR = 480_000
"""Hours since 1970: in 2024."""


async def count(
    database, subject=SUBJECT, *, slot: int | None = None, code: str = "", calls: int = 1
) -> None:
    """Count calls in a slot of one's choice; the store's own clock knows only the present one."""

    async def work(tx) -> None:
        await add_calls(tx, subject, code=code, calls=calls, images=0 if code else calls)
        if not code:
            await add_times(tx, subject, latency_ms=2000, wait_ms=300)
        if slot is not None:
            now = "now_ms() / 300000"
            for table in TABLES:
                await tx.script(f"UPDATE {table} SET slot = {slot} WHERE slot >= {now} - 1")

    await database.write(work)


async def rows_in(database, table: str) -> int:
    if database.dialect == "sqlite":
        return database._reader.file.execute(f"SELECT count(*) FROM {table}").get
    async with database.pool.acquire() as link:
        return await link.fetchval(f"SELECT count(*) FROM {table}")


async def test_the_last_minutes_are_told_apart(database):
    now = database.now_ms() // SLOT_MS
    await count(database, slot=now - 3)
    await count(database, code="Throttling.RateQuota", calls=4)
    await count(database)
    lines = await read_keys(database, Steps(now - 11, now + 1, 1), ACME)
    assert [(line.calls, line.images, line.throttled) for line in lines] == [(1, 1, 0), (5, 1, 4)]
    assert lines[0].step == now - 3
    assert lines[0].wait_percentile_ms(0.5) == pytest.approx(300, rel=0.05)
    assert lines[0].percentile_ms(0.95) == pytest.approx(2000, rel=0.05)


async def test_hours_are_sums_of_their_slots(database):
    for minute in (0, 5, 55):
        await count(database, slot=OLD_HOUR * 12 + minute // 5, calls=2)
    (line,) = await read_usage(database, account_id=None, first_hour=OLD_HOUR, last_hour=OLD_HOUR)
    assert (line.step, line.calls, line.images) == (OLD_HOUR, 6, 6)
    assert sum(line.latencies.values()) == sum(line.waits.values()) == 3
    (day,) = await read_models(database, Steps(OLD_HOUR // 24, OLD_HOUR // 24, 288), EVERYBODY)
    assert day.calls == 6


async def test_other_accounts_and_regions_are_not_counted(database):
    await count(database)
    await count(database, Subject("acme", "beijing", "key", MODEL))
    await count(database, Subject("rival", "singapore", "key2", MODEL))
    now = database.now_ms() // SLOT_MS
    steps = Steps(now - 1, now + 1, 1)
    mine = await read_models(database, steps, ACME)
    everybody = await read_models(database, steps, EVERYBODY)
    assert (total(mine).calls, total(everybody).calls) == (1, 2)


async def test_folding_changes_no_sum_and_leaves_the_last_two_days_alone(database):
    for slot in range(OLD_HOUR * 12, OLD_HOUR * 12 + 24):
        await count(database, slot=slot)
        await count(database, slot=slot, code="DataInspectionFailed", calls=3)
    await count(database)
    hours = {"first_hour": OLD_HOUR, "last_hour": 10**7}
    before = await read_usage(database, account_id=None, **hours)
    assert await rows_in(database, "usage_slots") == 49
    assert await fold_usage(database) == 2
    assert await read_usage(database, account_id=None, **hours) == before
    assert await rows_in(database, "usage_slots") == 5
    assert await rows_in(database, "usage_times") == 6
    assert await fold_usage(database) == 0, "what is folded is not folded again"
    assert total(before).blocked == 72


async def test_servers_that_fold_at_once_count_nothing_twice(database):
    for slot in range(OLD_HOUR * 12, OLD_HOUR * 12 + 60):
        await count(database, slot=slot)
    assert sum(await asyncio.gather(*(fold_usage(database) for _ in range(4)))) == 5
    lines = await read_usage(database, account_id=None, first_hour=OLD_HOUR, last_hour=OLD_HOUR + 5)
    assert [line.calls for line in lines] == [12] * 5


@pytest.fixture(params=["sqlite", "postgres"])
async def empty(request, tmp_path):
    from wanstudio.database.postgres import PostgresDatabase
    from wanstudio.database.sqlite import SqliteDatabase

    if request.param == "sqlite":
        opened = SqliteDatabase(tmp_path / "store.sqlite3")
    else:
        opened = await PostgresDatabase.connect(request.getfixturevalue("postgres_server").new_database())
    yield opened
    await opened.close()


async def test_usage_that_was_kept_by_the_hour_is_carried_over(empty):
    before = max(version for version in find_migrations("sqlite") if version < 11)
    await migrate(empty, target=before)
    place = f"{OLD_HOUR}, 'acme', 'singapore', 'key', '{MODEL}'"

    async def keep(tx) -> None:
        await tx.script(f"INSERT INTO usage_hours VALUES ({place}, '', 7, 9)")
        await tx.script(f"INSERT INTO usage_latencies VALUES ({place}, 70, 7)")

    await empty.write(keep)
    await migrate(empty)
    (line,) = await read_usage(empty, account_id="acme", first_hour=OLD_HOUR, last_hour=OLD_HOUR)
    assert (line.calls, line.images, line.latencies, line.waits) == (7, 9, {70: 7}, {})
