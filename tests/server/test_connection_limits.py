"""Open connections are counted, in all and by address; when there are too many, idle strangers go first."""

import json
import re
import time
from pathlib import Path

import httpx
import pytest
from tests.live_server import LiveServer
from tests.postgres_server import free_port
from tests.server.sockets import ask, connect, read_to_end

MOST = 24


@pytest.fixture
def server(tmp_path):
    started = None

    def start(**limits):
        nonlocal started
        started = LiveServer.start(tmp_path / "data", "--no-worker", **limits).with_key()
        return started

    yield start
    started.stop()


def streams(server, count):
    """Open event streams of a waiting task: connections that are busy for as long as they like."""
    task_id = server.submit()
    request = (
        f"GET /wanstudio/v1/tasks/{task_id}/events HTTP/1.1\r\nHost: wan.test\r\n"
        f"Authorization: Bearer {server.key}\r\n\r\n"
    )
    opened = [connect(server.root, request.encode()) for _ in range(count)]
    for connection in opened:
        assert connection.recv(12) == b"HTTP/1.1 200"
    return opened


def models(server):
    return f"GET /api/v1/models HTTP/1.1\r\nHost: wan.test\r\nAuthorization: Bearer {server.key}\r\n\r\n".encode()


def counted(server, name):
    text = httpx.get(f"{server.root}/metrics").text
    return sum(float(value) for value in re.findall(rf"^{name}(?:{{.*}})? (\S+)$", text, re.MULTILINE))


def test_strangers_that_only_hold_connections_keep_nobody_out(server):
    service = server(WANSTUDIO_MAX_CONNECTIONS=str(MOST), WANSTUDIO_HEAD_SECONDS="600")
    customer = connect(service.root)
    assert ask(customer, models(service)) == 200
    strangers = [connect(service.root, b"GET / HT") for _ in range(3 * MOST)]
    for _ in range(MOST):
        with connect(service.root) as newcomer:
            assert ask(newcomer, models(service)) == 200
    assert ask(customer, models(service)) == 200, "who has shown a key goes last"
    assert counted(service, "wanstudio_http_connections") <= MOST
    assert counted(service, "wanstudio_http_connections_refused_total") >= 2 * MOST
    lines = [line for line in service.log.read_text().splitlines() if "connection_limit_reached" in line]
    assert 1 <= len(lines) <= 3, "one line now and then, not one a connection"
    assert json.loads(lines[0])["setting"] == "max_connections"
    for stranger in strangers:
        stranger.close()


def test_probes_are_answered_when_nobody_else_is(server):
    service = server(WANSTUDIO_MAX_CONNECTIONS=str(MOST))
    busy = streams(service, MOST)
    with connect(service.root) as probe:
        assert ask(probe) == 200
    for _ in range(40):
        assert ask(connect(service.root), models(service)) == 503
    with connect(service.root) as probe:
        assert ask(probe) == 200
    for connection in busy:
        connection.close()
    until = time.monotonic() + 10
    while ask(connect(service.root), models(service)) != 200:
        assert time.monotonic() < until


def test_one_address_cannot_have_them_all(server):
    service = server(WANSTUDIO_MAX_CONNECTIONS_PER_ADDRESS=str(MOST))
    busy = streams(service, MOST)
    answer = read_to_end(connect(service.root))
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "ModelServingError"
    busy.pop().close()
    until = time.monotonic() + 10
    while ask(connect(service.root)) != 200:
        assert time.monotonic() < until
    assert '"setting": "max_connections_per_address"' in service.log.read_text()


def test_behind_a_trusted_proxy_all_connections_are_the_proxys(server):
    service = server(WANSTUDIO_MAX_CONNECTIONS_PER_ADDRESS="4", WANSTUDIO_TRUST_PROXY="true")
    opened = [connect(service.root) for _ in range(12)]
    assert [ask(connection) for connection in opened] == [200] * 12


def test_descriptors_are_raised_to_what_the_connections_need(server):
    service = server(WANSTUDIO_MAX_CONNECTIONS="3000")
    text = Path(f"/proc/{service.process.pid}/limits").read_text()
    soft = int(re.search(r"Max open files\s+(\d+)", text)[1])
    assert soft >= 3000


def test_metrics_have_a_port_of_their_own(server):
    port = free_port()
    service = server(WANSTUDIO_METRICS_PORT=str(port))
    own = f"http://127.0.0.1:{port}"
    assert httpx.get(f"{service.root}/metrics").status_code == 404
    assert "wanstudio_http_connections" in httpx.get(f"{own}/metrics").text
    assert httpx.get(f"{own}/readyz").status_code == 200
    for path in ("/", "/api/v1/models", "/v1/models", "/sign-in"):
        assert httpx.get(own + path).status_code == 404
