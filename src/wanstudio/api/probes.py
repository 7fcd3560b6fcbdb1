"""Whether this process is alive, and whether it can take requests."""

from wanstudio.api.call import Call
from wanstudio.api.envelope import Reply, success
from wanstudio.tasks.queue import has_ready


async def alive(call: Call) -> Reply:
    """The process answers."""
    return success({"status": "ok", "request_id": call.request_id})


async def ready(call: Call) -> Reply:
    """The store answers too; StoreUnavailable is a 503."""
    await has_ready(call.desk.database)
    return success({"status": "ok", "request_id": call.request_id})
