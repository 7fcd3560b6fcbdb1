"""Does a call cost more because more has happened?

Fills both stores with 0, 100,000 and 1,000,000 ended tasks of accounts of very different sizes, beside the same 2,000
that wait and 64 that run, then calls the service's own functions and prints the median of each in milliseconds.
An older tree is measured with its `src` first in PYTHONPATH; what it does not have yet is `-`.
"""

import argparse
import asyncio
import os
import platform
import statistics
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from tests.growth.store import MODELS, REGION, History, Store, fill
from tests.postgres_server import PostgresServer

from wanstudio.accounts import api_keys, billing, statements, submit_rate, usage
from wanstudio.catalog.order import Order
from wanstudio.database.migration import migrate
from wanstudio.database.postgres import PostgresDatabase
from wanstudio.database.sqlite import SqliteDatabase
from wanstudio.rescue import sweep
from wanstudio.retention import purge
from wanstudio.server.store_metrics import read_store_metrics
from wanstudio.settings import Settings
from wanstudio.storage.disk import DiskStore
from wanstudio.tasks import ledger, overview, progress, queue
from wanstudio.tasks.lifecycle import Painted, conclude
from wanstudio.webhooks import deliveries, hooks

try:
    from wanstudio.accounts.usage_reading import read_usage
    from wanstudio.admission import Admissions, Candidate
    from wanstudio.catalog.service_settings import ServiceSettings
except ImportError:
    # An older tree, with which `newer` things are done as it does them.
    NEWER, read_usage = False, usage.read_usage
else:
    NEWER = True

DAY_MS, HOUR_MS = 86_400_000, 3_600_000
ACCOUNTS = {0: 51, 100_000: 1000, 1_000_000: 10_000}
# A connection of PostgreSQL may take another plan from the sixth time on.
WARM_UPS, MOST_RUNS, MOST_SECONDS = 7, 25, 3.0
ORDER = Order(MODELS[0], "a red car", "", 1280, 1280, 1, 7)
Verb = Callable[[], Awaitable[object]]


