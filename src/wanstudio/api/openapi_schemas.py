"""The JSON schemas of this door: what is read and what is written."""

from wanstudio.catalog.models import MODELS
from wanstudio.catalog.order import DEFAULT_IMAGES, HIGHEST_SEED, MOST_IMAGES
from wanstudio.wire.openapi import NUMBER, TEXT, Schema, record, ref, several

TIME: Schema = {"type": "string", "description": "UTC+8, `YYYY-MM-DD HH:mm:ss.SSS`"}


def _names(protocol: str) -> list[str]:
    models = [model for model in MODELS if model.protocol == protocol]
    return [name for model in models for name in (model.name, model.singapore_name) if name]


def _page(kind: str, row: str) -> Schema:
    output = record(
        f"total page_no page_size {kind}",
        total=NUMBER,
        page_no=NUMBER,
        page_size=NUMBER,
        **{kind: several(ref(row))},
    )
    return record("output request_id", success={"type": "boolean"}, output=output, request_id=TEXT)


_SIZE = {
    "type": ["string", "null"],
    "pattern": r"^[1-9][0-9]{2,3}\*[1-9][0-9]{2,3}$",
    "examples": ["1280*1280"],
}
_SWITCH = {"type": ["boolean", "null"]}
_NEGATIVE = {"type": ["string", "null"], "description": "Cut after 500 characters."}

_PARAMETERS = {
    "type": ["object", "null"],
    "properties": {
        "size": _SIZE,
        "n": {"type": ["integer", "null"], "minimum": 1, "maximum": MOST_IMAGES, "default": DEFAULT_IMAGES},
        "seed": {"type": ["integer", "null"], "minimum": 0, "maximum": HIGHEST_SEED},
        "prompt_extend": {**_SWITCH, "default": True},
        "watermark": {**_SWITCH, "default": False},
        "negative_prompt": _NEGATIVE,
    },
}

_MESSAGE = record(
    "role content",
    role={"const": "user"},
    content={
        **several(record("text", text={"type": "string", "minLength": 1})),
        "minItems": 1,
        "maxItems": 1,
    },
)

_RESULT = {
    "type": "object",
    "properties": {"orig_prompt": TEXT, "actual_prompt": TEXT, "url": TEXT, "code": TEXT, "message": TEXT},
}

_CHOICE = record(
    "finish_reason message",
    finish_reason={"const": "stop"},
    message=record(
        "role content",
        role={"const": "assistant"},
        content=several(record("image type", image=TEXT, type={"const": "image"})),
    ),
)

_STATES = ["PENDING", "RUNNING", "SUCCEEDED", "FAILED", "CANCELED"]

_TASK_OUTPUT = record(
    "task_id task_status",
    task_id=TEXT,
    task_status={"enum": [*_STATES, "UNKNOWN"]},
    submit_time=TIME,
    scheduled_time=TIME,
    end_time=TIME,
    finished={"type": "boolean"},
    choices=several(_CHOICE),
    results=several(_RESULT),
    task_metrics=record("TOTAL SUCCEEDED FAILED", TOTAL=NUMBER, SUCCEEDED=NUMBER, FAILED=NUMBER),
    code=TEXT,
    message=TEXT,
)

_USAGE = record(
    "image_count",
    image_count=NUMBER,
    size=TEXT,
    input_tokens=NUMBER,
    output_tokens=NUMBER,
    total_tokens=NUMBER,
)

_NEWS = record(
    "task_id task_status",
    task_id=TEXT,
    task_status={"enum": _STATES},
    place={**NUMBER, "minimum": 1, "description": "Place in the queue."},
    before={
        **NUMBER,
        "description": "Tasks that are claimed before this one, as things stand; 1000 is 1000 or more.",
    },
    images={**NUMBER, "description": "How many were asked for; in `ended`, how many there are."},
    percent={**NUMBER, "minimum": 0, "maximum": 100, "description": "Of the steps of all images."},
    image={**NUMBER, "minimum": 1, "description": "Which image the step is of."},
    step=NUMBER,
    steps=NUMBER,
    preview={
        **TEXT,
        "description": "What the image looks like so far: a data: URL of at most 160 pixels a side.",
    },
    code=TEXT,
    message=TEXT,
    task=ref("Task"),
)

SCHEMAS: dict[str, Schema] = {
    "Error": record("code message request_id", code=TEXT, message=TEXT, request_id=TEXT),
    "MessagesRequest": record(
        "model input",
        model={"enum": _names("messages")},
        input=record("messages", messages={**several(_MESSAGE), "minItems": 1, "maxItems": 1}),
        parameters=_PARAMETERS,
    ),
    "PromptRequest": record(
        "model input",
        model={"enum": _names("prompt")},
        input=record("prompt", prompt={"type": "string", "minLength": 1}, negative_prompt=_NEGATIVE),
        parameters=_PARAMETERS,
    ),
    "TaskCreated": record(
        "output request_id",
        # A create that is sent again tells the state that its task has by then.
        output=record("task_status task_id", task_status={"enum": _STATES}, task_id=TEXT),
        request_id=TEXT,
    ),
    "Task": record("request_id output", request_id=TEXT, output=_TASK_OUTPUT, usage=_USAGE),
    "Pictures": record(
        "output usage request_id",
        output=record("choices finished", choices=several(_CHOICE), finished={"const": True}),
        usage=_USAGE,
        request_id=TEXT,
    ),
    "TaskRow": record(
        "api_key_id gmt_create model_name region request_id status task_id user_api_unique_key",
        api_key_id=TEXT,
        caller_parent_id=TEXT,
        caller_uid=TEXT,
        gmt_create=NUMBER,
        start_time=NUMBER,
        end_time=NUMBER,
        model_name=TEXT,
        region=TEXT,
        request_id=TEXT,
        status=TEXT,
        task_id=TEXT,
        user_api_unique_key=TEXT,
    ),
    "TaskList": record(
        "request_id total total_page page_no page_size data tasks",
        request_id=TEXT,
        total=NUMBER,
        total_page=NUMBER,
        page_no=NUMBER,
        page_size=NUMBER,
        data=several(ref("TaskRow")),
        tasks=several(_TASK_OUTPUT),
    ),
    # One event; `data` is JSON.
    "TaskEvent": {
        "type": "object",
        "properties": {
            "id": TEXT,
            "event": {"enum": ["queued", "running", "ended"]},
            "data": {**TEXT, "contentMediaType": "application/json", "contentSchema": _NEWS},
        },
    },
    "Canceled": record("request_id", request_id=TEXT),
    "Model": record(
        "model name description provider", model=TEXT, name=TEXT, description=TEXT, provider=TEXT
    ),
    "ModelList": _page("models", "Model"),
    "Quota": record("model model_limit", model=TEXT, workspace_id=TEXT, model_limit={"type": "object"}),
    "QuotaList": _page("quotas", "Quota"),
    "Token": record("token expires_at", token=TEXT, expires_at=NUMBER, request_id=TEXT),
    "Health": record("status", status={"const": "ok"}, request_id=TEXT),
}
