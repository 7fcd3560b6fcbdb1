"""Stands before all doors: writes calls down, and refuses those that are to fail."""

from uuid import uuid4

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wanstudio.emulator.control import CONTROL
from wanstudio.emulator.emulation import Emulation
from wanstudio.emulator.traffic import Seen, read_body
from wanstudio.errors import InternalError, ServiceError
from wanstudio.server.doors import refusal_at
from wanstudio.wire.call import Call

_INTERRUPTED = "The emulator was reset while this call waited."


class Front:
    """The whole emulator as one ASGI app. The control surface itself is neither written down nor refused."""

    def __init__(self, app: ASGIApp, emulation: Emulation) -> None:
        self._app = app
        self._emulation = emulation

    def end_streams(self) -> None:
        """Let go of the clients that follow tasks: the server is about to end."""
        self._emulation.end_streams()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on, or refuse it."""
        if scope["type"] != "http" or scope["path"].startswith((CONTROL, "/healthz", "/readyz")):
            return await self._app(scope, receive, send)
        emulation = self._emulation
        body = await _Body.read(receive, emulation.settings.max_body_bytes)
        # From here to the answer nothing is awaited: a call that is seen is one that a reset interrupts.
        await emulation.ready.wait()
        path, query = scope["path"], scope["query_string"].decode("latin-1")
        seen = emulation.traffic.note(emulation.now_ms(), scope["method"], path, query)
        seen.body = read_body(body.known)
        noting = _noting(seen, send)
        if error := emulation.board.fault_of_call(str(seen.number), seen.kind, seen.model):
            return await self._refuse(scope, error, seen, noting)
        if not await emulation.traffic.answer(self._app(scope, body.receive, noting)) and seen.status is None:
            error = InternalError()
            error.message = _INTERRUPTED
            return await self._refuse(scope, error, seen, noting)
        seen.code = scope.get("wanstudio.code", "")
        return None

    async def _refuse(self, scope: Scope, error: ServiceError, seen: Seen, send: Send) -> None:
        """Answer in the form of the door that the path belongs to."""
        request_id = str(uuid4())
        reply = refusal_at(scope["path"])(error, request_id)
        seen.code = error.code
        await reply.send(Call(scope, _nothing, request_id), send)


class _Body:
    """A body that was read ahead and is told again; one that is too long is not read to its end."""

    def __init__(self, told: list[Message], rest: Receive) -> None:
        self._told = told
        self._rest = rest
        self.known = b"".join(message.get("body", b"") for message in told)

    @classmethod
    async def read(cls, receive: Receive, most: int) -> "_Body":
        told: list[Message] = []
        size = 0
        while size <= most:
            message = await receive()
            told.append(message)
            size += len(message.get("body", b""))
            if not message.get("more_body", False):
                break
        return cls(told, receive)

    async def receive(self) -> Message:
        """The next message, first of those that were read."""
        return self._told.pop(0) if self._told else await self._rest()


def _noting(seen: Seen, send: Send) -> Send:
    async def noting(message: Message) -> None:
        if message["type"] == "http.response.start":
            seen.status = message["status"]
        await send(message)

    return noting


async def _nothing() -> Message:
    return {"type": "http.disconnect"}
