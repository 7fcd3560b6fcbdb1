"""A client without a key cannot hold memory or a connection for long: heads, bodies and answers have limits."""

import json
import socket
import time

import pytest
from tests.live_server import LiveServer
from tests.server.sockets import HEALTHZ, ask, connect, exchange, read_to_end

from wanstudio.api.envelope import refusal
from wanstudio.console.routes import doors
from wanstudio.server.doors import DOORS
from wanstudio.settings import Settings

LIMITS = {
    "WANSTUDIO_HEAD_SECONDS": "1",
    "WANSTUDIO_STALLED_TRANSFER_SECONDS": "1.5",
    "WANSTUDIO_BODY_SECONDS": "4",
}
POST = b"POST /api/v1/services/aigc/text2image/image-synthesis HTTP/1.1\r\nHost: wan.test\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    started = LiveServer.start(tmp_path_factory.mktemp("limits") / "data", **LIMITS).with_key()
    yield started
    started.stop()


def status_of(answer):
    return int(answer.split()[1]) if answer else 0


@pytest.mark.parametrize(
    "head",
    [
        b"x: " + b"a" * 70_000,
        b"x: " + b"a" * 70_000 + b"\r\n\r\n",
        b"a:b\r\n" * 14_000,
        b"a:b\r\n" * 300 + b"\r\n",
        b"cookie: " + b"a=b; " * 20_000 + b"\r\n\r\n",
    ],
    ids=["unfinished", "one-header", "many-unfinished", "many", "cookie"],
)
def test_a_large_head_is_refused(server, head):
    answer = exchange(server.root, b"GET /healthz HTTP/1.1\r\nHost: wan.test\r\n", head)
    assert status_of(answer) == 431
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "BadRequest.TooLarge"


def test_a_head_of_sixty_kilobytes_is_read(server):
    head = (
        b"GET /healthz HTTP/1.1\r\nHost: wan.test\r\nConnection: close\r\nx: " + b"a" * 60_000 + b"\r\n\r\n"
    )
    assert status_of(exchange(server.root, head[:30_000], head[30_000:])) == 200


@pytest.mark.parametrize(
    ("pieces", "status"),
    [
        ([], 0),
        ([b"\r\n\r\n"], 0),
        ([b"GET /healthz HT"], 408),
        ([b"GET /healthz HTTP/1.1\r\nHost: wan.test\r\nx: a"], 408),
        ([HEALTHZ, b"GET /hea"], 200),
    ],
    ids=["silence", "blank-lines", "half-a-line", "half-a-head", "half-a-second-head"],
)
def test_an_unfinished_head_ends(server, pieces, status):
    assert status_of(exchange(server.root, *pieces)) == status


def test_blank_lines_do_not_keep_an_idle_connection(server):
    connection = connect(server.root)
    assert ask(connection) == 200
    connection.sendall(b"\r\n")
    assert read_to_end(connection) == b""


def authorized(server):
    return POST + f"Authorization: Bearer {server.key}\r\nContent-Length: 1000\r\n\r\n".encode()


def test_a_body_without_progress_ends(server):
    assert status_of(exchange(server.root, authorized(server), b"{")) == 408


def test_a_body_that_trickles_ends(server):
    connection = connect(server.root, authorized(server))
    began = time.monotonic()
    connection.settimeout(0.3)
    answer = b""
    while not answer and time.monotonic() - began < 15:
        try:
            connection.sendall(b" ")
            answer = connection.recv(1 << 16)
        except TimeoutError:
            continue
    assert status_of(answer) == 408


def test_a_body_that_comes_after_its_refusal_leaves_the_connection_usable(server):
    connection = connect(server.root)
    assert ask(connection, POST + b"Content-Length: 2\r\n\r\n") == 401
    connection.sendall(b"{}")
    time.sleep(4)
    assert ask(connection) == 200


def test_an_answer_that_nobody_reads_ends(server):
    task = server.wait(server.submit(size="1440*1440"))
    link = task["output"]["results"][0]["url"].removeprefix(server.root)
    request = f"GET {link} HTTP/1.1\r\nHost: wan.test\r\n\r\n".encode()
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(30)
    connection.connect(("127.0.0.1", server.port))
    connection.sendall(request * 12)
    time.sleep(6)
    assert read_to_end(connection).count(b"HTTP/1.1 200") < 12


def test_requests_that_are_pipelined_without_end_are_not_kept(server):
    answer = exchange(server.root, HEALTHZ * 9000)
    assert 0 < answer.count(b"HTTP/1.1 200") < 100


def posted_paths():
    tables = [DOORS, doors(refusal)]
    found = [door.path for table in tables for door in table if "POST" in door._handlers]
    # These need no key; their forms have limits of their own (tests/console).
    for_anybody = {"/sign-in", "/setup", "/looks"}
    assert len(found) > 12
    return [path.replace("{", "").replace("}", "") for path in found if path not in for_anybody]


@pytest.mark.parametrize("path", posted_paths())
def test_the_key_is_looked_at_before_the_body(server, path):
    head = f"POST {path} HTTP/1.1\r\nHost: wan.test\r\nContent-Length: 500000\r\nExpect: 100-continue\r\n\r\n"
    with connect(server.root, head.encode()) as connection:
        answer = connection.recv(1 << 16)
    assert b"100 Continue" not in answer
    assert status_of(answer) in (303, 401, 403)


@pytest.mark.parametrize(
    "hosts",
    [b"", b"Host: a\r\nHost: b\r\n", b'Host: evil"><script>\r\n', b"Host: a.example/evil?x=\r\n", b"Host: a b\r\n"],
)  # fmt: skip
def test_http_1_1_needs_one_host(server, hosts):
    answer = exchange(server.root, b"GET /healthz HTTP/1.1\r\n" + hosts + b"\r\n")
    assert status_of(answer) == 400
    assert b"Host header invalid" in answer


@pytest.mark.parametrize("host", ["wan.test", "wan.test:8000", "127.0.0.1", "[::1]:8000", ""])
def test_hosts_as_people_have_them_are_taken(server, host):
    answer = exchange(
        server.root, f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
    )
    assert status_of(answer) == 200


def test_an_idle_connection_outlives_a_load_balancers_minute(server):
    assert Settings().keep_alive_seconds > 60
    connection = connect(server.root)
    assert ask(connection) == 200
    time.sleep(6)
    assert ask(connection) == 200
