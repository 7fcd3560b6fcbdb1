"""Two servers and two workers on PostgreSQL and a bucket: no machine knows another."""

import os
import subprocess
import sys
import time

import httpx
import pytest
from tests.live_server import PAINTER, LiveServer, run_wanstudio
from tests.s3_server import IDENTITY, SECRET


@pytest.fixture
def fleet_environment(postgres_server, s3_server):
    return {
        **PAINTER,
        "WANSTUDIO_DATABASE": postgres_server.new_database(),
        "WANSTUDIO_OBJECTS": f"s3://pictures/fleet?endpoint={s3_server.endpoint}",
        "WANSTUDIO_S3_ACCESS_KEY": IDENTITY,
        "WANSTUDIO_S3_SECRET_KEY": SECRET,
        "WANSTUDIO_LEASE_SECONDS": "2",
    }


def start_worker(data, environment) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "wanstudio", "work", "--data", str(data)],
        env={**os.environ, **environment},
        stderr=subprocess.DEVNULL,
    )


def test_a_fleet_loses_nothing_when_a_worker_and_a_server_die(tmp_path, fleet_environment):
    one = LiveServer.start(tmp_path / "one", "--no-worker", **fleet_environment)
    two = LiveServer.start(tmp_path / "two", "--no-worker", **fleet_environment)
    made = run_wanstudio("keys", "new", **fleet_environment)
    one.key = two.key = made.stdout.splitlines()[-1]
    workers = [start_worker(tmp_path / f"w{i}", fleet_environment) for i in range(2)]
    try:
        ids = [(one, two)[i % 2].submit(n=2, seed=i) for i in range(8)]
        while not any(one.task(task_id)["output"]["task_status"] == "RUNNING" for task_id in ids):
            time.sleep(0.02)
        workers[0].kill()
        one.kill()
        tasks = [two.wait(task_id, 90) for task_id in ids]
        assert [task["usage"]["image_count"] for task in tasks] == [2] * 8
        for task in tasks:
            for result in task["output"]["results"]:
                assert httpx.get(result["url"]).content.startswith(b"\x89PNG")
        usage = run_wanstudio("usage", **fleet_environment).stdout
        billed = [line.split() for line in usage.splitlines() if " free " in line or " paid " in line]
        assert sum(int(line[3]) for line in billed) == 16
    finally:
        for worker in workers:
            worker.terminate()
            worker.wait(30)
        two.stop()
