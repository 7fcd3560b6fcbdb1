"""The client speaks both protocols, follows a task to its end, and says plainly what went wrong."""

import json

import httpx
import pytest

from wanstudio import client as client_module
from wanstudio.catalog.order import Order
from wanstudio.client import Client, ClientError, Picture, generate

TASK = "0385dc79-5ff8-4d82-bcb6-000000000000"
NEW = Order("wan2.6-t2i", "a cat", "dogs", 1280, 720, 2, 7, prompt_extend=False, watermark=True)
OLD = Order("wan2.5-t2i-preview", "a cat", "dogs", 1280, 720, 2, 7)
CREATED = {"output": {"task_id": TASK, "task_status": "PENDING"}, "request_id": "r"}


class Server:
    """Answers in order, and remembers what it was asked."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []

    def __call__(self, request):
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return answer
        return httpx.Response(200, json=answer)

    def client(self, base="http://h:1"):
        return Client(base, "sk-x", httpx.MockTransport(self))


def told(status, **more):
    return {"output": {"task_id": TASK, "task_status": status, **more}, "request_id": "r"}


def refused(status, code, message="no"):
    return httpx.Response(status, json={"code": code, "message": message, "request_id": "r"})


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(client_module, "_FIRST_PAUSE_S", 0.001)
    monkeypatch.setattr(client_module, "_LONGEST_PAUSE_S", 0.001)


@pytest.mark.parametrize("base", ["http://h:1", "http://h:1/", "http://h:1/api/v1", "http://h:1/api/v1/"])
async def test_an_order_of_the_messages_protocol(base):
    server = Server(CREATED)
    async with server.client(base) as client:
        assert await client.submit(NEW) == TASK
    (asked,) = server.asked
    assert asked.url == "http://h:1/api/v1/services/aigc/image-generation/generation"
    assert asked.headers["authorization"] == "Bearer sk-x"
    assert asked.headers["x-dashscope-async"] == "enable"
    assert json.loads(asked.content) == {
        "model": "wan2.6-t2i",
        "input": {"messages": [{"role": "user", "content": [{"text": "a cat"}]}]},
        "parameters": {
            "size": "1280*720",
            "n": 2,
            "seed": 7,
            "prompt_extend": False,
            "watermark": True,
            "negative_prompt": "dogs",
        },
    }


async def test_an_order_of_the_prompt_protocol():
    server = Server(CREATED)
    async with server.client() as client:
        await client.submit(OLD)
    assert server.asked[0].url.path == "/api/v1/services/aigc/text2image/image-synthesis"
    assert json.loads(server.asked[0].content)["input"] == {"prompt": "a cat", "negative_prompt": "dogs"}


@pytest.mark.parametrize(
    "images",
    [
        {"results": [{"url": "http://h:1/images/a.png", "orig_prompt": "a"}, {"code": "C", "message": "M"}]},
        {"choices": [{"message": {"role": "assistant", "content": [{"image": "http://h:1/images/a.png"}]}}]},
    ],
)
async def test_a_task_is_followed_and_its_pictures_are_fetched_without_the_key(images, monkeypatch):
    done = told("SUCCEEDED", **images)
    server = Server(
        CREATED,
        told("PENDING"),
        refused(503, "ModelUnavailable"),
        httpx.ConnectError("away"),
        told("RUNNING"),
        done,
        httpx.Response(200, content=b"\x89PNG"),
    )
    monkeypatch.setattr(
        client_module, "Client", lambda base, key: Client(base, key, httpx.MockTransport(server))
    )
    seen = []
    pictures = await generate("http://h:1", "sk-x", OLD, seen.append)
    assert [p.status for p in seen] == ["PENDING", "RUNNING", "SUCCEEDED"]
    assert pictures[0] == Picture("http://h:1/images/a.png", b"\x89PNG")
    assert [p.code for p in pictures[1:] if isinstance(p, ClientError)] == ["C"] * (len(pictures) - 1)
    assert "authorization" not in server.asked[-1].headers


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (told("FAILED", code="InternalError.Algo", message="bad"), "InternalError.Algo"),
        (told("CANCELED"), "CANCELED"),
        (told("UNKNOWN"), "UNKNOWN"),
    ],
)
async def test_a_task_without_pictures_is_an_error(end, code, monkeypatch):
    server = Server(CREATED, end)
    monkeypatch.setattr(
        client_module, "Client", lambda base, key: Client(base, key, httpx.MockTransport(server))
    )
    with pytest.raises(ClientError) as caught:
        await generate("http://h:1", "sk-x", NEW)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("answer", "code", "status"),
    [
        (refused(401, "InvalidApiKey"), "InvalidApiKey", 401),
        (refused(429, "Throttling.RateQuota"), "Throttling.RateQuota", 429),
        (httpx.Response(502, text="<html>"), "HTTP 502", 502),
        (httpx.Response(200, text="<html>"), "InvalidResponse", 200),
        (httpx.ConnectError("refused"), "ConnectionFailed", None),
        (httpx.ReadTimeout(""), "ConnectionFailed", None),
    ],
)
async def test_what_goes_wrong_is_said(answer, code, status):
    async with Server(answer).client() as client:
        with pytest.raises(ClientError) as caught:
            await client.submit(NEW)
    assert (caught.value.code, caught.value.status) == (code, status)
    assert str(caught.value)


async def test_waiting_ends_when_the_server_stays_away_or_refuses():
    async with Server(*[httpx.ConnectError("x")] * 10).client() as client:
        with pytest.raises(ClientError, match="no answer from http://h:1"):
            await client.wait(TASK)
    async with Server(refused(401, "InvalidApiKey")).client() as client:
        with pytest.raises(ClientError, match="InvalidApiKey"):
            await client.wait(TASK)


async def test_listing_and_cancelling():
    line = {"task_id": TASK, "status": "PENDING", "model_name": "m", "gmt_create": 1, "region": "x"}
    server = Server({"total": 1, "data": [line]}, {"request_id": "r"}, refused(400, "UnsupportedOperation"))
    async with server.client() as client:
        page = await client.list(page_size=5, status="PENDING")
        assert (page.total, page.data[0].task_id) == (1, TASK)
        assert dict(server.asked[0].url.params) == {"page_no": "1", "page_size": "5", "status": "PENDING"}
        await client.cancel(TASK)
        with pytest.raises(ClientError, match="UnsupportedOperation"):
            await client.cancel(TASK)
