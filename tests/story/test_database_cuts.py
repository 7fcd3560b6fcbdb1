"""PostgreSQL ends every session again and again under load: nobody is answered 500, no worker ends, no task FAILS."""

import subprocess
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from tests.live_server import CHAPEL, LiveServer, run_wanstudio
from tests.postgres_server import PostgresServer
from tests.story.test_fleet import start_worker

SECONDS = 12.0
ASYNC = {"X-DashScope-Async": "enable"}
TEXT2IMAGE = "/services/aigc/text2image/image-synthesis"


class Callers(threading.Thread):
    """Creates and queries as fast as they are answered; counts the statuses."""

    def __init__(self, server: LiveServer) -> None:
        super().__init__(daemon=True)
        self.server, self.over = server, threading.Event()
        self.statuses: Counter[int] = Counter()
        self.accepted: list[str] = []

    def run(self) -> None:
        body = {
            "model": "wan2.2-t2i-flash",
            "input": {"prompt": CHAPEL},
            "parameters": {"n": 1, "size": "512*512"},
        }
        while not self.over.is_set():
            made = self.server.call("POST", TEXT2IMAGE, body, **ASYNC)
            self.statuses[made.status_code] += 1
            if made.status_code == 200:
                self.accepted.append(made.json()["output"]["task_id"])
            for task_id in self.accepted[-8:]:
                self.statuses[self.server.call("GET", f"/tasks/{task_id}").status_code] += 1
            time.sleep(0.3)


@pytest.fixture
def url(postgres_server: PostgresServer) -> str:
    return postgres_server.new_database()


def _ask(server: PostgresServer, url: str, sql: str) -> str:
    command = [server.binaries / "psql", url, "-q", "-t", "-c", sql]
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()


def _end_sessions(server: PostgresServer, url: str) -> None:
    name = url.rpartition("/")[2]
    sql = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    _ask(server, url, sql)


def test_sessions_that_are_ended_cost_nobody_a_task(tmp_path: Path, postgres_server, url):
    environment = {
        "WANSTUDIO_DATABASE": url,
        "WANSTUDIO_OBJECTS": str(tmp_path / "pictures"),
        "WANSTUDIO_LEASE_SECONDS": "4",
    }
    server = LiveServer.start(tmp_path / "api", "--no-worker", **environment)
    server.key = run_wanstudio("keys", "new", **environment).stdout.splitlines()[-1]
    workers = [
        start_worker(tmp_path / f"w{i}", {"WANSTUDIO_PAINTER": "procedural", **environment}) for i in range(2)
    ]
    callers = Callers(server)
    try:
        while _ask(postgres_server, url, "SELECT count(*) FROM workers") != "2":
            time.sleep(0.1)
        callers.start()
        ends = time.monotonic() + SECONDS
        while time.monotonic() < ends:
            _end_sessions(postgres_server, url)
            time.sleep(0.05)
        callers.over.set()
        callers.join()
        assert set(callers.statuses) <= {200, 503}, callers.statuses
        assert len(callers.accepted) > 5
        ended = [server.wait(task_id, 120)["output"]["task_status"] for task_id in callers.accepted]
        assert ended == ["SUCCEEDED"] * len(callers.accepted)
        assert [worker.poll() for worker in workers] == [None, None]
    finally:
        for process in (*workers, server.process):
            process.terminate()
        for process in (*workers, server.process):
            process.wait(60)
