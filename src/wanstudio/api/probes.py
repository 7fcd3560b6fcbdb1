"""Whether this process is alive, and whether it can take requests."""

from wanstudio.tasks.queue import has_ready
from wanstudio.wire.call import Call
from wanstudio.wire.door import Reply, success


async def alive(call: Call) -> Reply:
    """The process answers."""
    return success({"status": "ok", "request_id": call.request_id})


async def ready(call: Call) -> Reply:
    """The store answers too; StoreUnavailable is a 503.

    What keeps models from being painted is named, but it is no 503: tasks and finished pictures are still answered.
    """
    await has_ready(call.desk.database)
    problems = call.desk.readiness.problems
    found = {"problems": problems} if problems else {}
    return success({"status": "ok", **found, "request_id": call.request_id})
