"""The endpoint of one path, and the answers it gives. The one place of a door that catches.

Handlers take a `Call` and return an `Answer`; what they raise is told in the form of their door.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import uuid4

import msgspec
import structlog
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from wanstudio.errors import InternalError, MethodNotSupported, ServiceError
from wanstudio.wire.call import Call, ClientGone

_log = structlog.get_logger(__name__)

Header = tuple[bytes, bytes]
Json = Mapping[str, object]

encode = msgspec.json.Encoder().encode


class Answer(Protocol):
    """What a handler returns. `code` is the error's code, or empty."""

    @property
    def status(self) -> int:
        """The HTTP status."""
        ...

    @property
    def code(self) -> str:
        """The code by which a refusal is counted."""
        ...

    async def send(self, call: Call, send: Send) -> None:
        """Write head and body."""
        ...


@dataclass(frozen=True, slots=True)
class Reply:
    """One whole answer."""

    body: bytes
    status: int = 200
    media: bytes = b"application/json"
    headers: tuple[Header, ...] = ()
    code: str = ""

    async def send(self, call: Call, send: Send) -> None:
        """Write the answer; the server below drops the body of a HEAD."""
        headers = [
            (b"content-type", self.media),
            (b"content-length", str(len(self.body)).encode()),
            (b"x-request-id", call.request_id.encode()),
            *self.headers,
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if call.method == "HEAD" else self.body})


Handler = Callable[[Call], Awaitable[Answer]]


class Refusal(Protocol):
    """How a door tells what went wrong: the problem, the request's id, and headers to add."""

    def __call__(self, problem: Exception, request_id: str, headers: tuple[Header, ...] = ()) -> Reply:
        """The answer."""
        ...


class Door:
    """The endpoint of one path: `Door("/path", refusal, GET=..., POST=...)`."""

    def __init__(self, path: str, refusal: Refusal, **handlers: Handler) -> None:
        self.path = path
        self._refusal = refusal
        self._handlers = handlers
        self._allow = (b"allow", ", ".join(sorted(handlers)).encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens on the way."""
        call = Call(scope, receive, str(uuid4()))
        structlog.contextvars.bind_contextvars(request_id=call.request_id)
        try:
            answer = await self._answer(call)
            scope["wanstudio.code"] = answer.code
            await answer.send(call, send)
        except ClientGone:
            _log.info("client_gone", path=self.path)

    async def _answer(self, call: Call) -> Answer:
        handler = self._handlers.get(call.method)
        if handler is None:
            return self._refusal(MethodNotSupported(method=call.method), call.request_id, (self._allow,))
        try:
            return await handler(call)
        except ClientGone:
            raise
        except Exception as problem:
            return self._refusal(problem, call.request_id)


def routes_of(doors: Iterable[Door]) -> list[Route]:
    """Every path with and without a trailing slash: SDKs send both, and some follow no redirect."""
    return [Route(form, door) for door in doors for form in _forms(door.path)]


def _forms(path: str) -> tuple[str, ...]:
    return (path,) if path.endswith(":path}") else (path, f"{path}/")


def success(body: Json) -> Reply:
    """A 200 with this JSON body."""
    return Reply(encode(body))


def when_to_return(error: ServiceError) -> tuple[Header, ...]:
    """The header that tells a throttled client how long to wait."""
    return ((b"retry-after", str(error.retry_after or 1).encode()),) if error.status == 429 else ()


def as_service_error(problem: Exception) -> ServiceError:
    """The problem itself, or InternalError for one that nobody foresaw."""
    if isinstance(problem, ServiceError):
        return problem
    _log.error("unforeseen", exc_info=problem)
    return InternalError()
