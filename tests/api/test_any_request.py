"""Two thousand requests made up from the project's own OpenAPI document, against a server on a port."""

import asyncio
import contextlib
import re
import socket
import subprocess
import sys
import threading

import pytest
import uvicorn
from tests.live_app import serving

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


async def _paint_for_ever(service):
    while True:
        for task in await service.claim_all():
            await service.finish(task)
        await asyncio.sleep(0.01)


async def _serve(folder, listening, ready, server_of):
    async with serving(folder) as service:
        config = uvicorn.Config(service.app, log_level="error", access_log=False, lifespan="off")
        server = uvicorn.Server(config)
        server_of.update(server=server, key=service.key)
        painting = asyncio.create_task(_paint_for_ever(service))
        ready.set()
        await server.serve(sockets=[listening])
        painting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await painting


@pytest.fixture
def server(tmp_path):
    """Base URL and key of a server in a thread, whose pictures are painted at once."""
    # Only a socket that says it is TCP gets TCP_NODELAY from asyncio; without, each answer waits 40 ms.
    listening = socket.socket(proto=socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    ready, server_of = threading.Event(), {}
    work = _serve(tmp_path, listening, ready, server_of)
    thread = threading.Thread(target=lambda: asyncio.run(work))
    thread.start()
    assert ready.wait(10)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}", server_of["key"]
    server_of["server"].should_exit = True
    thread.join(10)


def test_no_request_finds_an_undocumented_answer(server, tmp_path):
    base, key = server
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{base}/openapi.json"]
    options = ["--header", f"Authorization: Bearer {key}", "--checks", CHECKS, "--seed", "1", "-n", "90"]
    done = subprocess.run([*command, *options], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    counted = re.search(r"(\d+) generated", done.stdout)
    assert counted
    assert int(counted[1]) >= 2000, counted[0]