@dataclass
class Caller:
    """Calls the functions as the service does. `BIG` has half of the tasks."""

    store: Store
    folder: Path
    claimed: list[ledger.Task] = field(default_factory=list)

    BIG = "a0"

    @property
    def now(self) -> int:
        return self.store.now_ms()

    async def submit(self, account: str) -> None:
        who = api_keys.Caller(account, f"{account}-k0", REGION)
        entry = queue.Entry(
            task_id=str(uuid.uuid4()), account_id=account, key_id=who.key_id, region=REGION, model=MODELS[0],
            protocol="messages", route="", request_id="", images=1,
        )  # fmt: skip

        if NEWER:
            offer = replace(
                ServiceSettings().find_offer(REGION, MODELS[0]), submit_rate=10**6, running_limit=10**6
            )
            await Admissions(self.store).admit(Candidate(who, entry, ORDER, offer, counted=False))
            return

        async def work(tx):
            await submit_rate.admit_submission(tx, who, MODELS[0], 1e6)
            await queue.enter(tx, entry, ORDER, running_limit=10**6, queue_limit=10**6)

        await self.store.write(work)

    async def claim(self) -> None:
        self.claimed += await queue.claim(self.store, "w1", lease_ms=600_000)

    async def settle(self) -> None:
        task = self.claimed.pop()
        ending = conclude((Painted("k.png", 1),))

        async def work(tx):
            await queue.end(tx, task.task_id, "w1", task.attempt, ending, lambda *_: 10**6)
            subject = usage.Subject(task.account_id, REGION, task.key_id, task.model)
            await usage.add_calls(tx, subject, images=1)
            await usage.add_times(tx, subject, latency_ms=9000, wait_ms=100)
            sale = billing.Sale(task.task_id, task.account_id, REGION, task.key_id, task.model, (0,))
            await billing.charge(tx, sale, billing.Tariff(30_000, "USD", 0, 90))

        await self.store.write(work)

    def listing(self, account: str = BIG, **chosen: object) -> Awaitable[object]:
        asked = ledger.TaskFilter(self.now - DAY_MS, self.now + 60_000, **chosen)
        return ledger.list_tasks(self.store, account, REGION, asked)

    async def last_page(self) -> None:
        total, _ = await self.listing()
        await self.listing(page_no=max(1, total // 10))

    def newest(self) -> Awaitable[object]:
        """As the playground does, whose key has painted nothing."""
        key = "console-of-nobody"
        if not hasattr(ledger, "newest_tasks"):
            return self.listing(key_id=key, page_size=8)
        asked = ledger.TaskFilter(self.now - DAY_MS, self.now + 60_000, key_id=key, page_size=8)
        return ledger.newest_tasks(self.store, self.BIG, REGION, asked)

    def usage(self, days: int, account: str | None) -> Awaitable[object]:
        last = self.now // HOUR_MS
        return read_usage(self.store, account_id=account, first_hour=last - 24 * days, last_hour=last)

    def bill(self, account: str | None) -> Awaitable[object]:
        start_ms = self.now - 30 * DAY_MS
        return billing.read_bill(self.store, account_id=account, start_ms=start_ms, end_ms=self.now)

    def days(self, account: str | None) -> Awaitable[object]:
        period = statements.Period(REGION, self.now - 30 * DAY_MS, self.now)
        return statements.read_days(self.store, account, period)

    async def token(self) -> None:
        await api_keys.issue_token(self.store, api_keys.Caller(self.BIG, "a0-k0", REGION), 60)

    def purge(self) -> Awaitable[object]:
        return purge(self.store, DiskStore(self.folder), agreed(self.folder))

    def followed(self) -> Awaitable[object]:
        return progress.read_standings(self.store, {f"ready {i}": None for i in range(1, 101)})

    def renew(self) -> Awaitable[object]:
        held = [f"running {i}" for i in range(1, 65) if i % 16 == 1]
        return queue.renew(self.store, "w1", held, lease_ms=600_000)


def agreed(folder: Path) -> object:
    """Limits and times, as the tree takes them."""
    return ServiceSettings() if NEWER else Settings(data=folder)


def verbs_of(caller: Caller) -> dict[str, Verb]:
    store, big = caller.store, caller.BIG
    return {
        "submit, big account": partial(caller.submit, big),
        "submit, small account": partial(caller.submit, "a50"),
        "peek": partial(queue.has_ready, store),
        "claim": caller.claim,
        "settle": caller.settle,
        "renew": caller.renew,
        "rescue sweep, nothing to do": partial(sweep, store, agreed(caller.folder)),
        "purge, nothing to do": caller.purge,
        "100 followed tasks": caller.followed,
        "find a task": partial(ledger.find_task, store, big, REGION, "ready 1"),
        "list page 1, big": caller.listing,
        "list last page, big": caller.last_page,
        "list FAILED, big": partial(caller.listing, status="FAILED"),
        "list PENDING, big": partial(caller.listing, status="PENDING"),
        "list task_id, big": partial(caller.listing, task_id="ready 1"),
        "list page 1, small": partial(caller.listing, "a50"),
        "playground's tasks": caller.newest,
        "list_all": partial(ledger.list_all_tasks, store, most=20),
        "pace": partial(overview.read_pace, store, REGION),
        "overview": partial(overview.read_overview, store),
        "/metrics": partial(read_store_metrics, store, 1),
        "usage of a day, big": partial(caller.usage, 1, big),
        "usage of a month, big": partial(caller.usage, 30, big),
        "usage of a month, all": partial(caller.usage, 30, None),
        "bill of a month, big": partial(caller.bill, big),
        "bill of a month, all": partial(caller.bill, None),
        "bill by day, big": partial(caller.days, big),
        "bill by day, all": partial(caller.days, None),
        "first charge, all": partial(statements.first_charge_ms, store, None),
        "keys of one": partial(api_keys.list_keys, store, big),
        "keys of all": partial(api_keys.list_keys, store),
        "a temporary key": caller.token,
        "webhooks list": partial(hooks.list_hooks, store),
        "webhooks due": partial(deliveries.due_keys, store),
    }


async def median_ms(verb: Verb) -> float:
    taken, began = [], time.perf_counter()
    while len(taken) < WARM_UPS + MOST_RUNS:
        started = time.perf_counter()
        await verb()
        taken.append((time.perf_counter() - started) * 1000)
        if len(taken) >= 3 and time.perf_counter() - began > MOST_SECONDS:
            break
    return statistics.median(taken[WARM_UPS:] or taken)


async def measure(store: Store, history: History, folder: Path) -> dict[str, float]:
    await migrate(store)
    await queue.open_lane(store)
    await fill(store, history)
    try:
        from wanstudio.accounts.running_totals import move_totals_on

        await move_totals_on(store)
    except ImportError:
        pass
    found = {}
    for name, verb in verbs_of(Caller(store, folder)).items():
        try:
            found[name] = await median_ms(verb)
        except (AttributeError, TypeError, LookupError) as error:
            print(f"  {name}: {error!r}", flush=True)
    return found


@asynccontextmanager
async def opened(kind: str, folder: Path) -> AsyncIterator[Store]:
    if kind == "sqlite":
        store: Store = SqliteDatabase(folder / "store.sqlite3")
        yield store
        await store.close()
        return
    place = folder / "postgres"
    place.mkdir()
    server = PostgresServer.start(place)
    try:
        store = await PostgresDatabase.connect(server.new_database(), connections=2)
        yield store
        await store.close()
    finally:
        server.stop()


async def run(kinds: list[str], sizes: list[int]) -> None:
    columns: dict[str, dict[str, float]] = {}
    for kind in kinds:
        for size in sizes:
            with tempfile.TemporaryDirectory(prefix="wanstudio-growth-") as place:
                async with opened(kind, Path(place)) as store:
                    history = History(size, ACCOUNTS.get(size, max(51, size // 100)))
                    columns[f"{kind} {size:,}"] = await measure(store, history, Path(place))
            print(f"{kind} {size:,} measured, load {os.getloadavg()[0]:.1f}", flush=True)
    report(columns)


def report(columns: dict[str, dict[str, float]]) -> None:
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores; medians in ms")
    print("| | " + " | ".join(columns) + " |")
    print("| --- " * (len(columns) + 1) + "|")
    names = dict.fromkeys(name for column in columns.values() for name in column)
    for name in names:
        figures = [column.get(name) for column in columns.values()]
        print(f"| {name} | " + " | ".join("-" if ms is None else f"{ms:.2f}" for ms in figures) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", choices=["sqlite", "postgres"], action="append")
    parser.add_argument("--tasks", type=int, action="append", help="how many tasks have ended")
    chosen = parser.parse_args()
    asyncio.run(run(chosen.store or ["sqlite", "postgres"], chosen.tasks or sorted(ACCOUNTS)))


if __name__ == "__main__":
    main()
