"""A client that offers another protocol is answered over HTTP/1.1, its body read (RFC 9110, 7.8).

The JDK's client, and so Spring and langchain4j, offers h2c with every request on plain HTTP.
"""

import json
import re
import socket
import subprocess
from pathlib import Path

import pytest
from tests.live_server import LiveServer
from tests.server.clients import ENABLE, missing

from wanstudio.api.envelope import refusal
from wanstudio.console.routes import doors
from wanstudio.emulator.control import key_of
from wanstudio.emulator.process import emulating
from wanstudio.emulator.surface import DOORS as CONTROL_DOORS
from wanstudio.server.doors import DOORS

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"no {' and no '.join(missing())}: {ENABLE}")

H2C = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n"
WEBSOCKET = "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
TEXT2IMAGE = "/api/v1/services/aigc/text2image/image-synthesis"
CREATE = json.dumps(
    {
        "model": "wan2.2-t2i-flash",
        "input": {"prompt": "a red boat"},
        "parameters": {"n": 1, "size": "512*512"},
    }
)


def paths(*tables):
    """Every path, whatever its methods, with its variable parts filled in."""
    return [
        door.path.replace("{task_id}", "none").replace("{key:path}", "none").replace("{", "").replace("}", "")
        for table in tables
        for door in table
    ]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    server = LiveServer.start(tmp_path_factory.mktemp("upgrade") / "data", "--no-worker").with_key()
    yield server.root, server.key, [*paths(DOORS, doors(refusal)), "/metrics", "/nothing"]
    server.stop()


@pytest.fixture(scope="module")
def emulated(tmp_path_factory):
    with emulating(tmp_path_factory.mktemp("emulator") / "log") as emulator:
        yield emulator.root, key_of("singapore", "singapore"), [*paths(DOORS, CONTROL_DOORS), "/nothing"]


@pytest.fixture(params=["served", "emulated"])
def listening(request):
    """Base URL, key and paths of each command that listens."""
    return request.getfixturevalue(request.param)


def exchange(root, *pieces):
    """What the server sends until it closes the connection, each piece sent by itself."""
    host, port = root.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            connection.sendall(piece.encode())
        return connection.makefile("rb").read().decode()


def shape(answer):
    """The statuses; sign-ins are throttled after a few."""
    statuses = re.findall(r"HTTP/1\.1 (\d+)", answer)
    return [status.replace("429", "401") for status in statuses]


@pytest.mark.parametrize("offer", [H2C, WEBSOCKET])
def test_every_path_answers_as_if_nothing_had_been_offered(listening, offer):
    root, key, every_path = listening
    assert len(every_path) > 20
    for path in every_path:
        plain = (
            f"POST {path} HTTP/1.1\r\nHost: wan.test\r\nAuthorization: Bearer {key}\r\nContent-Length: 2\r\n"
        )
        end = "GET /healthz HTTP/1.1\r\nHost: wan.test\r\nConnection: close\r\n\r\n"
        expected = exchange(root, f"{plain}\r\n", "{}", end)
        offered = exchange(root, f"{plain}{offer}\r\n", "{}", end)
        assert len(shape(offered)) == 2, offered
        assert shape(offered) == shape(expected), path


def test_a_body_is_read_however_it_is_cut(listening):
    root, key, _ = listening
    head = (
        f"POST {TEXT2IMAGE} HTTP/1.1\r\nHost: wan.test\r\nAuthorization: Bearer {key}\r\n"
        f"X-DashScope-Async: enable\r\n{H2C}"
    )
    length = f"Content-Length: {len(CREATE)}\r\n\r\n"
    chunked = f"Transfer-Encoding: chunked\r\n\r\n{len(CREATE):x}\r\n{CREATE}\r\n0\r\n\r\n"
    end = f"GET /healthz HTTP/1.1\r\nHost: wan.test\r\n{H2C.replace('Upgrade,', 'close, Upgrade,')}\r\n"
    for pieces in (
        [head + length + CREATE + end],
        [head + length, CREATE[:7], CREATE[7:], end],
        [head[:40], head[40:] + length + CREATE[:1], CREATE[1:] + end],
        [head + chunked + end],
        [*(head + chunked), end],
    ):
        answer = exchange(root, *pieces)
        assert '"task_status":"PENDING"' in answer, answer
        assert answer.count("HTTP/1.1 200") == 2, answer


def test_curl_that_offers_http2_makes_a_task_and_asks_every_path(listening):
    root, key, every_path = listening
    command = ["curl", "--silent", "--http2", "-H", f"Authorization: Bearer {key}"]
    create = ["-H", "X-DashScope-Async: enable", "-d", CREATE, root + TEXT2IMAGE]
    made = subprocess.run([*command, *create], capture_output=True, text=True, check=True).stdout
    assert '"task_status":"PENDING"' in made
    form = ["--output", "/dev/null", "--write-out", "%{http_code} %{http_version}\\n"]
    for flags in ([], ["-d", "{}"]):
        for path in every_path:
            told = subprocess.run(
                [*command, *form, *flags, root + path], capture_output=True, text=True, check=True
            )
            status, version = told.stdout.split()
            assert version == "1.1"
            assert int(status) < 500, path


def test_the_jdk_client_makes_a_task_and_posts_to_every_path(listening):
    root, key, every_path = listening
    lines = [f"{root}{path}\tno\t{{}}" for path in every_path]
    lines += [f"{root}{TEXT2IMAGE}\tenable\t{CREATE}"]
    done = subprocess.run(
        ["java", Path(__file__).with_name("Post.java"), key],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers = done.stdout.splitlines()
    assert len(answers) == len(lines)
    assert all(int(answer[:3]) < 500 for answer in answers), answers
    assert '"task_status":"PENDING"' in answers[-1]
    assert not any("Required body invalid" in answer for answer in answers if "text2image" in answer)
