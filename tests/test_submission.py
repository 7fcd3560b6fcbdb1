"""The customer's half where the store misbehaves: nobody waits in vain, nothing counted is dropped."""

import asyncio

from tests.shop import Shop

from wanstudio.accounts.usage import RefusalCount, Subject
from wanstudio.submission import Waiters


class Faltering:
    """A store whose first call fails in a way nobody foresaw."""

    def __init__(self, database) -> None:
        self._database, self._failed = database, False

    def _falter(self) -> None:
        if not self._failed:
            self._failed = True
            raise LookupError("the first call fails")

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
