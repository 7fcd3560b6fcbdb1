"""Tasks that had no result for too long: all of them end, and the rescue of others goes on."""

import asyncio

import pytest
from tests.shop import Shop

from wanstudio.catalog.service_settings import ServiceSettings
from wanstudio.database.connection import Connection
from wanstudio.rescue import sweep
from wanstudio.tasks.lifecycle import Ending, State, Task


@pytest.fixture
async def shop(database) -> Shop:
    return await Shop.open(database)


async def _standings(shop: Shop) -> list[tuple[int, int]]:
    async def work(tx: Connection) -> list[tuple[int, int]]:
        found = []
        for task in await tx.rows("tasks/list_all", most=1):
            place = {name: task[name] for name in ("account_id", "region", "model")}
            row = await tx.row("tasks/lock_standing", **place)
            found.append((row["admitted"], row["parked"]))
        return found

    return await shop.database.write(work)


async def test_more_overdue_tasks_than_may_run_end_and_expired_leases_are_taken_back(shop: Shop, tmp_path):
    """A night's batch of one account on a slow painter, and another account's worker dies meanwhile."""
    held = await shop.submit(caller=await shop.stranger())
    await shop.claim("dead", lease_ms=1)
    ids = [await shop.submit(running_limit=64) for _ in range(100)]
    await asyncio.sleep(0.05)
    hours = 0.02 / 3600
    for _ in range(3):
        await sweep(shop.database, ServiceSettings(task_timeout_hours=hours))
    assert {(await shop.find(i)).code for i in ids} == {"InternalError.Timeout"}
    assert await _standings(shop) == [(0, 0)]
    found = await shop.database.read(lambda tx: tx.row("tasks/find_any", task_id=held))
    assert found["worker"] is None


async def test_one_task_that_cannot_be_ended_holds_up_no_other(shop: Shop, tmp_path):
    """Counts that were wrong before this release must not stop the rescue for everybody."""
    other = await shop.stranger()
    stuck = await shop.submit(running_limit=1)
    parked = await shop.submit(running_limit=1)
    await shop.submit(caller=other)
    await shop.claim("w1")
    (lost,) = await shop.claim("dead", lease_ms=1)
    await shop.database.write(lambda tx: tx.script("UPDATE standings SET parked = 0 WHERE parked = 1"))
    await asyncio.sleep(0.05)
    await shop.sweep()
    assert await shop.fail_overdue(age_ms=20) == 2
    row = await shop.database.read(lambda tx: tx.row("tasks/find_any", task_id=lost.task_id))
    assert row["state"] >= State.READY
    assert row["worker"] is None
    assert (await shop.find(stuck)).code == "InternalError.Timeout"
    assert (await shop.find(parked)).status == "PENDING", "its count is wrong: the migration counts again"


@pytest.mark.parametrize("how", ["timeout", "poison", "refused"])
async def test_an_account_whose_tasks_we_failed_is_not_served_last(shop: Shop, how):
    """As after a cancel: what was never painted took nobody's time."""
    for _ in range(10):
        await shop.submit()
    if how == "timeout":
        await asyncio.sleep(0.02)
        await shop.fail_overdue(age_ms=10)
    while tasks := await shop.claim("w1"):
        await _fail(shop, tasks[0], how)
    newcomer = await shop.stranger()
    theirs = [await shop.submit(caller=newcomer) for _ in range(6)]
    own = await shop.submit()
    order = []
    while tasks := await shop.claim("w1"):
        order.append(tasks[0].task_id)
    assert sorted(order) == sorted([*theirs, own])
    assert order.index(own) <= 2


async def _fail(shop: Shop, task: Task, how: str) -> None:
    if how == "refused":
        await shop.settle("w1", task, Ending(State.FAILED, (), "DataInspectionFailed", "refused"))
        return
    await shop.release("w1")
