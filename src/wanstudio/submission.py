"""The customer's half of a task: submit, wait, cancel."""

import uuid
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TypeVar

import structlog

from wanstudio.accounts.api_keys import Caller
from wanstudio.accounts.rate_limit import CallRate, RecentlyThrottled
from wanstudio.accounts.submit_rate import admit_submission, check_rate
from wanstudio.accounts.usage import RefusalCount, Subject, add_calls
from wanstudio.admission import Admissions, Candidate, admit
from wanstudio.catalog.offers import Offer
from wanstudio.catalog.order import Order
from wanstudio.catalog.served import find_served, served_in
from wanstudio.catalog.service_settings import ServiceSettings
from wanstudio.database.connection import Connection, Database, Work
from wanstudio.errors import ModelNotExist, ServiceError, StoreUnavailable
from wanstudio.moderation.inspection import Inspection
from wanstudio.notification import announce
from wanstudio.readiness import Readiness
from wanstudio.service_settings.cache import SettingsCache
from wanstudio.settings import Settings
from wanstudio.storage.signed_url import LinkSigner
from wanstudio.storage.verified import VerifiedStore
from wanstudio.tasks import ledger
from wanstudio.tasks.following import Following
from wanstudio.tasks.lifecycle import Protocol, Task
from wanstudio.tasks.queue import Entry, enter_refused
from wanstudio.tasks.repeats import Mark, drop_create, find_create, free_create, open_create, settle_create
from wanstudio.tasks.waiters import Waiters

T = TypeVar("T")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the customer's half works with; made once by the server, handed to every door."""

    database: Database
    settings: Settings
    settings_cache: SettingsCache
    admissions: Admissions
    objects: VerifiedStore
    signer: LinkSigner
    waiters: Waiters
    following: Following
    refusals: RefusalCount
    key_uses: dict[str, int]
    readiness: Readiness
    inspection: Inspection = field(default_factory=Inspection)
    call_rate: CallRate = field(default_factory=CallRate)
    throttled: RecentlyThrottled = field(default_factory=RecentlyThrottled)

    @property
    def service(self) -> ServiceSettings:
        """What all processes agree on, as it is now."""
        return self.settings_cache.current

    def find_served(self, region: str, name: str) -> Offer | None:
        """The offer for this name, or None where the region does not know it or nothing paints for it."""
        return find_served(region, name, self.settings, self.service)

    def served_in(self, region: str) -> tuple[Offer, ...]:
        """Everything that a region offers and something paints, newest model first."""
        return served_in(region, self.settings, self.service)


@dataclass(frozen=True, slots=True)
class Application:
    """One request for a task: who sent it, by which route and protocol, and under which mark if any."""

    caller: Caller
    request_id: str
    model: str
    protocol: Protocol
    route: str
    mark: Mark | None = None

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


async def find_earlier(desk: Desk, application: Application) -> Task | None:
    """The task that an identical create has become before; it costs no rate and is not moderated again.

    Raises IdempotencyKeyReused.
    """
    mark, caller = application.mark, application.caller
    if mark is None:
        return None
    reading = desk.database.read(lambda tx: find_create(tx, mark))
    task_id = await _at_the_door(desk, application, reading)
    if task_id is None:
        return None
    _log.info("task_repeated", task_id=task_id, model=application.model)
    return await ledger.find_task(desk.database, caller.account_id, caller.region, task_id)


async def submit(desk: Desk, application: Application, order: Order) -> str:
    """Record the order as a PENDING task, durably, and return its id.

    The id is that of an identical create's task where there is one. Raises ModelNotExist, IdempotencyKeyReused
    or what the store, the limits or moderation refuse it for; then nothing was recorded.
    """
    offer = _offer(desk, application)
    entry = application.entry(str(uuid.uuid4()), order.n)

    counted = not desk.inspection.is_quick(order.prompt)
    rate = _check_rate(desk, application, offer, counted=counted)
    if (earlier := await _at_the_door(desk, application, rate)) is not None:
        return earlier
    try:
        await _at_the_door(desk, application, _look(desk, application, offer, order.prompt, counted=counted))
        recording = _admit(desk, application, Candidate(application.caller, entry, order, offer, counted))
        task_id = await _at_the_door(desk, application, recording)
    except ServiceError:
        if counted and (mark := application.mark):
            with suppress(StoreUnavailable):
                await desk.database.write(lambda tx: drop_create(tx, mark))
        raise
    _tell(task_id, entry)
    return task_id


