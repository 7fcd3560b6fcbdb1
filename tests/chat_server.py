"""A real chat server as a process of its own: answers `/v1/chat/completions` as the test has scripted it.

A step of the script is {"say": text}, {"status": 500}, {"hold": true} or {"body": anything}; the last one
is repeated. What was held is answered with {"say"} after `release`.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from tests.postgres_server import free_port

WAIT_SECONDS = 30


class ChatServer:
    """The server's side."""

    def __init__(self) -> None:
        self.script: list[dict[str, Any]] = [{"say": ""}]
        self.asked: list[dict[str, Any]] = []
        self.released = asyncio.Event()
        self.news = asyncio.Condition()

    async def chat(self, request: Request) -> Response:
        step = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        async with self.news:
            self.asked.append({"body": await request.json(), "key": request.headers.get("authorization", "")})
            self.news.notify_all()
        if step.get("hold"):
            await self.released.wait()
        if "status" in step:
            return JSONResponse({"error": {"message": "no"}}, step["status"])
        if "raw" in step:
            return Response(step["raw"], media_type="application/json")
        if "body" in step:
            return JSONResponse(step["body"])
        message = {"role": "assistant", "content": step.get("say")}
        choice = {"index": 0, "message": message, "finish_reason": step.get("ended", "stop")}
        return JSONResponse({"object": "chat.completion", "choices": [choice]})

    async def rehearse(self, request: Request) -> Response:
        self.released.set()
        self.script, self.asked, self.released = await request.json(), [], asyncio.Event()
        return JSONResponse({})

    async def release(self, request: Request) -> Response:
        self.released.set()
        return JSONResponse({})

    async def tell(self, request: Request) -> Response:
        """What was asked, once it was asked so often."""
        least = int(request.query_params["least"])
        async with self.news:
            await asyncio.wait_for(self.news.wait_for(lambda: len(self.asked) >= least), WAIT_SECONDS)
        return JSONResponse(self.asked)


def main() -> None:
    chat = ChatServer()
    routes = [
        Route("/v1/chat/completions", chat.chat, methods=["POST"]),
        Route("/script", chat.rehearse, methods=["POST"]),
        Route("/release", chat.release, methods=["POST"]),
        Route("/asked", chat.tell),
    ]
    uvicorn.run(Starlette(routes=routes), port=int(sys.argv[1]), log_level="error")


@dataclass(frozen=True)
class Chat:
    """The test's side."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def rehearse(self, *script: dict[str, Any]) -> None:
        httpx.post(f"http://127.0.0.1:{self.port}/script", json=script).raise_for_status()

    def asked(self, least: int = 0) -> list[dict[str, Any]]:
        params = {"least": least}
        return httpx.get(f"http://127.0.0.1:{self.port}/asked", params=params, timeout=WAIT_SECONDS).json()

    def release(self) -> None:
        httpx.post(f"http://127.0.0.1:{self.port}/release").raise_for_status()


@contextmanager
def serving_chat() -> Iterator[Chat]:
    chat = Chat(free_port())
    process = subprocess.Popen([sys.executable, "-m", "tests.chat_server", str(chat.port)])
    try:
        _wait_for(chat, process)
        yield chat
    finally:
        process.kill()
        process.wait()


def _wait_for(chat: Chat, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            chat.asked()
        except httpx.TransportError:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
        else:
            return


if __name__ == "__main__":
    main()
