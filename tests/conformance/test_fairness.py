"""Whose turn it is: what an account took back is not held against it."""

from tests.shop import Shop


async def test_cancelled_tasks_cost_no_turn(database):
    shop = await Shop.open(database)
    for task_id in [await shop.submit(n=4) for _ in range(20)]:
        await shop.cancel(task_id)
    neighbour = await shop.stranger()
    for _ in range(10):
        await shop.submit(caller=neighbour)
    own = await shop.submit()
    claimed = [(await shop.claim("w1"))[0].task_id for _ in range(3)]
    assert own in claimed
