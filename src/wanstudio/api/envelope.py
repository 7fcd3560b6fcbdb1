"""What every answer of this door shares: request ids, JSON bodies, and errors of every kind.

A `Door` is the plain ASGI endpoint of one path. It is the one place that catches; handlers take
a `Call` and return a `Reply`.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from uuid import uuid4

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from wanstudio.api.call import Call, ClientGone
from wanstudio.errors import (
    AreaOutOfRange,
    CancelRefused,
    InternalError,
    MethodNotSupported,
    NotFound,
    OutOfRange,
    OutOfSpecification,
    ServiceError,
    SideOutOfRange,
    SizeMalformed,
)

log = logging.getLogger(__name__)

Header = tuple[bytes, bytes]
Json = Mapping[str, object]

encode = msgspec.json.Encoder().encode

# The service writes the request id first where a model or the task service refuses, last where
# the gateway does. No client minds; recorded answers compare equal byte for byte this way.
_ID_FIRST = (AreaOutOfRange, CancelRefused, OutOfRange, OutOfSpecification, SideOutOfRange, SizeMalformed)


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
            error = as_service_error(problem, call.request_id)
            return _event("error", error.status, error_body(error, call.request_id))


Handler = Callable[[Call], Awaitable[Reply | EventStream]]


class Door:
    """The endpoint of one path: `Door(GET=..., POST=...)`."""

    def __init__(self, **handlers: Handler) -> None:
        self._handlers = handlers
        allowed = ", ".join(sorted(handlers))
        self._allow = (b"allow", allowed.encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens on the way."""
        call = Call(scope, receive, str(uuid4()))
        try:
            reply = await self._reply(call)
            await reply.send(call, send)
        except ClientGone:
            log.info("client gone", extra={"request_id": call.request_id})

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
            return refusal(as_service_error(problem, call.request_id), call.request_id)


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


def as_service_error(problem: Exception, request_id: str) -> ServiceError:
    """The problem itself, or InternalError for one that nobody foresaw."""
    if isinstance(problem, ServiceError):
        return problem
    log.error("unforeseen", exc_info=problem, extra={"request_id": request_id})
    return InternalError()


def _event(kind: str, status: int, body: Json) -> bytes:
    """One event. SDKs skip the comment and read `status`, which the service only sends with errors."""
    told = f"status:{status}\n" if kind == "error" else ""
    return f"id:1\nevent:{kind}\n:HTTP_STATUS/{status}\n{told}data:".encode() + encode(body) + b"\n\n"


def _outside(error: ServiceError, request_id: str, headers: Mapping[str, str] | None) -> Response:
    reply = refusal(error, request_id)
    kept = {**(headers or {}), "x-request-id": request_id}
    return Response(reply.body, reply.status, kept, media_type="application/json")


async def refuse_unknown(request: Request, problem: Exception) -> Response:
    """For paths that no door serves, and for problems of other doors that reach the top."""
    request_id = str(uuid4())
    if isinstance(problem, HTTPException) and problem.status_code == 405:
        return _outside(MethodNotSupported(method=request.method), request_id, problem.headers)
    if isinstance(problem, HTTPException) and problem.status_code == 404:
        return _outside(NotFound(), request_id, problem.headers)
    return _outside(as_service_error(problem, request_id), request_id, None)
