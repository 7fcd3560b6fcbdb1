"""The end of a claimed task: charged, counted and announced in one transaction that its lease guards."""

import asyncio
from functools import partial
from typing import Protocol

import structlog

from wanstudio.accounts.billing import Sale, Tariff, charge
from wanstudio.accounts.usage import Subject, add_calls, add_times
from wanstudio.catalog.service_settings import ServiceSettings
from wanstudio.database.connection import Connection, Database
from wanstudio.errors import StoreUnavailable
from wanstudio.notification import announce
from wanstudio.tasks import takeover
from wanstudio.tasks.lifecycle import Ending, Painted, Task
from wanstudio.tasks.queue import end

_SETTLE_TRIES = 3
_SETTLE_PAUSE = 0.5
_log = structlog.get_logger(__name__)


class LeaseHolder(Protocol):
    """Whose lease it is: the worker's name, its store, and the service settings that prices and limits come from."""

    @property
    def worker(self) -> str:
        """The worker's name."""
        ...

    @property
    def database(self) -> Database:
        """The store."""
        ...

    @property
    def service(self) -> ServiceSettings:
        """What all processes agree on, as it is now."""
        ...


async def settle(holder: LeaseHolder, task: Task, ending: Ending) -> bool:
    """End the task, charge and count it and have it told, in one transaction guarded by the lease.

    The ending is not given up for an error of the store: its pictures are there already. A store that is away
    is waited for; a worker that was taken over meanwhile changes nothing. What the store refuses again and
    again is given back, for another worker to try. Returns whether the task was ended here.
    """

    async def work(tx: Connection) -> bool:
        return await _settle(tx, holder, task, ending)

    refused = 0
    while True:
        try:
            return await holder.database.write(work)
        except StoreUnavailable:
            _log.warning("store_away_while_settling", task_id=task.task_id)
        except Exception as error:
            refused += 1
            _log.exception("settling_refused", task_id=task.task_id, tried=refused, state=ending.state.name)
            if refused == _SETTLE_TRIES:
                await _give_back(holder, task, error)
                return False
        await asyncio.sleep(_SETTLE_PAUSE)


async def _give_back(holder: LeaseHolder, task: Task, error: Exception) -> None:
    """Let go of a task that the store does not end, marked with why; if this fails as well, its lease runs out."""
    reason = f"{type(error).__name__}: {error.args[0] if error.args else ''}"
    service = holder.service

    async def work(tx: Connection) -> None:
        lease = (task.task_id, holder.worker, task.attempt)
        ended = await takeover.give_back(tx, lease, service.limit_of, settle_error=reason)
        if ended is not None:
            await charge_and_count(tx, ended, service)
            await announce(tx, ended)

    try:
        await holder.database.write(work)
    except Exception as second:
        _log.exception("cannot_give_back", task_id=task.task_id, error=type(second).__name__)


async def requeue(holder: LeaseHolder, task: Task) -> None:
    """Let another worker have a task whose pictures this one cannot store; no crash is counted.

    If the database is away as well, the lease runs out.
    """
    try:
        await holder.database.write(
            partial(takeover.requeue, lease=(task.task_id, holder.worker, task.attempt))
        )
    except Exception as error:
        _log.exception("cannot_requeue", task_id=task.task_id, error=type(error).__name__)
    else:
        _log.warning("task_requeued", task_id=task.task_id, reason="its pictures cannot be stored")


async def _settle(tx: Connection, holder: LeaseHolder, task: Task, ending: Ending) -> bool:
    service = holder.service
    ended = await end(tx, task.task_id, holder.worker, task.attempt, ending, service.limit_of)
    if ended is None:
        return False
    await charge_and_count(tx, ended, service)
    await announce(tx, ended)
    return True


async def charge_and_count(tx: Connection, ended: Task, service: ServiceSettings) -> None:
    """Charge what an ended task painted and add it to the usage; in the transaction that ended it."""
    subject = Subject(ended.account_id, ended.region, ended.key_id, ended.model)
    await add_calls(tx, subject, code=ended.code or "", images=len(ended.painted))
    if not ended.painted:
        return
    assert ended.scheduled_at is not None
    assert ended.ended_at is not None
    began, ended_at = ended.scheduled_at - ended.submitted_at, ended.ended_at - ended.submitted_at
    await add_times(tx, subject, latency_ms=ended_at, wait_ms=began)
    numbers = tuple(i for i, outcome in enumerate(ended.outcomes) if isinstance(outcome, Painted))
    sale = Sale(ended.task_id, ended.account_id, ended.region, ended.key_id, ended.model, numbers)
    await charge(tx, sale, _tariff(ended, service))


def _tariff(task: Task, service: ServiceSettings) -> Tariff:
    offer = service.find_offer(task.region, task.model)
    if offer is None:
        return Tariff(0, "", 0, 0)
    return Tariff(offer.price_micros, offer.region.currency, offer.free_images, offer.free_days)
