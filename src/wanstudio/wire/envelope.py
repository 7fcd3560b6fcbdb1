"""The whole application: answers what no door serves in the form of the doors beside it, and counts calls."""

import time
from collections.abc import Callable
from typing import Protocol
from uuid import uuid4

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from wanstudio.errors import MethodNotSupported, NotFound
from wanstudio.wire.door import Refusal

_log = structlog.get_logger(__name__)


class CallCount(Protocol):
    """What counts the calls of this process."""

    def count_call(self, *, path: str, method: str, status: int, code: str, seconds: float) -> None:
        """Count one call that was answered."""
        ...


class Envelope:
    """Passes requests to the doors; `refusal_at` says in whose form a path is refused."""

    def __init__(self, app: Starlette, calls: CallCount, refusal_at: Callable[[str], Refusal]) -> None:
        app.router.redirect_slashes = False
        app.add_exception_handler(HTTPException, self._refuse)
        app.add_exception_handler(Exception, self._refuse)
        self.app = app
        self._calls = calls
        self._refusal_at = refusal_at

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

    async def _refuse(self, request: Request, problem: Exception) -> Response:
        """For paths that no door serves, and for problems of other endpoints that reach the top."""
        headers: dict[str, str] = {}
        if isinstance(problem, HTTPException):
            headers |= problem.headers or {}
            if problem.status_code == 404:
                problem = NotFound()
            elif problem.status_code == 405:
                problem = MethodNotSupported(method=request.method)
        headers["x-request-id"] = request_id = str(uuid4())
        reply = self._refusal_at(request.url.path)(problem, request_id)
        request.scope["wanstudio.code"] = reply.code
        return Response(reply.body, reply.status, headers, media_type="application/json")
