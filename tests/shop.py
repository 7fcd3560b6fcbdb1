"""The rooms' verbs on one database, with an account, as short as tests want them."""

import uuid
from dataclasses import dataclass, replace
from functools import cached_property

from wanstudio import rescue
from wanstudio.accounts.api_keys import Caller, find_caller, issue_key
from wanstudio.accounts.billing import BillLine, Sale, Tariff, charge, read_bill
from wanstudio.accounts.submit_rate import admit_submission
from wanstudio.accounts.usage import Subject, add_calls, add_times
from wanstudio.accounts.usage_reading import UsageLine, read_usage
from wanstudio.admission import Admissions, Candidate, admit
from wanstudio.catalog.order import Order
from wanstudio.catalog.service_settings import ServiceSettings
from wanstudio.database.connection import Database
from wanstudio.tasks import ledger, places, queue, takeover
from wanstudio.tasks.lifecycle import Ending, Painted, Task, conclude

MODEL = "wan2.6-t2i"
SERVICE = ServiceSettings()
FAR_MS = 10**14


@dataclass(frozen=True)
class Shop:
    database: Database
    caller: Caller
    price_micros: int = 30_000

    @cached_property
    def admissions(self) -> Admissions:
        return Admissions(self.database)

    @classmethod
    async def open(cls, database: Database) -> "Shop":
        await queue.open_lane(database)
        key = await issue_key(database, "acme", "singapore", "test")
        return cls(database, await find_caller(database, key.secret, "singapore"))

    async def stranger(self) -> Caller:
        key = await issue_key(self.database, f"stranger-{uuid.uuid4().hex}", "singapore", "test")
        return await find_caller(self.database, key.secret, "singapore")

    def caller_in(self, region: str) -> Caller:
        return Caller(self.caller.account_id, self.caller.key_id, region)

    def _entry(self, caller: Caller, n: int) -> queue.Entry:
        return queue.Entry(
            task_id=str(uuid.uuid4()),
            account_id=caller.account_id,
            key_id=caller.key_id,
            region=caller.region,
            model=MODEL,
            protocol="messages",
            route="aigc:image-generation:generation",
            request_id=str(uuid.uuid4()),
            images=n,
        )

    async def submit(
        self, *, n=1, size=(1280, 1280), caller=None, running_limit=100, queue_limit=1000
    ) -> str:
        return await self.enter(
            n=n, size=size, caller=caller, running_limit=running_limit, queue_limit=queue_limit
        )

    async def enter(
        self, *, n=1, size=(1280, 1280), caller=None, counted=True, alone=True, **limits: int
    ) -> str:
        """Submit as the service does: `counted` leaves the rate out, `alone` is a transaction of its own."""
        who = caller or self.caller
        entry = self._entry(who, n)
        order = Order(MODEL, "a red car", "", *size, n, 7)
        found = SERVICE.find_offer(who.region, MODEL)
        assert found is not None
        offer = replace(found, **limits)
        candidate = Candidate(who, entry, order, offer, counted)
        if alone:
            await self.admissions.admit(candidate)
        else:
            await self.database.write(lambda tx: admit(tx, candidate))
        return entry.task_id

    async def submit_refused(self, code: str, message: str, *, n: int) -> str:
        entry = self._entry(self.caller, n)
        await self.database.write(lambda tx: queue.enter_refused(tx, entry, code=code, message=message))
        return entry.task_id

    async def admit(self, *, per_second: float) -> None:
        await self.database.write(lambda tx: admit_submission(tx, self.caller, MODEL, per_second))

    async def claim(self, worker: str, *, lease_ms=60_000) -> list[Task]:
        return await queue.claim(self.database, worker, lease_ms=lease_ms)

    async def renew(self, worker: str, *task_ids: str) -> set[tuple[str, int]]:
        return await queue.renew(self.database, worker, task_ids, lease_ms=60_000)

    async def settle(
        self, worker: str, task: Task, ending: Ending | None = None, *, running_limit=100, free_images=0
    ) -> bool:
        chosen = ending or conclude(tuple(Painted(f"k/{i}.png", i) for i in range(task.n)))
        tariff = Tariff(self.price_micros, "USD", free_images, 90)

        async def work(tx) -> bool:
            ended = await queue.end(tx, task.task_id, worker, task.attempt, chosen, lambda *_: running_limit)
            if ended is None:
                return False
            subject = Subject(ended.account_id, ended.region, ended.key_id, ended.model)
            await add_calls(tx, subject, code=ended.code or "", images=len(ended.painted))
            if ended.painted:
                wait_ms = ended.scheduled_at - ended.submitted_at
                latency_ms = ended.ended_at - ended.submitted_at
                await add_times(tx, subject, latency_ms=latency_ms, wait_ms=wait_ms)
            numbers = tuple(i for i, o in enumerate(ended.outcomes) if isinstance(o, Painted))
            sale = Sale(ended.task_id, ended.account_id, ended.region, ended.key_id, ended.model, numbers)
            await charge(tx, sale, tariff)
            return True

        return await self.database.write(work)

    async def release(self, worker: str, *, crashed=True, running_limit=100) -> None:
        await self.database.write(
            lambda tx: takeover.release_worker(tx, worker, lambda *_: running_limit, crashed=crashed)
        )

    async def sweep(self, *, running_limit=100, lease_ms=0) -> int:
        return await rescue.take_back_expired(self.database, lambda *_: running_limit, lease_ms=lease_ms)

    async def fail_overdue(self, *, age_ms: int, running_limit=100) -> int:
        return await rescue.end_overdue(self.database, lambda *_: running_limit, age_ms=age_ms)

    async def admit_all(self, *, running_limit: int) -> None:
        await places.admit_all_parked(self.database, lambda *_: running_limit)

    async def cancel(self, task_id: str, caller: Caller | None = None, *, running_limit=100) -> None:
        who = caller or self.caller
        await self.database.write(
            lambda tx: ledger.cancel(tx, who.account_id, who.region, task_id, lambda *_: running_limit)
        )

    async def find(self, task_id: str, caller: Caller | None = None) -> Task | None:
        who = caller or self.caller
        return await ledger.find_task(self.database, who.account_id, who.region, task_id)

    async def listing(self, **chosen) -> tuple[int, list[Task]]:
        asked = ledger.TaskFilter(0, FAR_MS, **chosen)
        return await ledger.list_tasks(self.database, self.caller.account_id, self.caller.region, asked)

    async def bill(self) -> list[BillLine]:
        return await read_bill(self.database, account_id=None, start_ms=0, end_ms=FAR_MS)

    async def billed_images(self) -> int:
        return sum(line.images for line in await self.bill())

    async def usage(self) -> list[UsageLine]:
        return await read_usage(self.database, account_id=None, first_hour=0, last_hour=10**9)
