"""Pages of other origins: only those that the operator names, and never the console."""

import httpx
import pytest
from tests.live_server import LiveServer

APP = "https://app.example.com"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    data = tmp_path_factory.mktemp("cors") / "data"
    started = LiveServer.start(data, WANSTUDIO_CORS_ORIGINS=f"{APP},http://localhost:3000").with_key()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    started = LiveServer.start(tmp_path_factory.mktemp("closed") / "data", "--no-worker").with_key()
    yield started
    started.stop()


def preflight(server, path, origin):
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,x-dashscope-async",
    }
    return httpx.options(server.root + path, headers=headers)


@pytest.mark.parametrize(
    "path", ["/api/v1/services/aigc/text2image/image-synthesis", "/v1/images/generations"]
)
def test_a_named_origin_may_ask(server, path):
    answer = preflight(server, path, APP)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == APP
    assert "authorization" in answer.headers["access-control-allow-headers"].lower()
    assert "access-control-allow-credentials" not in answer.headers


def test_a_named_origin_reads_answers_refusals_and_pictures(server):
    task = server.wait(server.submit())
    link = task["output"]["results"][0]["url"]
    headers = {"Origin": APP}
    for url, status in ((link, 200), (f"{server.base}/tasks", 401)):
        answer = httpx.get(url, headers=headers)
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == APP
        assert "x-request-id" in answer.headers["access-control-expose-headers"].lower()


@pytest.mark.parametrize("path", ["/", "/sign-in", "/metrics", "/static/console.css"])
def test_the_console_is_closed_to_all_of_them(server, path):
    assert "access-control-allow-origin" not in httpx.get(server.root + path, headers={"Origin": APP}).headers


def test_no_other_origin_may_ask(server):
    assert preflight(server, "/v1/images/generations", "https://evil.example").status_code == 400
    answer = httpx.get(f"{server.base}/tasks", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers


def test_without_the_setting_nobody_may(closed):
    assert preflight(closed, "/v1/images/generations", APP).status_code == 405
    answer = httpx.get(f"{closed.base}/tasks", headers={"Origin": APP})
    assert "access-control-allow-origin" not in answer.headers
