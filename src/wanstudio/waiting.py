"""Waiting for a task within the request that made it."""

import asyncio

import structlog

from wanstudio.accounts.api_keys import Caller
from wanstudio.errors import RequestTimedOut, ServiceError, StoreUnavailable
from wanstudio.submission import Application, Desk, cancel
from wanstudio.tasks import ledger
from wanstudio.tasks.lifecycle import Task
from wanstudio.tasks.waiters import TICK_SECONDS

_log = structlog.get_logger(__name__)


async def wait(desk: Desk, application: Application, task_id: str, timeout_s: float) -> Task:
    """The task once it has ended; RequestTimedOut if that takes longer than `timeout_s`.

    If the client disconnects (this coroutine is cancelled) or the time is up, the task is cancelled if it is
    still PENDING, unless the request has an Idempotency-Key: the client can ask for the same task again.
    """
    caller, mark = application.caller, application.mark
    returning = mark is not None and mark.kept
    try:
        async with asyncio.timeout(timeout_s):
            await desk.waiters.wait(task_id)
            task = await _find_ended(desk, caller, task_id)
    except TimeoutError:
        if not returning and await _abandon(desk, application, task_id):
            # No end of the task will count this call.
            desk.refusals.add(application.subject, RequestTimedOut.code)
        raise RequestTimedOut from None
    except asyncio.CancelledError:
        if not returning:
            await asyncio.shield(_abandon(desk, application, task_id))
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
            await asyncio.sleep(TICK_SECONDS)


async def _abandon(desk: Desk, application: Application, task_id: str) -> bool:
    """Cancel the task if it is still PENDING, and forget the name of its create; whether it was."""
    try:
        await cancel(desk, application.caller, task_id, mark=application.mark)
    except ServiceError as error:
        _log.info("task_left_running", task_id=task_id, error=error.code)
        return False
    return True
