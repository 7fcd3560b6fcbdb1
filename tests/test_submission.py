"""The customer's half where the store misbehaves: nobody waits in vain, nothing counted is dropped."""

import asyncio
from dataclasses import replace

import pytest
from tests.atelier import open_studio
from tests.shop import Shop

from wanstudio.accounts.usage import RefusalCount, Subject
from wanstudio.catalog.order import Order
from wanstudio.errors import DataInspectionFailed, RateQuotaExceeded, RequestTimedOut, StoreUnavailable
from wanstudio.moderation.inspection import Inspection
from wanstudio.moderation.moderator import Finding
from wanstudio.submission import Application, submit
from wanstudio.tasks.repeats import Mark
from wanstudio.tasks.waiters import Waiters
from wanstudio.waiting import wait


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
        task = await wait(desk, studio.application, task_id, 5)
        assert task.status == "SUCCEEDED"


async def test_a_call_that_is_out_of_time_says_so_even_without_a_store(tmp_path):
    async with open_studio(tmp_path) as studio:
        task_id = await studio.submit()
        store = Faltering(studio.desk.database, StoreUnavailable())
        desk = replace(studio.desk, database=store)
        with pytest.raises(RequestTimedOut):
            await wait(desk, studio.application, task_id, 0.1)


class Looking:
    """A text moderator that counts its looks and refuses one word."""

    name = "looking"

    def __init__(self, *, quick: bool) -> None:
        self.quick, self.looks = quick, 0

    def is_quick(self, text):
        return self.quick

    async def look(self, text):
        self.looks += 1
        return Finding("custom") if text == "forbidden" else None

    async def close(self):
        pass


async def create(studio, moderator, prompt="a red car", mark=None):
    desk = replace(studio.desk, inspection=Inspection((moderator,)))
    order = Order("wan2.6-t2i", prompt, "", 1280, 1280, 1, 7)
    return await submit(desk, Application(studio.caller, "r", order.model, "messages", "route", mark), order)


@pytest.mark.parametrize("quick", [True, False])
async def test_who_is_over_the_rate_costs_no_look(tmp_path, quick):
    async with open_studio(tmp_path, profile="model-studio") as studio:
        moderator, accepted, throttled = Looking(quick=quick), 0, 0
        for _ in range(30):
            try:
                await create(studio, moderator)
                accepted += 1
            except RateQuotaExceeded as error:
                assert error.retry_after == 1
                throttled += 1
        assert throttled
        # What is quickly moderated is looked at before its rate is counted, until the first refusal.
        assert moderator.looks <= accepted + quick


@pytest.mark.parametrize("quick", [True, False])
async def test_what_moderation_refuses_counts_in_the_rate(tmp_path, quick):
    async with open_studio(tmp_path, profile="model-studio") as studio:
        moderator = Looking(quick=quick)
        with pytest.raises(RateQuotaExceeded):
            for _ in range(30):
                with pytest.raises(DataInspectionFailed):
                    await create(studio, moderator, "forbidden")
        assert moderator.looks < 30


@pytest.mark.parametrize("quick", [True, False])
async def test_a_create_sent_again_is_its_task_even_over_the_rate(tmp_path, quick):
    async with open_studio(tmp_path, profile="model-studio") as studio:
        moderator, mark = Looking(quick=quick), Mark(studio.caller.key_id, "name", "digest")
        task_id = await create(studio, moderator, mark=mark)
        with pytest.raises(RateQuotaExceeded):
            for _ in range(30):
                await create(studio, moderator)
        looks = moderator.looks
        assert await create(studio, moderator, mark=mark) == task_id
        assert moderator.looks == looks
