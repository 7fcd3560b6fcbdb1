"""Errors of a request as a whole: its path, method, body and model."""

from wanstudio.errors.service_error import InvalidParameter, ServiceError


class BodyInvalid(InvalidParameter):
    """The body is not JSON, not UTF-8, or not an object."""

    template = "Required body invalid, please check the request body format."
    remedy = "Send one JSON object in UTF-8; a Windows shell may garble other letters than ASCII."


class BodyTooLarge(ServiceError):
    """The body is longer than the operator allows."""

    code, status = "BadRequest.TooLarge", 400
    template = "Payload Too Large."
    remedy = "Text-to-image requests are small; the operator sets the limit (docs/settings.md)."


class MethodNotSupported(InvalidParameter):
    """The path exists, but not with this method. The status is 405, so that `Allow` has its meaning."""

    status = 405
    template = "Request method '{method}' is not supported."
    remedy = "Use one of the methods that the `Allow` header names."


class NotFound(ServiceError):
    """There is nothing under this path."""

    code, status = "NotFound", 404
    template = "Not found!"
    remedy = "Check the path against `/openapi.json`."


class TaskUnknown(ServiceError):
    """The account has no such task in this region."""

    code, status = "NotFound", 404
    template = "Task not found."
    remedy = "Check the id and that the key is of the same account and region; tasks are forgotten 24 hours after their end."


class IdempotencyKeyMalformed(InvalidParameter):
    """The `Idempotency-Key` header is empty, too long, or has letters it must not have."""

    template = "Idempotency-Key should be 1 to 255 visible ASCII characters."
    remedy = "Send a UUID, or leave the header out."


class IdempotencyKeyReused(InvalidParameter):
    """This API key sent the same `Idempotency-Key` in the last 24 hours with another body or to another path."""

    template = "Idempotency-Key has been used with a different request."
    remedy = "Send a new key with a new request, and the old one only with what it was first sent with."


class ModelMissing(ServiceError):
    """The body names no model."""

    code, status = "BadRequest.EmptyModel", 400
    template = 'Required parameter "model" missing from request.'
    remedy = "Add `model`; `wanstudio models` lists them."


class ModelNotExist(InvalidParameter):
    """No such model, or it is not offered in this region."""

    template = "Model not exist."
    remedy = "Check spelling, case and region against `GET /api/v1/models`."


class WrongUrl(InvalidParameter):
    """The model belongs to another path."""

    template = "url error, please check url！"
    remedy = "wan2.6 goes to multimodal-generation or image-generation, earlier models to text2image."


class InputMissing(ServiceError):
    """The body has no `input`."""

    code, status = "BadRequest.EmptyInput", 400
    template = "Required input parameter missing from request."
    remedy = "Add `input`."


class InputMalformed(ServiceError):
    """`input` is not a JSON object."""

    code, status = "BadRequest.IllegalInput", 400
    template = "The input parameter requires json format."
    remedy = "Send `input` as a JSON object."


class HostInvalid(InvalidParameter):
    """An HTTP/1.1 request has no `Host` header, several, or one that names no host (RFC 9112, 3.2)."""

    template = "Host header invalid, please send exactly one host name."
    remedy = "Send one `Host` header with a name or address and, if need be, a port."


class HeadTooLarge(ServiceError):
    """The request line and headers are longer, or more, than the operator allows."""

    code, status = "BadRequest.TooLarge", 431
    template = "Request Header Fields Too Large."
    remedy = (
        "Send fewer or shorter headers and cookies; the operator sets `max_head_bytes` (docs/settings.md)."
    )


class RequestTooSlow(ServiceError):
    """The client did not send its request within the time that the operator allows."""

    code, status = "RequestTimeOut", 408
    template = "Request timed out, please try again later."
    remedy = "Send the request again without pauses; the operator sets `head_seconds`, `body_seconds` and `stalled_transfer_seconds`."
