"""Links to finished pictures, signed each time a task is shown."""

from collections.abc import Callable

from wanstudio.tasks.lifecycle import Task
from wanstudio.wire.call import Call

Link = Callable[[str], str]


def expiry_s(task: Task, retention_ms: int) -> int:
    """When the task's links end, in seconds since 1970: as long after the task as it is kept."""
    return ((task.ended_at or task.submitted_at) + retention_ms) // 1000


def link_of(call: Call, task: Task) -> Link:
    """A function from a picture's key to its absolute address as this client sees it."""
    base, signer = call.base_url, call.desk.signer
    expires = expiry_s(task, call.desk.service.retention_ms)
    return lambda key: signer.link(base, key, expires)
