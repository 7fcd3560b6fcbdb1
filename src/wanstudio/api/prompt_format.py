"""The prompt protocol (wan2.5 and earlier): wire to Order, and Task to `results` and `task_metrics`."""

from collections.abc import Callable

from wanstudio.api.clock import written
from wanstudio.api.request_body import Body, first_given, input_of, wishes_of
from wanstudio.catalog.models import Model
from wanstudio.catalog.order import Order, make_order
from wanstudio.tasks.lifecycle import Outcome, Painted, Task
from wanstudio.wire.fields import given
from wanstudio.wire.links import Link

Json = dict[str, object]


def read_order(model: Model, body: Body, draw_seed: Callable[[], int]) -> Order:
    """The order a body asks for. The Java SDK sends `negative_prompt` among the parameters."""
    sent, wishes = input_of(body), wishes_of(body)
    prompt = given("input.prompt", sent.get("prompt"))
    negative = first_given(sent.get("negative_prompt"), wishes.get("negative_prompt"))
    return make_order(model, prompt, negative, wishes, draw_seed)


def task_body(task: Task, link: Link, request_id: str) -> Json:
    """The answer to a query, and that of the models which are answered in one request."""
    body: Json = {"request_id": request_id, "output": _output(task, link)}
    if task.status == "SUCCEEDED":
        body["usage"] = {"image_count": len(task.painted)}
    return body


def task_times(task: Task) -> Json:
    """The times that are known. A task that was refused before it ran shows none."""
    if task.status == "FAILED" and task.scheduled_at is None:
        return {}
    moments = (
        ("submit_time", task.submitted_at),
        ("scheduled_time", task.scheduled_at),
        ("end_time", task.ended_at),
    )
    return {name: written(moment) for name, moment in moments if moment is not None}


def _output(task: Task, link: Link) -> Json:
    output: Json = {"task_id": task.task_id, "task_status": task.status, **task_times(task)}
    if task.status == "SUCCEEDED":
        output["results"] = [_result(task, outcome, link) for outcome in task.outcomes]
    elif task.status == "FAILED":
        output["code"] = task.code or "InternalError"
        output["message"] = task.message or ""
    output["task_metrics"] = _metrics(task)
    return output


def _result(task: Task, outcome: Outcome, link: Link) -> Json:
    if not isinstance(outcome, Painted):
        return {"code": outcome.code, "message": outcome.message}
    result: Json = {}
    if task.order is not None:
        result["orig_prompt"] = task.order.prompt
    if outcome.actual_prompt is not None:
        result["actual_prompt"] = outcome.actual_prompt
    result["url"] = link(outcome.key)
    return result


def _metrics(task: Task) -> Json:
    done = len(task.painted) if task.status == "SUCCEEDED" else 0
    failed = task.n - done if task.status in ("SUCCEEDED", "FAILED") else 0
    return {"TOTAL": task.n, "SUCCEEDED": done, "FAILED": failed}
