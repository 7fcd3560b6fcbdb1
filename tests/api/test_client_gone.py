"""A client that leaves while it waits takes its waiting task back."""

import asyncio
import json

import pytest
from tests.live_app import MULTIMODAL

BODY = {
    "model": "wan2.6-t2i",
    "input": {"messages": [{"role": "user", "content": [{"text": "a cat"}]}]},
}


@pytest.mark.parametrize("events", [b"enable", b"disable"])
async def test_the_task_is_canceled(service, events):
    leaves, submitted = asyncio.Event(), asyncio.Event()
    messages = [{"type": "http.request", "body": json.dumps(BODY).encode()}]
    sent = []

    async def receive():
        if messages:
            return messages.pop()
        submitted.set()
        await leaves.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    headers = [(b"authorization", f"Bearer {service.key}".encode()), (b"x-dashscope-sse", events)]
    scope = {"type": "http", "method": "POST", "path": MULTIMODAL, "query_string": b"", "headers": headers}
    call = asyncio.create_task(service.app({**scope, "scheme": "http", "root_path": ""}, receive, send))
    await submitted.wait()
    [row] = (await service.get("/api/v1/tasks")).json()["data"]
    assert row["status"] == "PENDING"
    leaves.set()
    await asyncio.wait_for(call, 5)
    [row] = (await service.get("/api/v1/tasks")).json()["data"]
    assert row["status"] == "CANCELED"
    assert not any(message.get("body") for message in sent)
