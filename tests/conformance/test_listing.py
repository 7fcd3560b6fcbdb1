"""Lists of an account's tasks: every filter, exact totals, pages that do not overlap (both stores)."""

import asyncio

import pytest
from tests.shop import MODEL, Shop

from wanstudio.tasks.ledger import list_all_tasks
from wanstudio.tasks.lifecycle import Ending, Painted, State, conclude


@pytest.fixture
async def shop(database) -> Shop:
    return await Shop.open(database)


async def test_every_page_says_how_many_there_are(shop: Shop):
    ids = [await shop.submit() for _ in range(7)]
    seen = []
    for page_no, size in ((1, 3), (2, 3), (3, 1), (4, 0), (9, 0)):
        total, page = await shop.listing(page_no=page_no, page_size=3)
        assert (total, len(page)) == (7, size)
        seen += [task.task_id for task in page]
    assert sorted(seen) == sorted(ids)
    assert await shop.listing(page_size=7) == await shop.listing(page_size=100)


async def test_a_status_is_that_which_the_owner_sees(shop: Shop):
    """A task that was begun and taken back is RUNNING for its owner, whatever the queue says."""
    ids = {status: await shop.submit() for status in ("again", "running", "good", "bad")}
    again, running, good, bad = [(await shop.claim("w1"))[0] for _ in range(4)]
    assert [task.task_id for task in (again, running, good, bad)] == list(ids.values())
    await shop.settle("w1", good, conclude((Painted("k.png", 1),)))
    await shop.settle("w1", bad, Ending(State.FAILED, (), "InternalError", "why"))
    await shop.database.write(lambda tx: tx.row("tasks/take_back", task_id=again.task_id, crashes=0))
    ids["waiting"] = await shop.submit(running_limit=1)
    ids["canceled"] = await shop.submit()
    await shop.cancel(ids["canceled"])
    expected = {
        "PENDING": {"waiting"},
        "RUNNING": {"again", "running"},
        "SUCCEEDED": {"good"},
        "FAILED": {"bad"},
        "CANCELED": {"canceled"},
        "UNKNOWN": set(),
    }
    for status, names in expected.items():
        total, page = await shop.listing(status=status)
        assert total == len(names)
        assert {task.task_id for task in page} == {ids[name] for name in names}
        assert {task.status for task in page} <= {status}


async def test_filters_hold_together(shop: Shop):
    task_id = await shop.submit()
    await shop.submit()
    own = {"model": MODEL, "key_id": shop.caller.key_id, "status": "PENDING", "task_id": task_id}
    assert (await shop.listing(**own))[0] == 1
    for name in own:
        total, page = await shop.listing(**(own | {name: "another" if name != "status" else "FAILED"}))
        assert (total, page) == (0, [])


async def test_operators_see_first_what_happened_last(shop: Shop, database):
    first = await shop.submit()
    await asyncio.sleep(0.01)
    second = await shop.submit()
    assert [task.task_id for task in await list_all_tasks(database)] == [second, first]
    await asyncio.sleep(0.01)
    (claimed,) = await shop.claim("worker")
    await shop.settle("worker", claimed)
    assert [task.task_id for task in await list_all_tasks(database)] == [first, second]
    assert [task.task_id for task in await list_all_tasks(database, most=1)] == [first]
