"""The customer's half of a task: submit, wait, cancel."""

import asyncio
import uuid
from collections.abc import Awaitable
from dataclasses import dataclass, field

import structlog

from wanstudio.accounts.api_keys import Caller
from wanstudio.accounts.rate_limit import CallRate
from wanstudio.accounts.submit_rate import admit_submission
from wanstudio.accounts.usage import RefusalCount, Subject, add_calls
from wanstudio.catalog.offers import find_offer
from wanstudio.catalog.order import Order
from wanstudio.database.connection import Connection, Database
from wanstudio.errors import (
    DataInspectionFailed,
    IPInfringementSuspect,
    ModelNotExist,
    ModeratorUnavailable,
    QueueFull,
    RateQuotaExceeded,
    RequestTimedOut,
    ServiceError,
    StoreUnavailable,
)
from wanstudio.moderation.inspection import Inspection
from wanstudio.settings import Settings
from wanstudio.storage.objects import ObjectStore
from wanstudio.storage.signed_url import LinkSigner
from wanstudio.tasks import ledger
from wanstudio.tasks.lifecycle import Protocol, Task
from wanstudio.tasks.places import LimitOf
from wanstudio.tasks.queue import Entry, enter, enter_refused

_TICK_SECONDS = 0.05
_AT_THE_DOOR = (
    DataInspectionFailed,
    IPInfringementSuspect,
    ModeratorUnavailable,
    QueueFull,
    RateQuotaExceeded,
)
_log = structlog.get_logger(__name__)


class Waiters:
    """Everybody in this process who waits for a task: one question a tick for all of them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[str, asyncio.Event] = {}
        self._watch: asyncio.Task[None] | None = None

    async def wait(self, task_id: str) -> None:
        """Return once the task has ended."""
        event = self._waiting.setdefault(task_id, asyncio.Event())
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._look())
        try:
            await event.wait()
        finally:
            self._waiting.pop(task_id, None)

    async def _look(self) -> None:
        while self._waiting:
            await asyncio.sleep(_TICK_SECONDS)
            try:
                ended = await ledger.find_ended(self._database, list(self._waiting))
            except Exception as error:
                # Whatever it was: if this ended, all who wait would wait until their time is up.
                _log.warning("waiters_cannot_look", error=repr(error))
                continue
            for task_id in ended:
                if event := self._waiting.get(task_id):
                    event.set()


@dataclass(frozen=True, slots=True)
class Desk:
    """What the customer's half works with; made once by the server, handed to every door."""

    database: Database
    settings: Settings
    objects: ObjectStore
    signer: LinkSigner
    waiters: Waiters
    refusals: RefusalCount
    key_uses: dict[str, int]
    inspection: Inspection = field(default_factory=Inspection)
    call_rate: CallRate = field(default_factory=CallRate)

    @property
    def limit_of(self) -> LimitOf:
        """The running limit of each region and model under the operator's profile."""
        return limits_under(self.settings.profile)


def limits_under(profile: str) -> LimitOf:
    """Running limits under a profile; a model that is no longer offered keeps a limit of one."""

    def limit_of(region: str, model: str) -> int:
        offer = find_offer(region, model, profile)
        return offer.running_limit if offer else 1

    return limit_of


@dataclass(frozen=True, slots=True)
class Application:
    """One request for a task: who sent it, and by which route and protocol."""

    caller: Caller
    request_id: str
    model: str
    protocol: Protocol
    route: str

    @property
    def subject(self) -> Subject:
        """Whom usage is counted for."""
        return Subject(self.caller.account_id, self.caller.region, self.caller.key_id, self.model)

    def entry(self, task_id: str, images: int) -> Entry:
        """The row this request becomes."""
        return Entry(
            task_id=task_id,
            account_id=self.caller.account_id,
            key_id=self.caller.key_id,
            region=self.caller.region,
            model=self.model,
            protocol=self.protocol,
            route=self.route,
            request_id=self.request_id,
            images=images,
            weight=self.caller.weight,
        )


