"""What a crash costs: the task that kills its workers fails, and those that were only near it do not."""

import asyncio

import pytest
from tests.shop import Shop

from wanstudio.tasks.takeover import forget_silent


@pytest.fixture
async def shop(database) -> Shop:
    return await Shop.open(database)


async def test_workers_not_heard_of_for_long_are_struck_off(database, shop: Shop):
    for worker in ("old", "new"):
        await database.write(
            lambda tx, worker=worker: tx.row("tasks/sign_on", worker=worker, host="h", pid=1)
        )
        await asyncio.sleep(0.1)
    await database.write(lambda tx: forget_silent(tx, silent_ms=150))
    assert [row["worker"] for row in await database.read(lambda tx: tx.rows("tasks/workers"))] == ["new"]


@pytest.mark.parametrize("by_lease", [False, True])
async def test_tasks_that_waited_beside_a_killer_are_not_blamed(shop: Shop, by_lease):
    ids = [await shop.submit() for _ in range(3)]
    for number in range(3):
        worker = f"w{number}"
        for _ in ids:
            assert await shop.claim(worker, lease_ms=1 if by_lease else 60_000)
        if by_lease:
            await asyncio.sleep(0.02)
            assert await shop.sweep() == 3
        else:
            await shop.release(worker)
    assert [(await shop.find(i)).status for i in ids] == ["RUNNING"] * 3, "nobody was painted alone"
