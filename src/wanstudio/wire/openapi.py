"""The parts an OpenAPI document is built from; each door describes its own paths with them."""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}


def ref(name: str) -> Schema:
    """A reference to one of the document's schemas."""
    return {"$ref": f"#/components/schemas/{name}"}


def record(required: str, **fields: Schema) -> Schema:
    """An object; `required` names the fields that are always there."""
    return {"type": "object", "properties": fields, "required": required.split()}


def several(items: Schema) -> Schema:
    """An array."""
    return {"type": "array", "items": items}


_MEANINGS = {
    400: "The request is refused; the body says why.",
    401: "No key, or none that is valid in this region.",
    403: "The key or link does not allow this.",
    404: "There is nothing here.",
    405: "Not with this method.",
    429: "Too many requests; `Retry-After` says how long to wait.",
    500: "The service failed.",
    503: "The store cannot be reached; nothing was accepted.",
}
_ALWAYS = (400, 401, 404, 405, 500, 503)


def operation(
    summary: str,
    answer: Schema,
    *statuses: int,
    error: str,
    media: str = "application/json",
    meaning: str = "Done",
    **more: Any,
) -> Schema:
    """An operation with its 200 and every refusal it can give, in the form of the schema `error`."""
    failures = {
        str(status): {
            "description": _MEANINGS[status],
            "content": {"application/json": {"schema": ref(error)}},
        }
        for status in sorted({*_ALWAYS, *statuses})
    }
    answered = {"description": meaning, "content": {media: {"schema": answer}}}
    return {"summary": summary, "responses": {"200": answered, **failures}, **more}


def in_query(name: str, **schema: Any) -> Schema:
    """A value that may stand in the query."""
    return {"name": name, "in": "query", "required": False, "schema": schema}


def idempotency_key() -> Schema:
    """The header by which a create that is sent again is known."""
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "The same key and body within 24 hours are the same task.",
        "schema": {**TEXT, "pattern": "^[!-~]{1,255}$"},
    }


def in_path(name: str) -> Schema:
    """A variable part of the path."""
    return {"name": name, "in": "path", "required": True, "schema": {**TEXT, "minLength": 1}}


def posted(name: str) -> Schema:
    """A JSON body of this schema."""
    return {"required": True, "content": {"application/json": {"schema": ref(name)}}}
