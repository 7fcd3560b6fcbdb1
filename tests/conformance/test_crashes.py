"""What a crash costs: the task that kills its workers fails, and those that were only near it do not."""

import asyncio

import pytest
from tests.shop import Shop


@pytest.fixture
async def shop(database) -> Shop:
    return await Shop.open(database)


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
