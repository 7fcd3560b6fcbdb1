"""The form of this door's errors: `{"error": {"message", "type", "param", "code"}}`."""

from collections.abc import Iterator
from contextlib import contextmanager

from wanstudio.errors import IdempotencyKeyMalformed, IdempotencyKeyReused, ServiceError
from wanstudio.wire.door import Header, Reply, as_service_error, encode, when_to_return

# LiteLLM and others know a blocked prompt by this code beside the type invalid_request_error.
_BY_CODE = {
    "DataInspectionFailed": "content_policy_violation",
    "IPInfringementSuspect": "content_policy_violation",
}
_BY_STATUS = {
    401: "invalid_api_key",
    404: "unknown_url",
    405: "method_not_supported",
    429: "rate_limit_exceeded",
}
_OF_IDEMPOTENCY_KEY: dict[type[ServiceError], str] = {
    IdempotencyKeyMalformed: "invalid_value",
    IdempotencyKeyReused: "idempotency_key_reused",
}
# The sentence by which LiteLLM tells a wrong key from any other invalid request.
_BY_HEART = {401: "Incorrect API key provided."}


class ParameterRefused(Exception):
    """A refusal of which it is known what parameter it is about; `code` and `status` are OpenAI's."""

    def __init__(self, error: ServiceError, param: str, code: str, status: int = 400) -> None:
        self.error, self.param, self.code, self.status = error, param, code, status
        super().__init__(f"{param}: {error}")


@contextmanager
def about(param: str, code: str = "invalid_value") -> Iterator[None]:
    """What is refused within is refused because of this parameter."""
    try:
        yield
    except ServiceError as error:
        raise ParameterRefused(error, param, code) from error


def type_of(status: int) -> str:
    """The `type` of an error."""
    if status == 429:
        return "requests"
    return "server_error" if status >= 500 else "invalid_request_error"


def code_of(code: str, status: int) -> str | None:
    """OpenAI's `code` for a code and status of the service; None where OpenAI has no word for it."""
    return _BY_CODE.get(code) or _BY_STATUS.get(status) or ("server_error" if status >= 500 else None)


def refusal(problem: Exception, request_id: str, headers: tuple[Header, ...] = ()) -> Reply:
    """The answer to a request that was refused or failed; the message ends with what to do."""
    if isinstance(problem, ParameterRefused):
        return _told(problem.error, problem.status, problem.code, problem.param)
    error = as_service_error(problem)
    if code := _OF_IDEMPOTENCY_KEY.get(type(error)):
        return _told(error, error.status, code, "Idempotency-Key")
    headers += when_to_return(error)
    if error.code == "RequestTimeOut":
        # SDKs send again after a 5xx, but the task may still be running: it would be painted and billed twice.
        headers += ((b"x-should-retry", b"false"),)
    cited = f" (request_id {request_id})" if error.status >= 500 else ""
    return _told(error, error.status, code_of(error.code, error.status), None, cited, headers)


def _told(
    error: ServiceError,
    status: int,
    code: str | None,
    param: str | None,
    cited: str = "",
    headers: tuple[Header, ...] = (),
) -> Reply:
    said = _BY_HEART.get(status, error.message)
    stop = "" if said.endswith((".", "!", "?", "！")) else "."
    told = {
        "message": f"{said}{stop} {error.remedy}{cited}",
        "type": type_of(status),
        "param": param,
        "code": code,
    }
    return Reply(encode({"error": told}), status, headers=headers, code=error.code)
