"""A real HTTP server that moderates texts as OpenAI-compatible ones do, on a thread of the test."""

import asyncio
import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from tests.postgres_server import free_port

FORBIDDEN = "forbidden"


@dataclass
class TextService:
    """Refuses texts with `FORBIDDEN` in them. `mood` says how it answers: well, or in a bad way."""

    port: int
    mood: str = "well"
    verdict: str = "unsafe\nS2"
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def moderations(self, request: Request) -> Response:
        body = await self._read(request)
        flagged = FORBIDDEN in body["input"]
        categories = {"sexual": flagged, "violence": False}
        return self._moody({"id": "m", "results": [{"flagged": flagged, "categories": categories}]})

    async def chat(self, request: Request) -> Response:
        body = await self._read(request)
        said = self.verdict if FORBIDDEN in body["messages"][-1]["content"] else "safe"
        return self._moody({"choices": [{"message": {"role": "assistant", "content": said}}]})

    async def _read(self, request: Request) -> dict[str, Any]:
        body = await request.json()
        self.asked.append(body)
        self.keys.append(request.headers.get("authorization", ""))
        if self.mood == "slow":
            await asyncio.sleep(30)
        return body

    def _moody(self, answer: dict[str, Any]) -> Response:
        return self._too_much(answer) or self._unwell(answer)

    def _too_much(self, answer: dict[str, Any]) -> Response | None:
        match self.mood:
            case "too long":
                return JSONResponse(answer | {"more": "a" * 1_000_000})
            case "compressed":
                body = gzip.compress(json.dumps(answer | {"more": "a" * 1_000_000}).encode())
                return Response(body, headers={"Content-Encoding": "gzip"})
            case "nested":
                return Response("[" * 100_000)
            case "tells all":
                said = {f"<{FORBIDDEN}>\n" + "a" * 1000 + str(number): True for number in range(50)}
                return JSONResponse({"results": [{"flagged": True, "categories": said}]})
        return None

    def _unwell(self, answer: dict[str, Any]) -> Response:
        match self.mood:
            case "busy once" if len(self.asked) == 1:
                return Response("busy", 503)
            case "down":
                return Response("gone", 500)
            case "forbids":
                return JSONResponse({"error": "wrong key"}, 401)
            case "nonsense":
                return JSONResponse(
                    {"results": [{"flagged": "maybe"}], "choices": [{"message": {"content": "?"}}]}
                )
            case "no json":
                return Response("<html>")
        return JSONResponse(answer)


@contextmanager
def serving_texts() -> Iterator[TextService]:
    service = TextService(free_port())
    routes = [
        Route("/v1/moderations", service.moderations, methods=["POST"]),
        Route("/v1/chat/completions", service.chat, methods=["POST"]),
    ]
    config = uvicorn.Config(
        Starlette(routes=routes), port=service.port, log_level="error", timeout_graceful_shutdown=0
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive()
    try:
        yield service
    finally:
        server.should_exit = True
        thread.join()
