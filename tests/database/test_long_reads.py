"""Long reads of the embedded store leave the event loop free, end with their caller, and do not last for ever."""

import asyncio
import threading

import pytest
from tests.endless_read import EndlessRead
from tests.shop import FAR_MS, Shop

from wanstudio.accounts.api_keys import list_keys
from wanstudio.accounts.billing import read_bill
from wanstudio.accounts.directory import search_accounts
from wanstudio.accounts.statements import Period, first_charge_ms, ledger_pages, rank_bills, read_days
from wanstudio.accounts.usage_reading import read_usage
from wanstudio.accounts.users import list_users, search_users
from wanstudio.database.migration import migrate
from wanstudio.database.sqlite import SqliteDatabase
from wanstudio.database.sqlite_readers import MOST_READERS
from wanstudio.errors import StoreUnavailable
from wanstudio.server.store_metrics import read_store_metrics
from wanstudio.tasks.ledger import list_all_tasks
from wanstudio.tasks.overview import read_overview, read_pace
from wanstudio.webhooks.hooks import list_hooks

DAY_MS = 86_400_000


@pytest.fixture
async def store(tmp_path):
    opened = SqliteDatabase(tmp_path / "store.sqlite3")
    await migrate(opened)
    yield opened
    await opened.close()


async def test_others_are_answered_while_something_long_is_read(store):
    reading = asyncio.create_task(store.read_long(EndlessRead()))
    for _ in range(100):
        assert await store.read(lambda tx: tx.row("schema/version"))
        await store.write(lambda tx: tx.row("storage/keep_secret", name="n", value="v"))
    assert not reading.done()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading


async def test_a_caller_that_leaves_gives_the_thread_back(store):
    for _ in range(2):
        endless = EndlessRead()
        readings = [asyncio.create_task(store.read_long(endless)) for _ in range(MOST_READERS)]
        await endless.begun(MOST_READERS)
        for reading in readings:
            reading.cancel()
        await asyncio.gather(*readings, return_exceptions=True)
    assert await asyncio.wait_for(store.read_long(lambda tx: tx.row("schema/version")), 30)


async def test_nothing_is_read_for_ever(store):
    store._readers.limit_seconds = 0.05
    with pytest.raises(StoreUnavailable):
        await asyncio.wait_for(store.read_long(EndlessRead()), 30)


async def test_a_store_that_closes_waits_for_no_reader(store):
    endless = EndlessRead()
    reading = asyncio.create_task(store.read_long(endless))
    await endless.begun()
    await asyncio.wait_for(store.close(), 30)
    with pytest.raises(StoreUnavailable):
        await reading
    with pytest.raises(StoreUnavailable):
        await store.read_long(lambda tx: tx.row("schema/version"))


async def test_a_long_read_must_not_write(store):
    async def write(tx):
        await tx.row("storage/keep_secret", name="n", value="v")

    with pytest.raises(StoreUnavailable):
        await store.read_long(write)
    assert await store.read(lambda tx: tx.row("storage/find_secret", name="n")) is None


async def test_what_is_written_is_read_at_once(store):
    for number in range(50):
        await store.write(lambda tx, n=f"n{number}": tx.row("storage/keep_secret", name=n, value="v"))
        assert await store.read_long(lambda tx, n=f"n{number}": tx.row("storage/find_secret", name=n))


class Observed(SqliteDatabase):
    """Notes in which threads it was read."""

    def __init__(self, path) -> None:
        super().__init__(path)
        self.threads: set[str] = set()

    def _noted(self, work):
        def noted(tx):
            self.threads.add(threading.current_thread().name.partition("_")[0])
            return work(tx)

        return noted

    async def read(self, work):
        return await super().read(self._noted(work))

    async def read_long(self, work):
        return await super().read_long(self._noted(work))


async def _ledger(database, shop):
    return [page async for page in ledger_pages(database, shop.caller.account_id, _today(database))]


def _today(database) -> Period:
    return Period("singapore", database.now_ms() - DAY_MS, database.now_ms())


LONG = {
    "list": lambda database, shop: shop.listing(),
    "list_all": lambda database, shop: list_all_tasks(database),
    "pace": lambda database, shop: read_pace(database, "singapore"),
    "overview": lambda database, shop: read_overview(database),
    "metrics": lambda database, shop: read_store_metrics(database, 1),
    "usage": lambda database, shop: read_usage(database, account_id=None, first_hour=0, last_hour=10**9),
    "bill": lambda database, shop: read_bill(database, account_id=None, start_ms=0, end_ms=FAR_MS),
    "days": lambda database, shop: read_days(database, None, _today(database)),
    "first_charge": lambda database, shop: first_charge_ms(database, None),
    "ledger": _ledger,
    "keys": lambda database, shop: list_keys(database),
    "users": lambda database, shop: list_users(database),
    "accounts": lambda database, shop: search_accounts(database, "a", 20),
    "user search": lambda database, shop: search_users(database, "a", 20),
    "bills": lambda database, shop: rank_bills(database, _today(database), 20),
    "webhooks": lambda database, shop: list_hooks(database),
}


@pytest.mark.parametrize("verb", LONG)
async def test_what_may_read_much_is_read_in_a_thread_of_its_own(tmp_path, verb):
    database = Observed(tmp_path / "store.sqlite3")
    await migrate(database)
    shop = await Shop.open(database)
    database.threads.clear()
    await LONG[verb](database, shop)
    await database.close()
    assert database.threads == {"sqlite-reader"}
