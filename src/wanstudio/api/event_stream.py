"""Answers as a stream of events: one result, or one error, when the client asked for it so."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.types import Send

from wanstudio.api.envelope import error_body
from wanstudio.wire.call import Call, ClientGone
from wanstudio.wire.door import Json, as_service_error, encode


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


def _event(kind: str, status: int, body: Json) -> bytes:
    """One event. SDKs skip the comment and read `status`, which the service only sends with errors."""
    told = f"status:{status}\n" if kind == "error" else ""
    return f"id:1\nevent:{kind}\n:HTTP_STATUS/{status}\n{told}data:".encode() + encode(body) + b"\n\n"
