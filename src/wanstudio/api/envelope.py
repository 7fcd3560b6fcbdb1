"""What every answer of this door shares: request ids, JSON bodies, and errors of every kind.

A `Door` is the plain ASGI endpoint of one path. It is the one place that catches; handlers take
a `Call` and return a `Reply`.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import uuid4

import msgspec
import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from wanstudio.api.call import Call, ClientGone
from wanstudio.errors import (
    AreaOutOfRange,
    CancelRefused,
    DataInspectionFailed,
    InternalError,
    IPInfringementSuspect,
    MethodNotSupported,
    NotFound,
    OutOfRange,
    OutOfSpecification,
    ServiceError,
    SideOutOfRange,
    SizeMalformed,
)

_log = structlog.get_logger(__name__)

Header = tuple[bytes, bytes]
Json = Mapping[str, object]

encode = msgspec.json.Encoder().encode

# The service writes the request id first where a model or the task service refuses, last where
# the gateway does. No client minds; recorded answers compare equal byte for byte this way.
_ID_FIRST = (
    AreaOutOfRange,
    CancelRefused,
    DataInspectionFailed,
    IPInfringementSuspect,
    OutOfRange,
    OutOfSpecification,
    SideOutOfRange,
    SizeMalformed,
)


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


@dataclass(frozen=True, slots=True)
class EventStream:
    """One result, or one error, as a stream of events: `work` runs while the stream is open."""

    work: Callable[[], Awaitable[Json]]
    status = 200
    code = ""

    async def send(self, call: Call, send: Send) -> None:
        """Open the stream at once, so that the client sees that it was accepted."""
        headers = [
            (b"content-type", b"text/event-stream;charset=UTF-8"),
            (b"cache-control", b"no-cache"),
            (b"x-accel-buffering", b"no"),
            (b"x-request-id", call.request_id.encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": await self._event(call)})

    async def _event(self, call: Call) -> bytes:
        try:
            return _event("result", 200, await self.work())
        except ClientGone:
            raise
        except Exception as problem:
            error = as_service_error(problem)
            # The status is 200 already; that the call failed must still be counted.
            call.scope["wanstudio.code"] = error.code
            return _event("error", error.status, error_body(error, call.request_id))


Handler = Callable[[Call], Awaitable[Reply | EventStream]]


class Door:
    """The endpoint of one path: `Door("/path", GET=..., POST=...)`."""

    def __init__(self, path: str, **handlers: Handler) -> None:
        self.path = path
        self._handlers = handlers
        self._allow = (b"allow", ", ".join(sorted(handlers)).encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens on the way."""
        call = Call(scope, receive, str(uuid4()))
        structlog.contextvars.bind_contextvars(request_id=call.request_id)
        try:
            reply = await self._reply(call)
            scope["wanstudio.code"] = reply.code
            await reply.send(call, send)
        except ClientGone:
            _log.info("client_gone", path=self.path)

    async def _reply(self, call: Call) -> Reply | EventStream:
        handler = self._handlers.get(call.method)
        if handler is None:
            error = MethodNotSupported(method=call.method)
            return refusal(error, call.request_id, (self._allow,))
        try:
            return await handler(call)
        except ClientGone:
            raise
        except Exception as problem:
            return refusal(as_service_error(problem), call.request_id)


def success(body: Json) -> Reply:
    """A 200 with this JSON body."""
    return Reply(encode(body))


def created(task_id: str, request_id: str) -> Reply:
    """The answer to a request that has become a waiting task."""
    return success({"output": {"task_status": "PENDING", "task_id": task_id}, "request_id": request_id})


def error_body(error: ServiceError, request_id: str) -> Json:
    """The flat body of every error."""
    if isinstance(error, _ID_FIRST):
        return {"request_id": request_id, "code": error.code, "message": error.message}
    return {"code": error.code, "message": error.message, "request_id": request_id}


def refusal(error: ServiceError, request_id: str, headers: tuple[Header, ...] = ()) -> Reply:
    """The answer to a request that was refused or failed."""
    if error.status == 429:
        headers += ((b"retry-after", str(error.retry_after or 1).encode()),)
    return Reply(encode(error_body(error, request_id)), error.status, headers=headers, code=error.code)


def as_service_error(problem: Exception) -> ServiceError:
    """The problem itself, or InternalError for one that nobody foresaw."""
    if isinstance(problem, ServiceError):
        return problem
    _log.error("unforeseen", exc_info=problem)
    return InternalError()


def _event(kind: str, status: int, body: Json) -> bytes:
    """One event. SDKs skip the comment and read `status`, which the service only sends with errors."""
    told = f"status:{status}\n" if kind == "error" else ""
    return f"id:1\nevent:{kind}\n:HTTP_STATUS/{status}\n{told}data:".encode() + encode(body) + b"\n\n"


class CallCount(Protocol):
    """What counts the calls of this process."""

    def count_call(self, *, path: str, method: str, status: int, code: str, seconds: float) -> None:
        """Count one call that was answered."""
        ...


class Envelope:
    """The whole application: answers what no door serves in the service's way, and counts calls."""

    def __init__(self, app: Starlette, calls: CallCount) -> None:
        app.router.redirect_slashes = False
        app.add_exception_handler(HTTPException, _refuse)
        app.add_exception_handler(Exception, _refuse)
        self.app = app
        self._calls = calls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and note how it was answered."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        started = time.perf_counter()
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            self._count(scope, status, time.perf_counter() - started)

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        path = getattr(scope.get("endpoint"), "path", "other")
        code, method = scope.get("wanstudio.code", ""), scope["method"]
        self._calls.count_call(path=path, method=method, status=status, code=code, seconds=seconds)
        if method != "GET" or status >= 400:
            milliseconds = round(seconds * 1000, 1)
            _log.info("call", path=path, method=method, status=status, code=code, milliseconds=milliseconds)


async def _refuse(request: Request, problem: Exception) -> Response:
    """For paths that no door serves, and for problems of other doors that reach the top."""
    error: ServiceError | None = None
    headers: dict[str, str] = {}
    if isinstance(problem, HTTPException):
        headers |= problem.headers or {}
        if problem.status_code == 404:
            error = NotFound()
        elif problem.status_code == 405:
            error = MethodNotSupported(method=request.method)
    error = error or as_service_error(problem)
    request.scope["wanstudio.code"] = error.code
    headers["x-request-id"] = request_id = str(uuid4())
    reply = refusal(error, request_id)
    return Response(reply.body, reply.status, headers, media_type="application/json")
