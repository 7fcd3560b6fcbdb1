"""The disk or bucket of the pictures is away for a while, or only for one worker: no task FAILS for it."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import pytest
from tests.atelier import open_studio
from tests.live_server import LiveServer, run_wanstudio
from tests.postgres_server import PostgresServer
from tests.s3_server import IDENTITY, SECRET, S3Server
from tests.story.test_fleet import start_worker
from tests.until import until

from wanstudio.readiness import Readiness
from wanstudio.storage.uploads import Uploads
from wanstudio.tasks.lifecycle import State
from wanstudio.worker import Worker

AWAY_SECONDS = 6.0
TASKS = 16


@pytest.fixture
def bucket(tmp_path: Path):
    server = S3Server.start(tmp_path)
    yield server
    server.stop()


def environment_of(postgres_server: PostgresServer, bucket: S3Server) -> dict[str, str]:
    return {
        "WANSTUDIO_DATABASE": postgres_server.new_database(),
        "WANSTUDIO_OBJECTS": f"s3://pictures?endpoint={bucket.endpoint}",
        "WANSTUDIO_S3_ACCESS_KEY": IDENTITY,
        "WANSTUDIO_S3_SECRET_KEY": SECRET,
        "WANSTUDIO_LEASE_SECONDS": "3",
        "WANSTUDIO_PAINTER": "procedural",
    }


def ends_of(server: LiveServer, ids: list[str]) -> set[str]:
    return {server.wait(task_id)["output"]["task_status"] for task_id in ids}


def test_a_bucket_that_is_away_for_seconds_fails_no_task(tmp_path: Path, postgres_server, bucket):
    environment = environment_of(postgres_server, bucket)
    server = LiveServer.start(tmp_path / "api", "--no-worker", **environment)
    server.key = run_wanstudio("keys", "new", **environment).stdout.splitlines()[-1]
    worker = start_worker(tmp_path / "worker", environment)
    try:
        ids = [server.submit() for _ in range(TASKS)]
        while server.task(ids[0])["output"]["task_status"] == "PENDING":
            time.sleep(0.05)
        bucket.stop()
        time.sleep(AWAY_SECONDS)
        assert worker.poll() is None
        back = bucket.start_again()
        try:
            assert ends_of(server, ids) == {"SUCCEEDED"}
        finally:
            back.stop()
    finally:
        worker.kill()
        worker.wait()
        server.stop()


def test_a_worker_that_the_bucket_refuses_claims_nothing(tmp_path: Path, postgres_server, bucket):
    environment = environment_of(postgres_server, bucket)
    server = LiveServer.start(tmp_path / "api", "--no-worker", **environment)
    server.key = run_wanstudio("keys", "new", **environment).stdout.splitlines()[-1]
    refused = start_worker(tmp_path / "refused", environment | {"WANSTUDIO_S3_SECRET_KEY": "another"})
    try:
        ids = [server.submit() for _ in range(4)]
        time.sleep(3)
        states = [server.call("GET", f"/tasks/{task_id}").json()["output"]["task_status"] for task_id in ids]
        assert states == ["PENDING"] * 4
        good = start_worker(tmp_path / "good", environment)
        try:
            assert ends_of(server, ids) == {"SUCCEEDED"}
        finally:
            good.kill()
            good.wait()
        assert refused.poll() is None
    finally:
        refused.kill()
        refused.wait()
        server.stop()


async def test_after_its_patience_a_worker_lets_another_have_the_task(tmp_path: Path):
    async with open_studio(tmp_path) as studio:
        uploads = Uploads(studio.desk.objects, studio.desk.database.now_ms, patience_s=0.5)
        objects = tmp_path / "objects"
        standing = studio.atelier.painter.standing
        readiness = Readiness(studio.atelier.settings, standing, lambda: uploads.problem)
        worker = Worker(replace(studio.atelier, uploads=uploads, readiness=readiness))
        running = asyncio.create_task(worker.run())
        await until(lambda: not uploads.problem)
        moved = objects.rename(tmp_path / "elsewhere")
        objects.write_text("in the way")
        task_id = await studio.submit()

        async def is_in(state: State, attempt: int = 1) -> bool:
            task = await studio.find(task_id)
            return (task.state, task.attempt) == (state, attempt)

        await until(lambda: is_in(State.RUNNING))
        await until(lambda: is_in(State.READY))
        rows = await studio.desk.database.read(lambda tx: tx.rows("tasks/find_any", task_id=task_id))
        assert rows[0]["crashes"] == 0
        objects.unlink()
        moved.rename(objects)
        await until(lambda: is_in(State.SUCCEEDED, attempt=2))
        worker.drain()
        await running
