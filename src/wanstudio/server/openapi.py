"""The OpenAPI document of all doors, made once."""

from functools import cache
from typing import Any

import msgspec

from wanstudio import __version__
from wanstudio.api import openapi as dashscope
from wanstudio.api.openapi_schemas import SCHEMAS as DASHSCOPE_SCHEMAS
from wanstudio.openai_api import openapi as openai
from wanstudio.wire.call import Call
from wanstudio.wire.door import Reply


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
            "summary": "Wan text-to-image, as DashScope serves it, and in OpenAI's form",
        },
        "paths": {**dashscope.paths(), **openai.paths()},
        "components": {
            "schemas": {**DASHSCOPE_SCHEMAS, **openai.SCHEMAS},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"key": []}],
    }
