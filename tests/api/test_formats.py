"""Both formats as pure functions: a task in every state, and what its body says."""

from dataclasses import replace

import pytest

from wanstudio.api import messages_format, prompt_format
from wanstudio.catalog.order import Order
from wanstudio.tasks.lifecycle import Painted, Spoiled, State, Task

ORDER = Order("wan2.2-t2i-flash", "a cat", "", 1024, 768, 2, 7)
START = 1736323439840
TASK = Task(
    task_id="t",
    account_id="a",
    key_id="k",
    region="singapore",
    model="wan2.2-t2i-flash",
    protocol="prompt",
    route="aigc:text2image:image-synthesis",
    request_id="r",
    state=State.READY,
    n=2,
    order=ORDER,
    outcomes=(),
    code=None,
    message=None,
    attempt=0,
    submitted_at=START,
    scheduled_at=None,
    ended_at=None,
)
RUNNING = replace(TASK, state=State.RUNNING, attempt=1, scheduled_at=START + 23)
DONE = replace(
    RUNNING,
    state=State.SUCCEEDED,
    ended_at=START + 10_820,
    outcomes=(Painted("x", 7, "better"), Painted("y", 8)),
)
FAILED = replace(RUNNING, state=State.FAILED, ended_at=START + 9, code="InternalError.Algo", message="no")
REFUSED = replace(
    TASK, state=State.FAILED, order=None, n=4, ended_at=START, code="InvalidParameter", message="bad"
)
CANCELED = replace(TASK, state=State.CANCELED, ended_at=START + 5)
SUBMITTED = "2025-01-08 16:03:59.840"
SCHEDULED = "2025-01-08 16:03:59.863"


def prompt_output(task):
    return prompt_format.task_body(task, str.upper, "id")["output"]


def messages_output(task):
    return messages_format.task_body(task, str.upper, "id")["output"]


@pytest.mark.parametrize(
    ("task", "rest"),
    [
        (TASK, {"task_status": "PENDING", "submit_time": SUBMITTED}),
        (replace(TASK, state=State.PARKED), {"task_status": "PENDING", "submit_time": SUBMITTED}),
        (
            RUNNING,
            {"task_status": "RUNNING", "submit_time": SUBMITTED, "scheduled_time": SCHEDULED},
        ),
        (
            replace(RUNNING, state=State.READY),
            {"task_status": "RUNNING", "submit_time": SUBMITTED, "scheduled_time": SCHEDULED},
        ),
    ],
)
def test_before_the_end(task, rest):
    metrics = {"TOTAL": 2, "SUCCEEDED": 0, "FAILED": 0}
    assert prompt_output(task) == {"task_id": "t", **rest, "task_metrics": metrics}
    assert messages_output(task) == {"task_id": "t", **rest, "finished": False}


def test_succeeded():
    output = prompt_output(DONE)
    assert output["results"] == [
        {"orig_prompt": "a cat", "actual_prompt": "better", "url": "X"},
        {"orig_prompt": "a cat", "url": "Y"},
    ]
    assert output["end_time"] == "2025-01-08 16:04:10.660"
    assert output["task_metrics"] == {"TOTAL": 2, "SUCCEEDED": 2, "FAILED": 0}


def test_partial_success_in_the_messages_protocol_leaves_failed_images_out():
    task = replace(DONE, outcomes=(Spoiled("c", "m"), Painted("y", 8)))
    body = messages_format.task_body(task, str.upper, "id")
    assert [c["message"]["content"][0]["image"] for c in body["output"]["choices"]] == ["Y"]
    assert body["usage"]["image_count"] == 1
    assert body["usage"]["size"] == "1024*768"


def test_failed_shows_its_times_only_if_it_ran():
    assert list(prompt_output(FAILED))[2:] == [
        "submit_time",
        "scheduled_time",
        "end_time",
        "code",
        "message",
        "task_metrics",
    ]
    assert prompt_output(REFUSED) == {
        "task_id": "t",
        "task_status": "FAILED",
        "code": "InvalidParameter",
        "message": "bad",
        "task_metrics": {"TOTAL": 4, "SUCCEEDED": 0, "FAILED": 4},
    }
    assert list(messages_output(REFUSED)) == ["task_id", "task_status", "finished", "code", "message"]


def test_canceled():
    assert prompt_output(CANCELED)["task_metrics"] == {"TOTAL": 2, "SUCCEEDED": 0, "FAILED": 0}
    assert list(messages_output(CANCELED)) == [
        "task_id",
        "task_status",
        "submit_time",
        "end_time",
        "finished",
    ]


@pytest.mark.parametrize("task", [DONE, FAILED, REFUSED, CANCELED])
def test_whatever_has_ended_is_finished(task):
    assert messages_output(task)["finished"] is True


@pytest.mark.parametrize("task", [TASK, RUNNING, DONE, FAILED, REFUSED, CANCELED])
@pytest.mark.parametrize("shape", [prompt_format, messages_format])
def test_no_body_has_a_null_or_a_code_at_its_top(task, shape):
    body = shape.task_body(task, str.upper, "id")
    assert not {"code", "message"} & set(body)
    assert "None" not in str(body)
    assert ("usage" in body) == (task is DONE)
