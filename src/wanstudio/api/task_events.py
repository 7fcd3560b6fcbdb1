"""`GET /wanstudio/v1/tasks/{task_id}/events`: a task as a stream of events, for whoever watches it."""

from wanstudio.api.tasks import task_body
from wanstudio.wire.auth import recognise
from wanstudio.wire.call import Call
from wanstudio.wire.door import Answer
from wanstudio.wire.task_events import task_events


async def follow_task(call: Call) -> Answer:
    """Events until the task ends; opening a stream counts as a query."""
    caller = await recognise(call)
    call.admit(caller.account_id, "query", call.desk.service.call_limits.query)
    task_id = call.path_part("task_id")
    return await task_events(
        call, caller.account_id, caller.region, task_id, lambda task: task_body(call, task)
    )
