"""A store that is away, or a machine that sleeps, is no crash (both stores)."""

import asyncio
from dataclasses import replace

import pytest
from tests.conformance.webhook_house import claim_one, submit_one
from tests.shop import Shop

from wanstudio.rescue import Rescue
from wanstudio.tasks.ledger import find_any_task
from wanstudio.tasks.lifecycle import State

LEASE_MS = 60_000


@pytest.fixture
async def shop(database) -> Shop:
    return await Shop.open(database)


async def _sign_on(shop: Shop, worker: str) -> None:
    await shop.database.write(lambda tx: tx.row("tasks/sign_on", worker=worker, host="h", pid=1))


async def _expire(shop: Shop, *, ago_ms: int = 10) -> None:
    """The leases ran out so long ago, and nobody was heard of since."""
    sql = f"UPDATE tasks SET lease_until = now_ms() - {ago_ms} WHERE state = 2; "
    sql += f"UPDATE workers SET seen_at = now_ms() - {ago_ms + LEASE_MS}"
    await shop.database.write(lambda tx: tx.script(sql))


async def test_a_worker_that_was_frozen_three_times_fails_no_task(shop: Shop):
    """A paused virtual machine, a laptop's lid: its task is taken back, and it comes back itself."""
    task_id = await shop.submit()
    await _sign_on(shop, "w1")
    for _ in range(5):
        (task,) = await shop.claim("w1")
        await _expire(shop)
        assert await shop.sweep(lease_ms=LEASE_MS) == 1
        await shop.renew("w1", task.task_id)
    assert (await shop.find(task_id)).state == State.READY


async def test_the_last_straw_waits_for_one_lease_more(shop: Shop):
    """Of two workers that died and a third that is cut off: if that one is heard of, the task goes on."""
    task_id = await shop.submit()
    for worker in ("w1", "w2"):
        await shop.claim(worker)
        await _expire(shop)
        assert await shop.sweep(lease_ms=LEASE_MS) == 1
    await _sign_on(shop, "w3")
    await shop.claim("w3")
    await _expire(shop)
    assert await shop.sweep(lease_ms=LEASE_MS) == 0
    assert (await shop.renew("w3", task_id)) == {(task_id, 3)}
    await _expire(shop, ago_ms=LEASE_MS + 10)
    assert await shop.sweep(lease_ms=LEASE_MS) == 1
    assert (await shop.find(task_id)).code == "InternalError.Algo"


async def test_a_worker_that_lives_but_does_not_know_of_its_task_did_not_crash(shop: Shop):
    task_id = await shop.submit()
    await _sign_on(shop, "w1")
    for _ in range(4):
        await shop.claim("w1")
        await _expire(shop)
        await shop.renew("w1")
        assert await shop.sweep(lease_ms=LEASE_MS) == 1
    assert (await shop.find(task_id)).state == State.READY


async def test_a_task_that_kills_its_workers_still_fails(shop: Shop):
    task_id = await shop.submit()
    for number in range(3):
        await _sign_on(shop, f"w{number}")
        await shop.claim(f"w{number}")
        await _expire(shop, ago_ms=LEASE_MS + 10)
        assert await shop.sweep(lease_ms=LEASE_MS) == 1
    assert (await shop.find(task_id)).code == "InternalError.Algo"


async def test_a_sweep_that_was_away_grants_one_lease_more(house):
    """After an outage of the store every lease has run out, though every worker lives."""
    desk = await house.at()
    service = replace(desk.service, lease_seconds=1.0)
    caller = await house.new_caller(desk)
    first, second = [await submit_one(desk, caller) for _ in range(2)]
    await claim_one(desk, "lives", lease_ms=1)
    await claim_one(desk, "dead", lease_ms=1)
    rescue = Rescue(desk.database, lambda: service)
    await asyncio.sleep(0.05)
    assert await rescue.sweep() == 0
    shop = Shop(desk.database, caller)
    await shop.renew("lives", first, second)
    await asyncio.sleep(1.1)
    assert await rescue.sweep() == 1
    states = [(await find_any_task(desk.database, i)).state for i in (first, second)]
    assert sorted(states) == [State.READY, State.RUNNING]


# Not PostgreSQL: its clock cannot be moved while it is open.
@pytest.mark.parametrize("opening", ["sqlite"], indirect=True)
async def test_a_machine_that_slept_takes_nothing_back_when_it_wakes(opening, house):
    """The store's clock has gone on by hours between two rounds."""
    desk = await house.at()
    caller = await house.new_caller(desk)
    task_id = await submit_one(desk, caller)
    await claim_one(desk, "lives", lease_ms=10_000)
    rescue = Rescue(desk.database, lambda: desk.service)
    rescue._patient_until = 0.0
    rescue._last = None
    await rescue.sweep()
    rescue._patient_until = 0.0
    desk.database.move_clock(3_000_000)
    assert await rescue.sweep() == 0
    desk.database.move_clock(0)
    await rescue.sweep()
    row = await desk.database.read(lambda tx: tx.row("tasks/find_any", task_id=task_id))
    assert row["worker"] == "lives"


# Not PostgreSQL: its clock cannot be moved while it is open.
@pytest.mark.parametrize("opening", ["sqlite"], indirect=True)
async def test_leases_of_a_clock_that_went_back_end_in_time(house):
    """Else what a dead worker held would wait for as long as the clock went back."""
    desk = await house.at()
    service = replace(desk.service, lease_seconds=0.2)
    await submit_one(desk, await house.new_caller(desk))
    rescue = Rescue(desk.database, lambda: service)
    desk.database.move_clock(3_600_000)
    await rescue.sweep()
    await claim_one(desk, "dead", lease_ms=200)
    desk.database.move_clock(0)
    assert await rescue.sweep() == 0
    await asyncio.sleep(0.3)
    assert await rescue.sweep() == 1


async def test_a_part_of_the_round_that_is_broken_holds_up_no_other(house):
    desk = await house.at()
    service = replace(desk.service, lease_seconds=0.2)
    task_id = await submit_one(desk, await house.new_caller(desk))
    await claim_one(desk, "dead", lease_ms=1)
    await desk.database.write(lambda tx: tx.script("DROP TABLE workers"))
    rescue = Rescue(desk.database, lambda: service)
    for _ in range(2):
        await rescue.sweep()
        await asyncio.sleep(0.3)
    assert (await find_any_task(desk.database, task_id)).state == State.RUNNING, "nobody knows who is alive"
    await desk.database.write(lambda tx: tx.script("CREATE TABLE workers (worker TEXT, seen_at BIGINT)"))
    await desk.database.write(lambda tx: tx.script("DROP TABLE suspected_crashes"))
    await desk.database.write(lambda tx: tx.script("UPDATE tasks SET mates = 2"))
    assert await rescue.sweep() == 1
