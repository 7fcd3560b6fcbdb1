"""The paths and schemas of this door as its OpenAPI document has them."""

from typing import Any

from wanstudio.catalog.models import NAMES
from wanstudio.catalog.order import HIGHEST_SEED, MOST_IMAGES
from wanstudio.openai_api.images_format import FIXED, FORMS
from wanstudio.openai_api.routes import ROOT
from wanstudio.wire.openapi import (
    NUMBER,
    TEXT,
    Schema,
    idempotency_key,
    in_path,
    operation,
    posted,
    record,
    ref,
    several,
)

_SWITCH = {"type": ["boolean", "null"]}
_MAYBE_TEXT = {"type": ["string", "null"]}

_REQUEST = record(
    "model prompt",
    model={"enum": list(NAMES)},
    prompt={"type": "string", "minLength": 1},
    n={"type": ["integer", "null"], "minimum": 1, "maximum": MOST_IMAGES, "default": 1},
    size={**_MAYBE_TEXT, "pattern": "^(auto|[1-9][0-9]{2,3}x[1-9][0-9]{2,3})$", "default": "auto"},
    response_format={"enum": [*FORMS, None]},
    user=_MAYBE_TEXT,
    negative_prompt=_MAYBE_TEXT,
    seed={"type": ["integer", "null"], "minimum": 0, "maximum": HIGHEST_SEED},
    prompt_extend={**_SWITCH, "default": True},
    watermark={**_SWITCH, "default": False},
    **{
        name: {"enum": [*allowed, None], "description": "Changes nothing."} for name, allowed in FIXED.items()
    },
)
_REQUEST["additionalProperties"] = False

_ERROR = record(
    "message type param code",
    message=TEXT,
    type={"enum": ["invalid_request_error", "requests", "server_error"]},
    param=_MAYBE_TEXT,
    code=_MAYBE_TEXT,
)

_MODEL = record(
    "id object created owned_by", id=TEXT, object={"const": "model"}, created=NUMBER, owned_by=TEXT
)

SCHEMAS: dict[str, Schema] = {
    "OpenAIError": record("error", error=_ERROR),
    "ImagesRequest": _REQUEST,
    "Images": record(
        "created background output_format size data",
        created=NUMBER,
        background={"const": "opaque"},
        output_format={"const": "png"},
        size=TEXT,
        data=several(record("", url=TEXT, b64_json=TEXT, revised_prompt=TEXT)),
    ),
    "OpenAIModel": _MODEL,
    "OpenAIModelList": record("object data", object={"const": "list"}, data=several(ref("OpenAIModel"))),
}


def paths() -> Schema:
    """Every path, with its operations."""
    return {
        f"{ROOT}/images/generations": {
            "post": _operation(
                "Pictures in one request, as OpenAI serves them",
                "Images",
                429,
                requestBody=posted("ImagesRequest"),
                parameters=[idempotency_key()],
            )
        },
        f"{ROOT}/models": {"get": _operation("Models, as OpenAI lists them", "OpenAIModelList")},
        f"{ROOT}/models/{{model}}": {
            "get": _operation("One model", "OpenAIModel", parameters=[in_path("model")])
        },
    }


def _operation(summary: str, answer: str, *statuses: int, **more: Any) -> Schema:
    return operation(summary, ref(answer), *statuses, error="OpenAIError", meaning=answer, **more)
