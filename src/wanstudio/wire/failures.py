"""From the code and message that a failed task recorded back to an error that can be answered with."""

import re
from functools import cache
from string import Formatter

from wanstudio.errors import InternalError, InvalidParameter, ServiceError

_LONGEST = 1000


def every_error() -> list[type[ServiceError]]:
    """All errors that can reach a customer, in the order they are written down."""
    found, waiting = [], [ServiceError]
    while waiting:
        kind = waiting.pop(0)
        found.append(kind)
        waiting[:0] = kind.__subclasses__()
    return [kind for kind in found if kind not in (ServiceError, InvalidParameter)]


def failure(code: str, message: str) -> ServiceError:
    """The error of this code that says such a message, else the first of this code; with the message as recorded."""
    kinds = _BY_CODE.get(code, [InternalError])
    known = kinds if len(message) <= _LONGEST else ()
    kind = next((kind for kind in known if _says(kind.template).fullmatch(message)), kinds[0])
    error = kind.__new__(kind)
    error.message, error.retry_after = message, None
    return error


@cache
def _says(template: str) -> re.Pattern[str]:
    """What a template can become when its blanks are filled in."""
    parts = Formatter().parse(template)
    return re.compile(
        "".join(re.escape(text) + (".*" if name is not None else "") for text, name, _, _ in parts)
    )


def _by_code() -> dict[str, list[type[ServiceError]]]:
    """Several errors share a code; those with another status than the first are never recorded."""
    found: dict[str, list[type[ServiceError]]] = {}
    for kind in every_error():
        kinds = found.setdefault(kind.code, [kind])
        if kind.status == kinds[0].status and kind is not kinds[0]:
            kinds.append(kind)
    return found


_BY_CODE = _by_code()
