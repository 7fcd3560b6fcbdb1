"""The end of a task is told by a real server to a real receiver, the one of the how-to among them."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import apsw
import httpx
import pytest
from tests.live_server import LiveServer, run_wanstudio
from tests.postgres_server import free_port
from tests.receiver import receiving

from wanstudio.webhooks.signing import new_secret, signed_headers

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "webhooks.md"
PRIVATE = {"WANSTUDIO_WEBHOOK_PRIVATE_ADDRESSES": "true"}


def webhooks(server: LiveServer, *arguments: str) -> str:
    done = run_wanstudio("webhooks", arguments[0], "--data", server.data, *arguments[1:], **PRIVATE)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def key_id_of(server: LiveServer) -> str:
    listed = run_wanstudio("keys", "list", "--data", server.data).stdout
    (key_id,) = [line.split()[0] for line in listed.splitlines() if server.key[-4:] in line]
    return key_id


@pytest.fixture
def server(tmp_path):
    started = LiveServer.start(tmp_path / "data", **PRIVATE).with_key()
    yield started
    started.stop()


@contextmanager
def receiver_of_the_page(secret: str, port: int):
    """The example as a process, to read from."""
    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, "WEBHOOK_SECRET": secret, "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        _wait_for_port(port, process)
        yield process
    finally:
        process.kill()
        process.communicate()


def _wait_for_port(port: int, process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            httpx.get(f"http://127.0.0.1:{port}/")
        except httpx.TransportError:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
        else:
            return


def test_the_receiver_of_the_page_hears_of_a_task(server):
    key_id, port = key_id_of(server), free_port()
    secret = webhooks(server, "set", key_id, f"http://localhost:{port}/wan")
    unheard = run_wanstudio("webhooks", "test", "--data", server.data, key_id, **PRIVATE)
    assert unheard.returncode == 1
    assert "was not received: ConnectError" in unheard.stderr
    with receiver_of_the_page(secret, port) as process:
        assert webhooks(server, "test", key_id) == "The test event was received."
        task_id = server.submit()
        assert process.stdout.readline() == "None None\n", "the test event is of no task"
        assert process.stdout.readline() == f"{task_id} SUCCEEDED\n"


def test_a_server_that_is_killed_after_the_end_and_before_it_told(server):
    with receiving() as receiver:
        webhooks(server, "set", key_id_of(server), receiver.url)
        task_id = server.submit()
        # Stopped, it tells nothing; its worker paints on.
        server.process.send_signal(signal.SIGSTOP)
        store = apsw.Connection(str(server.data / "wanstudio.sqlite3"))
        deadline = time.monotonic() + 60
        while not store.execute("SELECT 1 FROM tasks WHERE state >= 3").get:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        server.kill()
        again = LiveServer.start(server.data, port=server.port, **PRIVATE)
        try:
            assert {told.event["data"]["task_id"] for told in receiver.wait()} == {task_id}
        finally:
            again.stop()


def test_what_is_told_is_listed_and_counted(server):
    key_id = key_id_of(server)
    with receiving() as receiver:
        webhooks(server, "set", key_id, receiver.url)
        assert "never" in webhooks(server, "list")
        waiting, cancelled = server.submit(n=4), server.submit(n=4)
        stopped = run_wanstudio("tasks", "cancel", "--data", server.data, cancelled)
        server.wait(waiting)
        statuses = {
            told.event["data"]["task_id"]: told.event["data"]["task_status"] for told in receiver.wait(2)
        }
        assert statuses[waiting] == "SUCCEEDED"
        assert statuses[cancelled] == ("CANCELED" if stopped.returncode == 0 else "SUCCEEDED")
    deadline = time.monotonic() + 30
    while 'wanstudio_webhooks_total{outcome="delivered"} 2.0' not in httpx.get(f"{server.root}/metrics").text:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    (line,) = webhooks(server, "list").splitlines()[1:]
    assert line.startswith(key_id)
    assert line.endswith("delivered")
    assert "from=wan" not in server.log.read_text()
    assert "whsec_" not in webhooks(server, "list") + server.log.read_text()
    webhooks(server, "remove", key_id)
    assert len(webhooks(server, "list").splitlines()) == 1


def test_the_receiver_of_the_page_refuses_what_is_not_ours():
    secret = new_secret()
    body = b'{"data": {"task_id": "t", "task_status": "SUCCEEDED"}}'
    now, port = int(time.time()), free_port()
    with receiver_of_the_page(secret, port) as process:

        def post(headers, body=body):
            return httpx.post(f"http://127.0.0.1:{port}/", content=body, headers=headers).status_code

        assert post(signed_headers(new_secret(), "evt_1", now, body)) == 401
        assert post(signed_headers(secret, "evt_1", now - 3600, body)) == 401
        assert post(signed_headers(secret, "evt_1", now, body), body + b" ") == 401
        assert post({}) == 401
        for number in (1, 1, 2):
            event = body.replace(b'"t"', f'"task-{number}"'.encode())
            assert post(signed_headers(secret, f"evt_{number}", now, event), event) == 204
        heard = [process.stdout.readline() for _ in range(2)]
        assert heard == ["task-1 SUCCEEDED\n", "task-2 SUCCEEDED\n"], "what came twice is heard once"
