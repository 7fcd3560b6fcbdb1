"""Tasks as their owners see them: query, list, cancel."""

from wanstudio.accounts.api_keys import Caller
from wanstudio.api import messages_format, prompt_format
from wanstudio.api.task_list import list_body, read_filter
from wanstudio.catalog.regions import api_id_of
from wanstudio.errors import CancelRefused
from wanstudio.submission import cancel
from wanstudio.tasks.ledger import find_task, list_tasks
from wanstudio.tasks.lifecycle import Task
from wanstudio.wire.auth import recognise
from wanstudio.wire.call import Call
from wanstudio.wire.door import Json, Reply, success
from wanstudio.wire.links import link_of


async def query_task(call: Call) -> Reply:
    """One task in the shape of the protocol it was made with. SDKs add junk to the query: ignored."""
    caller = await recognise(call)
    call.admit(caller.account_id, "query", call.desk.service.call_limits.query)
    return success(await _find_body(call, caller, call.path_part("task_id")))


async def _find_body(call: Call, caller: Caller, task_id: str) -> Json:
    task = None
    # PostgreSQL takes no NUL in a text, and no task has one in its id.
    if "\x00" not in task_id:
        task = await find_task(call.desk.database, caller.account_id, caller.region, task_id)
    if task is None:
        return {"request_id": call.request_id, "output": {"task_id": task_id, "task_status": "UNKNOWN"}}
    return task_body(call, task)


def task_body(call: Call, task: Task) -> Json:
    """The answer to a query for this task, its links signed now."""
    link = link_of(call, task)
    if task.protocol == "messages":
        return messages_format.task_body(task, link, call.request_id)
    return prompt_format.task_body(task, link, call.request_id)


async def list_all(call: Call) -> Reply:
    """The account's tasks of at most 24 hours, newest first, one page of them."""
    caller = await recognise(call)
    desk = call.desk
    call.admit(caller.account_id, "list", desk.service.call_limits.listing)
    query = call.query()
    chosen = read_filter(query, desk.database.now_ms())
    if query.get("region") not in (None, api_id_of(caller.region)):
        return success(list_body(0, [], chosen, call.request_id))
    listing = list_tasks(desk.database, caller.account_id, caller.region, chosen)
    total, page = await call.while_present(listing)
    return success(list_body(total, page, chosen, call.request_id))


async def cancel_task(call: Call) -> Reply:
    """Cancel a waiting task. SDKs may send a body, and old ones send GET: both are fine."""
    caller = await recognise(call)
    call.admit(caller.account_id, "cancel", call.desk.service.call_limits.cancel)
    task_id = call.path_part("task_id")
    if "\x00" in task_id:
        raise CancelRefused
    await cancel(call.desk, caller, task_id)
    return success({"request_id": call.request_id})
