"""A task that is made and waited for within one request."""

import random
from functools import partial

from wanstudio.catalog.order import Order
from wanstudio.errors import InternalError, TaskCanceled
from wanstudio.submission import Application, find_earlier, submit
from wanstudio.tasks.lifecycle import Task
from wanstudio.waiting import wait
from wanstudio.wire.call import Call
from wanstudio.wire.failures import failure

draw_seed = partial(random.getrandbits, 31)


async def paint(call: Call, application: Application, order: Order) -> Task:
    """The succeeded task, that of an identical earlier create included; a failed one becomes its error.

    Raises what `submit` and `wait` raise, TaskCanceled, and ClientGone when nobody waits any more.
    """
    task = await _painted_or_ended(call, application, order)
    while task.status == "CANCELED" and await _was_left(call, application):
        task = await _painted_or_ended(call, application, order)
    if task.status == "SUCCEEDED":
        return task
    if task.status == "CANCELED":
        raise TaskCanceled(task_id=task.task_id)
    if task.code is None:
        raise InternalError
    raise failure(task.code, task.message or "")


async def _painted_or_ended(call: Call, application: Application, order: Order) -> Task:
    desk = call.desk
    earlier = await find_earlier(desk, application)
    task_id = earlier.task_id if earlier else await submit(desk, application, order)
    return await call.while_present(wait(desk, application, task_id, desk.settings.sync_timeout_seconds))


async def _was_left(call: Call, application: Application) -> bool:
    """Whether a like of this request, sent under the same X-Request-Id, took their task with it when it left."""
    mark = application.mark
    return mark is not None and not mark.kept and await find_earlier(call.desk, application) is None
