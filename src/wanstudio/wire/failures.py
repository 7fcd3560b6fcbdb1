"""From the code and message that a failed task recorded back to an error that can be answered with."""

from wanstudio.errors import InternalError, InvalidParameter, ServiceError


def every_error() -> list[type[ServiceError]]:
    """All errors that can reach a customer, in the order they are written down."""
    found, waiting = [], [ServiceError]
    while waiting:
        kind = waiting.pop(0)
        found.append(kind)
        waiting[:0] = kind.__subclasses__()
    return [kind for kind in found if kind not in (ServiceError, InvalidParameter)]


def failure(code: str, message: str) -> ServiceError:
    """The error of this code, with the message as it was recorded."""
    kind = _BY_CODE.get(code, InternalError)
    error = kind.__new__(kind)
    error.message, error.retry_after = message, None
    return error


# Several errors share the code InvalidParameter, and all but one of those its status.
_BY_CODE: dict[str, type[ServiceError]] = {kind.code: kind for kind in reversed(every_error())}
