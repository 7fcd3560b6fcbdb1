"""What every answer shares: ids, JSON errors on every path, and what is counted."""

import uuid

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from tests.live_app import MULTIMODAL, TEXT2IMAGE, Counted

from wanstudio.api import tasks
from wanstudio.api.clock import read_compact, written
from wanstudio.api.routes import DOORS
from wanstudio.server.doors import in_envelope


def whole(answer):
    """An error's body, after its envelope was checked."""
    body = answer.json()
    assert set(body) == {"code", "message", "request_id"}
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-request-id"] == body["request_id"]
    uuid.UUID(body["request_id"])
    return body


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/api",
        "/api/v1",
        "/api/v1/nothing",
        "/api/v1/uploads",
        "/api/v1/public-keys/latest",
        "/api/v1/tasks//",
    ],
)
async def test_unknown_paths(service, path):
    answer = await service.get(path)
    assert answer.status_code == 404
    assert (whole(answer)["code"], whole(answer)["message"]) == ("NotFound", "Not found!")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
async def test_wrong_methods(service, method):
    for door in DOORS:
        path = door.path.replace("{task_id}", "1").replace("{key:path}", "a.png")
        answer = await service.client.request(method, path)
        if answer.status_code != 405:
            continue
        assert method not in answer.headers["allow"].split(", ")
        if method != "HEAD":
            assert whole(answer)["message"] == f"Request method '{method}' is not supported."


async def test_wrong_methods_of_the_busiest_paths(service):
    for method, path in (("GET", TEXT2IMAGE), ("GET", MULTIMODAL), ("DELETE", "/api/v1/tasks/1")):
        assert (await service.client.request(method, path)).status_code == 405


async def test_unforeseen_exceptions(service, monkeypatch):
    async def broken(*_):
        raise ZeroDivisionError("secret text")

    monkeypatch.setattr(tasks, "find_task", broken)
    answer = await service.get("/api/v1/tasks/1")
    assert answer.status_code == 500
    assert whole(answer)["code"] == "InternalError"
    assert "secret" not in answer.text


async def test_problems_of_other_doors(service):
    import httpx

    async def broken(_):
        raise ZeroDivisionError

    app = in_envelope(Starlette(routes=[Route("/page", broken)]), Counted())
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        answers = [await client.get("/page"), await client.post("/page"), await client.get("/page/")]
    assert [answer.status_code for answer in answers] == [500, 405, 404]
    assert [whole(answer)["code"] for answer in answers] == ["InternalError", "InvalidParameter", "NotFound"]


async def test_no_two_answers_share_an_id(service):
    answers = [await service.get("/api/v1/tasks/1") for _ in range(20)]
    assert len({answer.json()["request_id"] for answer in answers}) == 20


async def test_calls_are_counted_by_path_and_code(service):
    await service.get("/api/v1/tasks/1/")
    await service.get("/api/v1/tasks/1", headers={"Authorization": ""})
    await service.get("/nothing")
    seen = [(c["path"], c["method"], c["status"], c["code"]) for c in service.counted.calls]
    assert seen == [
        ("/api/v1/tasks/{task_id}", "GET", 200, ""),
        ("/api/v1/tasks/{task_id}", "GET", 401, "InvalidApiKey"),
        ("other", "GET", 404, "NotFound"),
    ]
    assert all(call["seconds"] > 0 for call in service.counted.calls)


async def test_an_error_inside_a_stream_is_counted_as_one(service):
    path = "/api/v1/services/aigc/multimodal-generation/generation"
    answer = await service.post(path, {"model": "nobody"}, headers={"X-DashScope-SSE": "enable"})
    assert "event:error" in answer.text
    assert [(c["status"], c["code"]) for c in service.counted.calls] == [(200, "InvalidParameter")]


async def test_probes_need_no_key(service):
    for path in ("/healthz", "/readyz", "/readyz/"):
        answer = await service.get(path, headers={"Authorization": ""})
        assert (answer.status_code, answer.json()["status"]) == (200, "ok")


async def test_not_ready_without_a_store(service):
    await service.desk.database.close()
    answer = await service.get("/readyz")
    assert (answer.status_code, whole(answer)["code"]) == (503, "ModelUnavailable")


@pytest.mark.parametrize(
    ("moment_ms", "text"),
    [
        (0, "1970-01-01 08:00:00.000"),
        (1736323439840, "2025-01-08 16:03:59.840"),
        (1766059381802, "2025-12-18 20:03:01.802"),
    ],
)
def test_times_are_written_in_utc8(moment_ms, text):
    assert written(moment_ms) == text


def test_compact_times_are_read_in_utc8():
    assert read_compact("20250108160359") == 1736323439000
    assert read_compact("20250108160360") is None
    assert read_compact("2025010816035９") is None
