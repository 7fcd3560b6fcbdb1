"""The messages protocol (wan2.6): wire to Order, and Task to `choices`, `finished` and `usage`."""

from collections.abc import Callable

from wanstudio.api.prompt_format import Json, task_times
from wanstudio.api.request_body import Body, first_given, input_of, wishes_of
from wanstudio.catalog.models import Model
from wanstudio.catalog.order import Order, make_order
from wanstudio.errors import (
    FieldMissing,
    LengthUnsupported,
    ModalUnknown,
    NoMessages,
    OutOfDefinition,
    RoleRefused,
)
from wanstudio.tasks.lifecycle import Task
from wanstudio.wire.fields import given
from wanstudio.wire.links import Link


def read_order(model: Model, body: Body, draw_seed: Callable[[], int]) -> Order:
    """The order a body asks for: one message of the user with one text."""
    sent, wishes = input_of(body), wishes_of(body)
    prompt = _text_of(_only_message(sent.get("messages")))
    negative = first_given(wishes.get("negative_prompt"), sent.get("negative_prompt"))
    return make_order(model, prompt, negative, wishes, draw_seed)


def _only_message(messages: object) -> dict[str, object]:
    if messages is None:
        raise FieldMissing(field="input.messages")
    if not isinstance(messages, list):
        raise OutOfDefinition(parameter="input.messages")
    if not messages:
        raise NoMessages
    if len(messages) > 1:
        raise LengthUnsupported(part="messages", most=1)
    if not isinstance(messages[0], dict):
        raise OutOfDefinition(parameter="input.messages")
    return messages[0]


def _text_of(message: dict[str, object]) -> str:
    if message.get("role") is None:
        raise FieldMissing(field="input.messages.role")
    if message["role"] != "user":
        raise RoleRefused
    content = message.get("content")
    if content is None or content == []:
        raise FieldMissing(field="input.messages.content")
    if not isinstance(content, list):
        raise OutOfDefinition(parameter="input.messages.content")
    if len(content) > 1:
        raise LengthUnsupported(part="content", most=1)
    return _only_text(content[0])


def _only_text(item: object) -> str:
    """One item of the content. An image, or a plain string, is no text of this protocol."""
    if not isinstance(item, dict) or ("text" not in item and item):
        raise ModalUnknown
    return given("input.messages.content.text", item.get("text"))


def one_request_body(task: Task, link: Link, request_id: str) -> Json:
    """The answer of the synchronous path: a succeeded task without its task."""
    choices = [
        {"finish_reason": "stop", "message": {"content": [_picture(link, o.key)], "role": "assistant"}}
        for o in task.painted
    ]
    usage = {
        "image_count": len(choices),
        "input_tokens": 0,
        "output_tokens": 0,
        "size": _size(task),
        "total_tokens": 0,
    }
    return {"output": {"choices": choices, "finished": True}, "usage": usage, "request_id": request_id}


def task_body(task: Task, link: Link, request_id: str) -> Json:
    """The answer to a query. A failed image has no choice; usage counts the others only."""
    body: Json = {"request_id": request_id, "output": _output(task, link)}
    if task.status == "SUCCEEDED":
        body["usage"] = {
            "size": _size(task),
            "total_tokens": 0,
            "image_count": len(task.painted),
            "output_tokens": 0,
            "input_tokens": 0,
        }
    return body


def _output(task: Task, link: Link) -> Json:
    output: Json = {"task_id": task.task_id, "task_status": task.status, **task_times(task)}
    if task.status == "SUCCEEDED":
        output["finished"] = True
        output["choices"] = [
            {"finish_reason": "stop", "message": {"role": "assistant", "content": [_picture(link, o.key)]}}
            for o in task.painted
        ]
    else:
        output["finished"] = task.status not in ("PENDING", "RUNNING")
        if task.status == "FAILED":
            output["code"] = task.code or "InternalError"
            output["message"] = task.message or ""
    return output


def _picture(link: Link, key: str) -> Json:
    return {"image": link(key), "type": "image"}


def _size(task: Task) -> str:
    return "" if task.order is None else task.order.size
