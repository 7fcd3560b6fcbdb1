"""A client that leaves while it waits takes its waiting task back."""

import asyncio
import json

import pytest
from tests.endless_read import EndlessRead
from tests.live_app import MULTIMODAL

from wanstudio.database.sqlite_readers import MOST_READERS

BODY = {
    "model": "wan2.6-t2i",
    "input": {"messages": [{"role": "user", "content": [{"text": "a cat"}]}]},
}


async def _leave_while_waiting(service, *headers: tuple[bytes, bytes]) -> list:
    """A one-request call whose client hangs up while its task is PENDING; what was sent to it."""
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

    given = [(b"authorization", f"Bearer {service.key}".encode()), *headers]
    scope = {"type": "http", "method": "POST", "path": MULTIMODAL, "query_string": b"", "headers": given}
    call = asyncio.create_task(service.app({**scope, "scheme": "http", "root_path": ""}, receive, send))
    await submitted.wait()
    [row] = (await service.get("/api/v1/tasks?status=PENDING")).json()["data"]
    assert row["status"] == "PENDING"
    leaves.set()
    await asyncio.wait_for(call, 5)
    return sent


async def _statuses(service) -> list[str]:
    rows = (await service.get("/api/v1/tasks")).json()["data"]
    return [row["status"] for row in rows]


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ((b"x-dashscope-sse", b"enable"), "CANCELED"),
        ((b"x-dashscope-sse", b"disable"), "CANCELED"),
        ((b"x-request-id", b"made-up-by-a-proxy"), "CANCELED"),
        ((b"idempotency-key", b"comes-again"), "PENDING"),
    ],
)
async def test_the_task_is_canceled_unless_its_client_means_to_come_again(service, header, status):
    sent = await _leave_while_waiting(service, header)
    assert await _statuses(service) == [status]
    assert not any(message.get("body") for message in sent)


async def test_what_is_sent_again_under_a_request_id_is_a_new_task(service):
    traced = (b"x-request-id", b"of-an-sdk")
    for _ in range(2):
        await _leave_while_waiting(service, traced)
    assert await _statuses(service) == ["CANCELED", "CANCELED"]


async def test_a_like_that_still_waits_is_not_taken_along(service):
    """An SDK's second try under one id, while its first connection ends."""
    second = asyncio.create_task(service.post(MULTIMODAL, BODY, headers={"X-Request-Id": "both"}))
    await asyncio.sleep(0.1)
    await _leave_while_waiting(service, (b"x-request-id", b"both"))
    await service.finish(await service.next_task())
    assert (await asyncio.wait_for(second, 10)).status_code == 200


@pytest.mark.parametrize("path", [MULTIMODAL, "/v1/images/generations"])
async def test_a_repeat_of_a_canceled_task_is_told_so(service, path):
    """SDKs send a 500 again, for a day."""
    body = BODY if path == MULTIMODAL else {"model": "wan2.6-t2i", "prompt": "a cat"}
    named = {"Idempotency-Key": "the-same"}
    first = asyncio.create_task(service.client.post(path, json=body, headers=named))
    await asyncio.sleep(0.2)
    [row] = (await service.get("/api/v1/tasks")).json()["data"]
    await service.post(f"/api/v1/tasks/{row['task_id']}/cancel", {})
    for answer in (
        await asyncio.wait_for(first, 10),
        await service.client.post(path, json=body, headers=named),
    ):
        assert answer.status_code == 400
        assert "was canceled" in answer.text
        assert row["task_id"] in answer.text


async def test_a_list_that_nobody_waits_for_is_not_read(service):
    """All readers are taken: the list waits for its turn, and its client leaves meanwhile."""
    endless, sent, asked = EndlessRead(), [], asyncio.Event()
    database = service.desk.database
    readings = [asyncio.create_task(database.read_long(endless)) for _ in range(MOST_READERS)]
    await endless.begun(MOST_READERS)

    async def receive():
        asked.set()
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/api/v1/tasks", "query_string": b"", "scheme": "http"}
    scope |= {"headers": [(b"authorization", f"Bearer {service.key}".encode())], "root_path": ""}
    await asyncio.wait_for(service.app(scope, receive, send), 30)
    assert asked.is_set()
    assert not any(message.get("body") for message in sent)
    for reading in readings:
        reading.cancel()
    assert (await service.get("/api/v1/tasks")).json()["total"] == 0
