"""The fleet's database falls silent: what is told to end ends, and what goes on serves again once it speaks."""

import signal
import subprocess
import time

import pytest
from tests.live_server import LiveServer, run_wanstudio
from tests.story.test_fleet import start_worker
from tests.tcp_proxy import tcp_proxying


@pytest.fixture
def proxy(postgres_server):
    with tcp_proxying(postgres_server.port) as opened:
        yield opened


@pytest.fixture
def environment(postgres_server, proxy, tmp_path):
    url = postgres_server.new_database()
    return {
        "WANSTUDIO_DATABASE": url.replace(str(postgres_server.port), str(proxy.port)),
        "WANSTUDIO_OBJECTS": str(tmp_path / "pictures"),
    }


def _ends(process: subprocess.Popen, seconds: float) -> int:
    process.send_signal(signal.SIGTERM)
    return process.wait(seconds)


def test_a_server_and_a_worker_that_are_told_to_end_end(tmp_path, environment, proxy):
    """Its duties once ran on after they were cancelled, and SIGKILL alone ended it."""
    server = LiveServer.start(tmp_path / "one", "--no-worker", **environment)
    worker = start_worker(tmp_path / "two", environment)
    time.sleep(5)
    proxy.fall_silent()
    time.sleep(2)
    try:
        assert _ends(server.process, 45) in (0, -signal.SIGTERM)
        assert _ends(worker, 45) in (0, 1)
    finally:
        for process in (server.process, worker):
            process.kill()
            process.wait()


def test_a_server_serves_again_once_the_database_speaks(tmp_path, environment, proxy):
    server = LiveServer.start(tmp_path / "one", "--no-worker", **environment)
    try:
        server.key = run_wanstudio("keys", "new", **environment).stdout.splitlines()[-1]
        task_id = server.submit()
        proxy.fall_silent()
        assert server.call("GET", f"/tasks/{task_id}").status_code == 503
        proxy.speak()
        deadline = time.monotonic() + 20
        while server.call("GET", f"/tasks/{task_id}").status_code != 200:
            assert time.monotonic() < deadline
        assert server.task(task_id)["output"]["task_status"] == "PENDING"
    finally:
        server.stop()


def test_a_worker_waits_for_a_database_that_is_not_there_yet(tmp_path, environment, proxy):
    server = LiveServer.start(tmp_path / "one", "--no-worker", **environment)
    server.key = run_wanstudio("keys", "new", **environment).stdout.splitlines()[-1]
    task_id = server.submit()
    proxy.fall_silent()
    worker = start_worker(tmp_path / "two", environment)
    try:
        time.sleep(8)
        assert worker.poll() is None
        proxy.speak()
        assert server.wait(task_id)["output"]["task_status"] == "SUCCEEDED"
    finally:
        worker.kill()
        worker.wait()
        server.stop()
