"""This door's own OpenAPI document, made once."""

from functools import cache
from typing import Any

import msgspec

from wanstudio import __version__
from wanstudio.api.call import Call
from wanstudio.api.envelope import Reply
from wanstudio.api.openapi_schemas import SCHEMAS, TEXT, Schema, ref
from wanstudio.api.task_list import LAST_PAGE, MOST_ROWS, STATUSES
from wanstudio.api.tokens import DEFAULT_SECONDS, MOST_SECONDS

_MEANINGS = {
    400: "The request is refused; `code` and `message` say why.",
    401: "No key, or none that is valid in this region.",
    403: "The key or link does not allow this.",
    404: "There is nothing here.",
    405: "Not with this method.",
    429: "Too many requests; `Retry-After` says how long to wait.",
    500: "The service failed.",
    503: "The store cannot be reached; nothing was accepted.",
}
_ALWAYS = (400, 401, 404, 405, 500, 503)


async def describe(_call: Call) -> Reply:
    """`GET /openapi.json`."""
    return Reply(_document_bytes())


@cache
def _document_bytes() -> bytes:
    return msgspec.json.encode(document())


def document() -> dict[str, Any]:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "wanstudio",
            "version": __version__,
            "summary": "Wan text-to-image, as DashScope serves it",
        },
        "paths": {**_generation(), **_tasks(), **_account(), **_open()},
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"key": []}],
    }


def _operation(
    summary: str, answer: str, *statuses: int, media: str = "application/json", **more: Any
) -> Schema:
    """An operation with its 200 and every refusal it can give."""
    failures = {
        str(status): {
            "description": _MEANINGS[status],
            "content": {"application/json": {"schema": ref("Error")}},
        }
        for status in sorted({*_ALWAYS, *statuses})
    }
    schema = ref(answer) if answer in SCHEMAS else {"type": "string"}
    answered = {"description": answer, "content": {media: {"schema": schema}}}
    return {"summary": summary, "responses": {"200": answered, **failures}, **more}


def _header(name: str, meaning: str) -> Schema:
    schema = {"enum": ["enable", "disable"]}
    return {"name": name, "in": "header", "required": False, "description": meaning, "schema": schema}


def _in_query(name: str, **schema: Any) -> Schema:
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _in_path(name: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": {**TEXT, "minLength": 1}}


def _posted(name: str) -> Schema:
    return {"required": True, "content": {"application/json": {"schema": ref(name)}}}


def _pages(default_size: int) -> list[Schema]:
    return [
        _in_query("page_no", type="integer", minimum=1, maximum=LAST_PAGE, default=1),
        _in_query("page_size", type="integer", minimum=1, maximum=MOST_ROWS, default=default_size),
    ]


def _generation() -> Schema:
    at_once = _operation(
        "wan2.6 in one request",
        "Pictures",
        403,
        429,
        requestBody=_posted("MessagesRequest"),
        parameters=[_header("X-DashScope-SSE", "`enable`: answer as an event stream.")],
    )
    at_once["responses"]["200"]["content"]["text/event-stream"] = {}
    as_task = _header("X-DashScope-Async", "`enable`: make a task; required but for wan2.2.")
    wan26 = _operation(
        "wan2.6 as a task",
        "TaskCreated",
        403,
        429,
        requestBody=_posted("MessagesRequest"),
        parameters=[as_task],
    )
    earlier = _operation(
        "wan2.5 and earlier as a task; wan2.2 also in one request",
        "TaskCreated",
        403,
        429,
        requestBody=_posted("PromptRequest"),
        parameters=[as_task],
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
        _in_query("start_time", **moment),
        _in_query("end_time", **moment),
        _in_query("status", enum=list(STATUSES)),
        *(_in_query(name, type="string") for name in ("task_id", "model_name", "api_key_id", "region")),
    ]
    task_id = [_in_path("task_id")]
    return {
        "/api/v1/tasks": {"get": _operation("The account's tasks", "TaskList", 429, parameters=filters)},
        "/api/v1/tasks/{task_id}": {"get": _operation("One task", "Task", 429, parameters=task_id)},
        "/api/v1/tasks/{task_id}/cancel": {
            "post": _operation("Cancel a waiting task", "Canceled", 429, parameters=task_id),
            "get": _operation("Cancel, as old SDKs send it", "Canceled", 429, parameters=task_id),
        },
    }


def _account() -> Schema:
    lifetime = _in_query(
        "expire_in_seconds", type="integer", minimum=1, maximum=MOST_SECONDS, default=DEFAULT_SECONDS
    )
    names = [_in_query("model", type="string"), _in_query("name", type="string")]
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
    signed = [_in_path("key"), _in_query("Expires", type="string"), _in_query("Signature", type="string")]
    picture = _operation("A picture", "PNG", 403, media="image/png", parameters=signed, security=[])
    return {
        "/images/{key}": {"get": picture},
        "/healthz": {"get": _operation("Alive", "Health", security=[])},
        "/readyz": {"get": _operation("Ready", "Health", security=[])},
    }
