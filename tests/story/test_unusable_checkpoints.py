"""Weights that break or cannot be loaded: who is told, who is refused, and what goes on all the same."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import time

import httpx
import pytest
from structlog.testing import capture_logs
from tests.atelier import open_studio
from tests.live_server import LiveServer, run_wanstudio
from tests.painting.diffusion.weights import make

from wanstudio.painting.diffusion import engine
from wanstudio.worker import Worker

PATH = "/api/v1/services/aigc/text2image/image-synthesis"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return make("sketch", tmp_path_factory.mktemp("whole") / "small")


def table(folder):
    return {"folder": str(folder), "steps": 2, "text_tokens": 24}


def on_cpu(**checkpoints):
    names = {"flash": "wan2.2-t2i-flash", "plus": "wan2.2-t2i-plus"}
    tables = {names[name]: table(folder) for name, folder in checkpoints.items()}
    return {"painter": "diffusion", "checkpoints": tables, "engine_threads": 1, "engine_device": "cpu"}


async def create(client, model):
    body = {"model": model, "input": {"prompt": "a cat"}, "parameters": {"n": 1, "size": "512*512"}}
    return await client.post(PATH, json=body, headers={"X-DashScope-Async": "enable"})


def damage(folder):
    (file,) = (folder / "transformer").glob("*.safetensors")
    kept = file.with_name("kept")
    file.rename(kept)
    return lambda: kept.rename(file)


async def test_creates_for_a_broken_checkpoint_are_refused_with_the_reason_and_others_are_not(
    whole, tmp_path
):
    broken, good = (shutil.copytree(whole, tmp_path / name) for name in ("broken", "good"))
    async with open_studio(tmp_path / "data", **on_cpu(flash=broken, plus=good)) as studio:
        finished = await studio.submit()
        assert (await studio.work_once()).status == "SUCCEEDED"
        mend = damage(broken)
        with capture_logs() as logs:
            studio.desk.readiness.look()
        (told,) = [line for line in logs if line["event"] == "checkpoint_unusable"]
        assert "'transformer' has no weights" in told["problem"]

        refused = await create(studio.client, "wan2.2-t2i-flash")
        assert (refused.status_code, refused.json()["code"]) == (503, "ModelUnavailable")
        assert (
            "The checkpoint broken cannot be used: 'transformer' has no weights" in refused.json()["message"]
        )
        assert str(tmp_path) not in refused.text
        assert (await create(studio.client, "wan2.2-t2i-plus")).status_code == 200
        ready = await studio.client.get("/readyz")
        assert ready.status_code == 200
        assert ready.json()["problems"] == [told["problem"]]
        assert (await studio.client.get(f"/api/v1/tasks/{finished}")).json()["output"][
            "task_status"
        ] == "SUCCEEDED"

        mend()
        studio.desk.readiness.look()
        assert (await create(studio.client, "wan2.2-t2i-flash")).status_code == 200
        assert "problems" not in (await studio.client.get("/readyz")).json()


async def test_a_worker_whose_weights_do_not_load_claims_nothing_and_mends_itself(
    whole, tmp_path, monkeypatch
):
    monkeypatch.setattr(engine, "_RETRY_SECONDS", 0.1)
    folder = shutil.copytree(whole, tmp_path / "small")
    config = folder / "tokenizer" / "tokenizer_config.json"
    kept = config.read_text()
    config.write_text("{")
    async with open_studio(tmp_path / "data", **on_cpu(flash=folder)) as studio:
        task_id = await studio.submit()
        worker = Worker(studio.atelier)
        running = asyncio.create_task(worker.run())
        async with asyncio.timeout(30):
            while "cannot be used" not in worker.unready:  # noqa: ASYNC110 (no event tells)
                await asyncio.sleep(0.02)
        assert (await studio.find(task_id)).status == "PENDING"
        assert studio.atelier.readiness.problems
        config.write_text(kept)
        async with asyncio.timeout(30):
            while (await studio.find(task_id)).status != "SUCCEEDED":  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert not studio.atelier.readiness.problems
        worker.drain()
        await running


def test_a_worker_has_probes_of_its_own(whole, tmp_path):
    folder = shutil.copytree(whole, tmp_path / "small")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in on_cpu(flash=folder).items()
    }
    environment = {f"WANSTUDIO_{name.upper()}": value for name, value in settings.items()}
    environment["WANSTUDIO_WORKER_PROBE_PORT"] = str(port)
    command = [sys.executable, "-m", "wanstudio", "work", "--data", str(tmp_path / "data")]
    worker = subprocess.Popen(command, env={**os.environ, **environment}, stderr=subprocess.DEVNULL)
    try:
        ready = poll(f"http://127.0.0.1:{port}/readyz", lambda answer: answer.status_code == 200)
        assert ready.json() == {"status": "ok"}
        damage(folder)
        unready = poll(f"http://127.0.0.1:{port}/readyz", lambda answer: answer.status_code == 503)
        assert "'transformer' has no weights" in unready.json()["problems"][0]
        assert httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
        assert httpx.get(f"http://127.0.0.1:{port}/secrets").status_code == 404
    finally:
        worker.terminate()
        assert worker.wait(30) == 0


def poll(url, wanted):
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            answer = httpx.get(url)
        except httpx.TransportError:
            answer = None
        if answer is not None and wanted(answer):
            return answer
        time.sleep(0.05)
    raise TimeoutError(url)


def test_serve_and_doctor_name_the_first_folder_that_cannot_be_used(whole, tmp_path):
    broken = shutil.copytree(whole, tmp_path / "broken")
    damage(broken)
    written = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in on_cpu(flash=whole, plus=broken).items()
    }
    environment = {f"WANSTUDIO_{name.upper()}": value for name, value in written.items()}
    for command in (("serve", "--port", "0"), ("doctor",)):
        done = run_wanstudio(*command, "--data", tmp_path / "data", **environment)
        assert done.returncode == 1
        assert (
            f"The checkpoint {broken} cannot be used: 'transformer' has no weights"
            in done.stdout + done.stderr
        )
        assert "Traceback" not in done.stdout + done.stderr
    apart = LiveServer.start(tmp_path / "data", "--no-worker", **environment)
    try:
        (problem,) = httpx.get(f"{apart.root}/readyz").json()["problems"]
        assert problem.startswith("The checkpoint broken cannot be used")
    finally:
        apart.stop()
