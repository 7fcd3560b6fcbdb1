"""A task is admitted by its account's rate and limits, or leaves no trace (both stores)."""

import asyncio

import pytest
from tests.shop import MODEL, Shop

from wanstudio.errors import QueueFull, RateQuotaExceeded

LIMITS = {"submit_rate": 10_000, "running_limit": 2, "queue_limit": 1}


async def _states(shop: Shop) -> list[int]:
    rows = await shop.database.read(lambda tx: tx.rows("tasks/list_all", most=100))
    return sorted(row["state"] for row in rows)


async def _standing(shop: Shop) -> tuple[int, int]:
    account = {"account_id": shop.caller.account_id, "region": "singapore", "model": MODEL}
    row = await shop.database.write(lambda tx: tx.row("tasks/lock_standing", **account))
    return row["admitted"], row["parked"]


@pytest.mark.parametrize("alone", [True, False])
async def test_those_beyond_the_running_limit_wait_and_those_beyond_the_queue_are_refused(database, alone):
    shop = await Shop.open(database)
    for _ in range(3):
        await shop.enter(**LIMITS, alone=alone)
    assert await _states(shop) == [0, 1, 1]
    with pytest.raises(QueueFull):
        await shop.enter(**LIMITS, alone=alone)
    assert await _states(shop) == [0, 1, 1]
    assert await _standing(shop) == (2, 1)


@pytest.mark.parametrize("alone", [True, False])
async def test_over_the_rate_nothing_is_recorded_and_the_caller_learns_when_to_come_again(database, alone):
    shop = await Shop.open(database)
    slow = {"submit_rate": 1, "running_limit": 9, "queue_limit": 9, "alone": alone}
    await shop.enter(**slow, counted=False)
    with pytest.raises(RateQuotaExceeded) as refused:
        await shop.enter(**slow, counted=False)
    assert refused.value.retry_after == 1
    assert await _states(shop) == [1]
    assert await _standing(shop) == (1, 0)
    await shop.enter(**slow, counted=True)


async def test_many_at_once_are_each_admitted_or_refused(database):
    shop = await Shop.open(database)
    tries = [shop.enter(submit_rate=10_000, running_limit=5, queue_limit=7) for _ in range(30)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    refused = [result for result in results if isinstance(result, QueueFull)]
    assert len(refused) == 18
    assert await _states(shop) == [0] * 7 + [1] * 5
    assert await _standing(shop) == (5, 7)


async def test_turns_of_two_accounts_alternate(database):
    shop = await Shop.open(database)
    other = await shop.stranger()
    for caller in (None, None, None, other, other, other):
        await shop.enter(caller=caller, counted=False)
    taken = [(await shop.claim("worker"))[0].account_id == other.account_id for _ in range(6)]
    assert [sorted(taken[i : i + 2]) for i in (0, 2, 4)] == [[False, True]] * 3
