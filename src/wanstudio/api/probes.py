"""Whether this process is alive, and whether it can take requests."""

from wanstudio.tasks.queue import has_ready
from wanstudio.wire.call import Call
from wanstudio.wire.door import Reply, success


async def alive(call: Call) -> Reply:
    """The process answers."""
    return success({"status": "ok", "request_id": call.request_id})


async def ready(call: Call) -> Reply:
    """The store answers too; StoreUnavailable is a 503."""
    await has_ready(call.desk.database)
    return success({"status": "ok", "request_id": call.request_id})