async def submit_refused(desk: Desk, application: Application, n: int, error: ServiceError) -> str:
    """Record a request with bad parameters as the service does: accepted, and FAILED at once."""
    offer = _offer(desk, application)
    entry = application.entry(str(uuid.uuid4()), n)

    async def record(tx: Connection, counted: bool) -> None:
        if not counted:
            await admit_submission(tx, application.caller, application.model, offer.submit_rate)
        await announce(tx, await enter_refused(tx, entry, code=error.code, message=error.message))
        await add_calls(tx, application.subject, code=error.code)

    work = _recording(application, entry, record, counted=False)
    task_id = await _at_the_door(desk, application, desk.database.write(work))
    _tell(task_id, entry, error.code)
    return task_id


def _offer(desk: Desk, application: Application) -> Offer:
    offer = desk.service.find_offer(application.caller.region, application.model)
    if offer is None:
        raise ModelNotExist
    return offer


async def _check_rate(desk: Desk, application: Application, offer: Offer, *, counted: bool) -> str | None:
    """Raise ModelUnusable, or RateQuotaExceeded for a caller over the rate unless a like of the create is a task already: its id.

    What is quickly moderated is counted with its task, in one transaction; only who was just refused is asked about.
    """
    desk.readiness.check(offer.model.name)
    if counted:
        return await desk.database.write(_counting(application, offer))
    if not desk.throttled.has(application.caller, application.model):
        return None

    async def work(tx: Connection) -> str | None:
        earlier = await find_create(tx, application.mark) if application.mark else None
        if earlier is None:
            await check_rate(tx, application.caller, application.model, offer.submit_rate)
        return earlier

    return await desk.database.read(work)


async def _look(desk: Desk, application: Application, offer: Offer, prompt: str, *, counted: bool) -> None:
    """Moderate the prompt. One that is refused counts in the rate as well: looking at it was work."""
    try:
        await desk.inspection.check_prompt(prompt)
    except ServiceError:
        if not counted:
            try:
                await desk.database.write(_counting(replace(application, mark=None), offer))
            except ServiceError as error:
                desk.throttled.note(error, application.caller, application.model)
        raise


def _counting(application: Application, offer: Offer) -> Work[str | None]:
    """Count the create in the account's rate, once for all its likes; returns the task of an earlier one."""

    async def work(tx: Connection) -> str | None:
        opening = await open_create(tx, application.mark)
        if opening.first:
            await admit_submission(tx, application.caller, application.model, offer.submit_rate)
        return opening.task_id

    return work


async def _admit(desk: Desk, application: Application, candidate: Candidate) -> str:
    """Record the task, unless a like was faster; returns whose task it is."""
    if application.mark is None:
        await desk.admissions.admit(candidate)
        return candidate.entry.task_id

    async def record(tx: Connection, counted: bool) -> None:
        await admit(tx, replace(candidate, counted=counted))

    work = _recording(application, candidate.entry, record, counted=candidate.counted)
    return await desk.database.write(work)


def _recording(
    application: Application,
    entry: Entry,
    record: Callable[[Connection, bool], Awaitable[None]],
    *,
    counted: bool,
) -> Work[str]:
    """Record the task and its mark together, unless a like was faster; returns whose task it is.

    `record` learns whether the create counts in the rate already, and is the last to run: it locks the account's rows.
    """

    async def work(tx: Connection) -> str:
        opening = await open_create(tx, application.mark)
        if opening.task_id is not None:
            return opening.task_id
        await settle_create(tx, application.mark, entry.task_id)
        await record(tx, counted or not opening.first)
        return entry.task_id

    return work


def _tell(task_id: str, entry: Entry, code: str = "") -> None:
    event = "task_repeated" if task_id != entry.task_id else "task_refused" if code else "task_accepted"
    refused = {"code": code} if code else {}
    _log.info(event, task_id=task_id, model=entry.model, images=entry.images, **refused)


async def _at_the_door(desk: Desk, application: Application, step: Awaitable[T]) -> T:
    """One step of accepting a request; whatever it is refused for is counted in the usage."""
    try:
        return await step
    except ServiceError as error:
        desk.refusals.add(application.subject, error.code)
        desk.throttled.note(error, application.caller, application.model)
        raise


async def cancel(desk: Desk, caller: Caller, task_id: str, *, mark: Mark | None = None) -> None:
    """Cancel a PENDING task; CancelRefused if it runs, has ended, or is not this caller's.

    A create with this `mark` is a new task then.
    """
    limit_of = desk.service.limit_of

    async def work(tx: Connection) -> None:
        await announce(tx, await ledger.cancel(tx, caller.account_id, caller.region, task_id, limit_of))
        if mark is not None:
            await free_create(tx, mark, task_id)

    await desk.database.write(work)
    _log.info("task_cancelled", task_id=task_id)
