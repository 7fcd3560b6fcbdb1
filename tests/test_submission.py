"""The customer's half where the store misbehaves: nobody waits in vain, nothing counted is dropped."""

import asyncio
from dataclasses import replace

import pytest
from tests.atelier import open_studio
from tests.shop import Shop

from wanstudio.accounts.usage import RefusalCount, Subject
from wanstudio.errors import RequestTimedOut, StoreUnavailable
from wanstudio.submission import wait
from wanstudio.tasks.waiters import Waiters


class Faltering:
    """A store one of whose calls fails, the first if nothing else is said."""

    def __init__(self, database, problem: Exception | None = None, *, sound: int = 0) -> None:
        self._database, self._sound = database, sound
        self._problem = problem or LookupError("nobody foresaw this")

    def _falter(self) -> None:
        self._sound -= 1
        if self._sound == -1:
            raise self._problem

    async def read(self, work):
        self._falter()
        return await self._database.read(work)

    async def write(self, work):
        self._falter()
        return await self._database.write(work)


async def test_who_waits_is_woken_even_after_a_look_that_failed(database):
    shop = await Shop.open(database)
    task_id = await shop.submit()
    waiting = asyncio.create_task(Waiters(Faltering(database)).wait(task_id))
    await asyncio.sleep(0.1)
    await shop.cancel(task_id)
    await asyncio.wait_for(waiting, 5)


async def test_refusals_that_could_not_be_written_are_written_later(database):
    shop, store = await Shop.open(database), Faltering(database)
    refusals, subject = RefusalCount(), Subject(shop.caller.account_id, "singapore", shop.caller.key_id, "m")
    for _ in range(2):
        refusals.add(subject, "Throttling.RateQuota")
        try:
            await refusals.flush(store)
        except LookupError:
            continue
    (line,) = await shop.usage()
    assert line.throttled == 2


async def test_a_store_away_for_a_moment_costs_no_waiting_caller_its_pictures(tmp_path):
    async with open_studio(tmp_path) as studio:
        task_id = await studio.submit()
        await studio.work_once()
        # The first look of the waiters is answered; the reading of the task that follows is not.
        store = Faltering(studio.desk.database, StoreUnavailable(), sound=1)
        desk = replace(studio.desk, database=store, waiters=Waiters(store))
        task = await wait(desk, studio.caller, task_id, 5)
        assert task.status == "SUCCEEDED"


async def test_a_call_that_is_out_of_time_says_so_even_without_a_store(tmp_path):
    async with open_studio(tmp_path) as studio:
        task_id = await studio.submit()
        store = Faltering(studio.desk.database, StoreUnavailable())
        desk = replace(studio.desk, database=store)
        with pytest.raises(RequestTimedOut):
            await wait(desk, studio.caller, task_id, 0.1)
