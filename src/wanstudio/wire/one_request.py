"""A task that is made and waited for within one request."""

import random
from functools import partial

from wanstudio.catalog.order import Order
from wanstudio.errors import InternalError
from wanstudio.submission import Application, find_earlier, submit, wait
from wanstudio.tasks.lifecycle import Task
from wanstudio.wire.call import Call
from wanstudio.wire.failures import failure

draw_seed = partial(random.getrandbits, 31)


async def paint(call: Call, application: Application, order: Order) -> Task:
    """The succeeded task, that of an identical earlier create included; a failed one becomes its error.

    Raises what `submit` and `wait` raise, and ClientGone when nobody waits any more.
    """
    desk = call.desk
    earlier = await find_earlier(desk, application)
    task_id = earlier.task_id if earlier else await submit(desk, application, order)
    task = await call.while_present(wait(desk, application, task_id, desk.settings.sync_timeout_seconds))
    if task.status == "SUCCEEDED":
        return task
    if task.code is None:
        raise InternalError
    raise failure(task.code, task.message or "")
