"""Links to finished pictures, signed each time a task is shown."""

from wanstudio.api.call import Call
from wanstudio.api.prompt_format import Link
from wanstudio.tasks.lifecycle import Task

LIFETIME_S = 24 * 3600


def expiry_s(task: Task) -> int:
    """When the task's links end, in seconds since 1970: exactly 24 hours after the task did."""
    return (task.ended_at or task.submitted_at) // 1000 + LIFETIME_S


def link_of(call: Call, task: Task) -> Link:
    """A function from a picture's key to its absolute address as this client sees it."""
    base, expires, signer = call.base_url, expiry_s(task), call.desk.signer
    return lambda key: signer.link(base, key, expires)
