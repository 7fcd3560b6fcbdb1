"""Creates that are sent again, on two servers of one store: one task, counted once, whichever store it is."""

import asyncio
from dataclasses import replace

import pytest
from tests.desk import new_desk
from tests.moderation.text_service import FORBIDDEN, serving_texts

from wanstudio.accounts.api_keys import Caller, find_caller, issue_key
from wanstudio.catalog.order import Order
from wanstudio.errors import (
    DataInspectionFailed,
    IdempotencyKeyReused,
    OutOfDefinition,
    QueueFull,
    RateQuotaExceeded,
)
from wanstudio.moderation.choosing import open_inspection
from wanstudio.retention import purge
from wanstudio.settings import Settings
from wanstudio.submission import Application, Desk, find_earlier, submit, submit_refused
from wanstudio.tasks.ledger import TaskFilter, list_tasks
from wanstudio.tasks.repeats import DAY_MS, Mark

MODEL = "wan2.2-t2i-flash"
RATE = 2


class Chain:
    """Servers of one store; `at` opens another one, whose clock may be ahead."""

    def __init__(self, opening, folder) -> None:
        self._opening, self._folder = opening, folder
        self._opened: list = []

    async def at(self, offset_ms: int = 0, **settings) -> Desk:
        database = await self._opening(offset_ms)
        self._opened.append(database)
        chosen = Settings(data=self._folder, profile="model-studio", **settings)
        return new_desk(database, chosen, open_inspection(chosen))

    async def close(self) -> None:
        for database in self._opened:
            await database.close()


@pytest.fixture
async def chain(opening, tmp_path):
    servers = Chain(opening, tmp_path)
    yield servers
    await servers.close()


async def caller_of(desk: Desk, account: str = "acme") -> Caller:
    key = await issue_key(desk.database, account, "singapore", "test")
    return await find_caller(desk.database, key.secret, "singapore")


def named(caller: Caller, name: str = "n", digest: str = "d") -> Application:
    mark = Mark(caller.key_id, name, digest)
    return Application(caller, "request", MODEL, "prompt", "aigc:text2image:image-synthesis", mark)


def order(prompt: str = "a red car") -> Order:
    return Order(MODEL, prompt, "", 512, 512, 1, 7)


async def tasks_of(desk: Desk, caller: Caller) -> int:
    total, _ = await list_tasks(desk.database, caller.account_id, caller.region, TaskFilter(0, 10**14))
    return total


async def test_a_race_of_twenty_on_two_servers_makes_one_task_and_uses_the_rate_once(chain):
    here, there = await chain.at(), await chain.at()
    caller = await caller_of(here)
    racing = [submit(desk, named(caller), order()) for desk in (here, there) * 10]
    assert len(set(await asyncio.gather(*racing))) == 1
    assert await tasks_of(here, caller) == 1
    assert await submit(there, replace(named(caller), mark=None), order()), "the rest of the rate is there"
    standing = await here.database.read(lambda tx: tx.rows("tasks/queue_depth"))
    assert sum(row["tasks"] for row in standing) == RATE


async def test_a_repeat_is_answered_when_the_rate_is_used_up(chain):
    desk = await chain.at()
    caller = await caller_of(desk)
    task_id = await submit(desk, named(caller), order())
    with pytest.raises(RateQuotaExceeded):
        for number in range(50):
            await submit(desk, named(caller, f"other {number}"), order())
    assert await submit(desk, named(caller), order()) == task_id
    found = await find_earlier(desk, named(caller))
    assert found is not None
    assert (found.task_id, found.status) == (task_id, "PENDING")


async def test_another_request_under_the_same_name_is_refused_and_records_nothing(chain):
    desk = await chain.at()
    caller = await caller_of(desk)
    await submit(desk, named(caller), order())
    for verb in (lambda other: submit(desk, other, order()), lambda other: find_earlier(desk, other)):
        with pytest.raises(IdempotencyKeyReused):
            await verb(named(caller, digest="another"))
    assert await tasks_of(desk, caller) == 1


async def test_names_belong_to_one_api_key(chain):
    desk = await chain.at()
    mine, theirs, my_other = [await caller_of(desk, account) for account in ("acme", "zenith", "acme")]
    made = {await submit(desk, named(caller), order()) for caller in (mine, theirs, my_other)}
    assert len(made) == 3