async def submit(desk: Desk, application: Application, order: Order) -> str:
    """Record the order as a PENDING task, durably, and return its id.

    Raises ModelNotExist, RateQuotaExceeded, QueueFull, DataInspectionFailed, IPInfringementSuspect
    or ModeratorUnavailable; then nothing was recorded.
    """
    offer = find_offer(application.caller.region, application.model, desk.settings.profile)
    if offer is None:
        raise ModelNotExist
    entry = application.entry(str(uuid.uuid4()), order.n)

    # A moderator that is another server is asked only for callers within their rate.
    rate_first = desk.inspection.remote

    async def admit(tx: Connection) -> None:
        await admit_submission(tx, application.caller, application.model, offer.submit_rate)

    async def work(tx: Connection) -> None:
        if not rate_first:
            await admit(tx)
        await enter(tx, entry, order, running_limit=offer.running_limit, queue_limit=offer.queue_limit)

    if rate_first:
        await _at_the_door(desk, application, desk.database.write(admit))
    await _at_the_door(desk, application, desk.inspection.check_prompt(order.prompt))
    await _at_the_door(desk, application, desk.database.write(work))
    _log.info("task_accepted", task_id=entry.task_id, model=entry.model, images=entry.images)
    return entry.task_id


async def submit_refused(desk: Desk, application: Application, n: int, error: ServiceError) -> str:
    """Record a request with bad parameters as the service does: accepted, and FAILED at once."""
    offer = find_offer(application.caller.region, application.model, desk.settings.profile)
    if offer is None:
        raise ModelNotExist
    entry = application.entry(str(uuid.uuid4()), n)

    async def work(tx: Connection) -> None:
        await admit_submission(tx, application.caller, application.model, offer.submit_rate)
        await enter_refused(tx, entry, code=error.code, message=error.message)
        await add_calls(tx, application.subject, code=error.code)

    await _at_the_door(desk, application, desk.database.write(work))
    _log.info("task_refused", task_id=entry.task_id, model=entry.model, code=error.code)
    return entry.task_id


async def _at_the_door(desk: Desk, application: Application, step: Awaitable[None]) -> None:
    """One step of accepting a request; a refusal is counted in the usage."""
    try:
        await step
    except _AT_THE_DOOR as error:
        desk.refusals.add(application.subject, error.code)
        raise


async def cancel(desk: Desk, caller: Caller, task_id: str) -> None:
    """Cancel a PENDING task; CancelRefused if it runs, has ended, or is not this caller's."""

    async def work(tx: Connection) -> None:
        await ledger.cancel(tx, caller.account_id, caller.region, task_id, desk.limit_of)

    await desk.database.write(work)
    _log.info("task_cancelled", task_id=task_id)


async def wait(desk: Desk, caller: Caller, task_id: str, timeout_s: float) -> Task:
    """The task once it has ended; RequestTimedOut if that takes longer than `timeout_s`.

    A caller that goes away (this coroutine is cancelled) or is timed out takes its task back if
    that is still PENDING.
    """
    try:
        async with asyncio.timeout(timeout_s):
            await desk.waiters.wait(task_id)
            task = await _find_ended(desk, caller, task_id)
    except TimeoutError:
        await _abandon(desk, caller, task_id)
        raise RequestTimedOut from None
    except asyncio.CancelledError:
        await asyncio.shield(_abandon(desk, caller, task_id))
        raise
    if task is None:
        raise RequestTimedOut
    return task


async def _find_ended(desk: Desk, caller: Caller, task_id: str) -> Task | None:
    """The task, billed by now: a store that is away for a moment must not cost the customer its pictures."""
    while True:
        try:
            return await ledger.find_task(desk.database, caller.account_id, caller.region, task_id)
        except StoreUnavailable:
            await asyncio.sleep(_TICK_SECONDS)


async def _abandon(desk: Desk, caller: Caller, task_id: str) -> None:
    try:
        await cancel(desk, caller, task_id)
    except ServiceError as error:
        _log.info("task_left_running", task_id=task_id, error=error.code)
