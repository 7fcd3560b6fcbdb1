"""The paths of this door as its OpenAPI document has them."""

from typing import Any

from wanstudio.api.openapi_schemas import SCHEMAS
from wanstudio.api.task_list import LAST_PAGE, MOST_ROWS, STATUSES
from wanstudio.api.tokens import DEFAULT_SECONDS, MOST_SECONDS
from wanstudio.wire.openapi import TEXT, Schema, idempotency_key, in_path, in_query, operation, posted, ref


def paths() -> Schema:
    """Every path, with its operations."""
    return {**_generation(), **_tasks(), **_events(), **_account(), **_open()}


def _operation(
    summary: str, answer: str, *statuses: int, media: str = "application/json", **more: Any
) -> Schema:
    schema = ref(answer) if answer in SCHEMAS else TEXT
    return operation(summary, schema, *statuses, error="Error", media=media, meaning=answer, **more)


def _header(name: str, meaning: str) -> Schema:
    schema = {"enum": ["enable", "disable"]}
    return {"name": name, "in": "header", "required": False, "description": meaning, "schema": schema}


def _pages(default_size: int) -> list[Schema]:
    return [
        in_query("page_no", type="integer", minimum=1, maximum=LAST_PAGE, default=1),
        in_query("page_size", type="integer", minimum=1, maximum=MOST_ROWS, default=default_size),
    ]


def _generation() -> Schema:
    at_once = _operation(
        "wan2.6 in one request",
        "Pictures",
        403,
        429,
        requestBody=posted("MessagesRequest"),
        parameters=[_header("X-DashScope-SSE", "`enable`: answer as an event stream."), idempotency_key()],
    )
    at_once["responses"]["200"]["content"]["text/event-stream"] = {}
    as_task = _header("X-DashScope-Async", "`enable`: make a task; required but for wan2.2.")
    wan26 = _operation(
        "wan2.6 as a task",
        "TaskCreated",
        403,
        429,
        requestBody=posted("MessagesRequest"),
        parameters=[as_task, idempotency_key()],
    )
    earlier = _operation(
        "wan2.5 and earlier as a task; wan2.2 also in one request",
        "TaskCreated",
        403,
        429,
        requestBody=posted("PromptRequest"),
        parameters=[as_task, idempotency_key()],
    )
    either = {"anyOf": [ref("TaskCreated"), ref("Task")]}
    earlier["responses"]["200"]["content"]["application/json"] = {"schema": either}
    services = "/api/v1/services/aigc"
    return {
        f"{services}/multimodal-generation/generation": {"post": at_once},
        f"{services}/image-generation/generation": {"post": wan26},
        f"{services}/text2image/image-synthesis": {"post": earlier},
    }


def _tasks() -> Schema:
    moment = {"type": "string", "pattern": "^[0-9]{14}$", "description": "YYYYMMDDhhmmss in UTC+8"}
    filters = [
        *_pages(10),
        in_query("start_time", **moment),
        in_query("end_time", **moment),
        in_query("status", enum=list(STATUSES)),
        *(in_query(name, type="string") for name in ("task_id", "model_name", "api_key_id", "region")),
    ]
    task_id = [in_path("task_id")]
    return {
        "/api/v1/tasks": {"get": _operation("The account's tasks", "TaskList", 429, parameters=filters)},
        "/api/v1/tasks/{task_id}": {"get": _operation("One task", "Task", 429, parameters=task_id)},
        "/api/v1/tasks/{task_id}/cancel": {
            "post": _operation("Cancel a waiting task", "Canceled", 429, parameters=task_id),
            "get": _operation("Cancel, as old SDKs send it", "Canceled", 429, parameters=task_id),
        },
    }


def _events() -> Schema:
    last = {
        "name": "Last-Event-ID",
        "in": "header",
        "required": False,
        "description": "The last event that was seen: it and those before it are not sent again.",
        "schema": {**TEXT, "pattern": "^[0-9]{1,9}-([0-9]{1,18}|end)$"},
    }
    follow = _operation(
        "One task as events: queued, running, ended",
        "TaskEvent",
        429,
        media="text/event-stream",
        parameters=[in_path("task_id"), last],
    )
    follow["responses"]["204"] = {"description": "The end was seen before; there is nothing more."}
    return {"/wanstudio/v1/tasks/{task_id}/events": {"get": follow}}


def _account() -> Schema:
    lifetime = in_query(
        "expire_in_seconds", type="integer", minimum=1, maximum=MOST_SECONDS, default=DEFAULT_SECONDS
    )
    names = [in_query("model", type="string"), in_query("name", type="string")]
    quotas = _operation("Limits of each model", "QuotaList", parameters=[*_pages(20), *names])
    return {
        "/api/v1/models": {
            "get": _operation("Models and prices", "ModelList", parameters=[*_pages(10), *names])
        },
        "/api/v1/quotas": {"get": quotas},
        "/api/v1/models/limits": {"get": quotas},
        "/api/v1/tokens": {"post": _operation("A temporary key", "Token", parameters=[lifetime])},
    }


def _open() -> Schema:
    signed = [in_path("key"), in_query("Expires", type="string"), in_query("Signature", type="string")]
    picture = _operation("A picture", "PNG", 403, media="image/png", parameters=signed, security=[])
    return {
        "/images/{key}": {"get": picture},
        "/healthz": {"get": _operation("Alive", "Health", security=[])},
        "/readyz": {"get": _operation("Ready", "Health", security=[])},
    }