async def test_bad_parameters_are_one_failed_task_and_counted_once(chain):
    desk = await chain.at()
    caller = await caller_of(desk)
    problem = OutOfDefinition(parameter="size")
    made = [await submit_refused(desk, named(caller), 1, problem) for _ in range(RATE + 2)]
    assert len(set(made)) == 1
    assert await tasks_of(desk, caller) == 1


async def test_what_was_refused_can_be_sent_again(chain):
    desk = await chain.at()
    caller = await caller_of(desk)
    others = [await submit(desk, named(caller, f"other {number}"), order()) for number in range(RATE)]
    with pytest.raises(RateQuotaExceeded):
        await submit(desk, named(caller), order())
    later = await chain.at(10_000)
    assert await submit(later, named(caller, digest="even with another body"), order()) not in others


async def test_a_day_later_it_is_a_new_task_and_the_old_name_is_forgotten(chain):
    desk = await chain.at()
    caller = await caller_of(desk)
    first = await submit(desk, named(caller), order())
    shortly_before = await chain.at(DAY_MS - 60_000)
    await purge(shortly_before.database, shortly_before.objects, shortly_before.service)
    assert await submit(shortly_before, named(caller), order()) == first
    after = await chain.at(DAY_MS + 60_000)
    assert await find_earlier(after, named(caller, digest="another")) is None
    second = await submit(after, named(caller, digest="another"), order())
    assert second != first
    assert await submit(after, named(caller, digest="another"), order()) == second
    much_later = await chain.at(3 * DAY_MS)
    await purge(much_later.database, much_later.objects, much_later.service)
    assert await desk.database.read(lambda tx: tx.rows("tasks/find_create", **_place(caller))) == []


def _place(caller: Caller) -> dict[str, object]:
    return {**named(caller).mark.place, "age_ms": 10**12}


async def test_where_another_server_moderates_the_rate_is_used_once_too(chain):
    with serving_texts() as texts:
        here, there = [await chain.at(moderation_text_url=texts.url) for _ in range(2)]
        caller = await caller_of(here)
        racing = [submit(desk, named(caller), order()) for desk in (here, there) * 5]
        assert len(set(await asyncio.gather(*racing))) == 1
        assert await tasks_of(here, caller) == 1


async def test_what_another_server_refuses_leaves_no_trace(chain):
    with serving_texts() as texts:
        desk = await chain.at(moderation_text_url=texts.url)
        caller = await caller_of(desk)
        with pytest.raises(DataInspectionFailed):
            await submit(desk, named(caller), order(FORBIDDEN))
        assert await submit(desk, named(caller, digest="worded otherwise"), order())


async def test_what_a_crash_left_half_done_is_in_nobodys_way(chain):
    with serving_texts() as texts:
        desk = await chain.at(moderation_text_url=texts.url, moderation_text_seconds=60)
        caller = await caller_of(desk)
        texts.mood = "slow"
        dying = asyncio.create_task(submit(desk, named(caller), order()))
        for _ in range(500):
            await asyncio.sleep(0.01)
            if texts.asked:
                break
        dying.cancel()
        await asyncio.gather(dying, return_exceptions=True)
        texts.mood = "well"
        assert await submit(desk, named(caller, digest="another"), order())
        with pytest.raises(IdempotencyKeyReused):
            await submit(desk, named(caller), order())
        assert await tasks_of(desk, caller) == 1


async def test_a_full_queue_leaves_no_trace(chain):
    desk = await chain.at()
    caller = await caller_of(desk)
    await _fill(desk, caller)
    with pytest.raises(QueueFull):
        await submit(desk, named(caller), order())
    assert await find_earlier(desk, named(caller, digest="another")) is None


async def _fill(desk: Desk, caller: Caller) -> None:
    """As many tasks as may wait: their places alone."""
    full = {"account_id": caller.account_id, "region": caller.region, "model": MODEL}

    async def work(tx) -> None:
        while await tx.row("tasks/take_place", **full, running_limit=2, queue_limit=500):
            pass

    await desk.database.write(work)
