"""The whole service with the diffusion painter: listens at once, paints exactly, survives its engine."""

import io
import json
import os
import time

import httpx
import pytest
from PIL import Image
from tests.live_server import LiveServer

STEPS = 12


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    from tests.painting.diffusion.weights import make

    place = tmp_path_factory.mktemp("diffusion")
    table = {"folder": str(make("sketch", place / "sketch")), "steps": STEPS, "text_tokens": 24}
    started_at = time.monotonic()
    started = LiveServer.start(
        place / "data",
        *("--painter", "diffusion"),
        WANSTUDIO_CHECKPOINTS=json.dumps({"small": table}),
        WANSTUDIO_DEFAULT_CHECKPOINT="small",
        WANSTUDIO_ENGINE_THREADS="1",
        WANSTUDIO_ENGINE_DEVICE="cpu",
    )
    started.ready_s = time.monotonic() - started_at
    yield started.with_key()
    started.stop()


def picture(task, number=0):
    return httpx.get(task["output"]["results"][number]["url"]).content


def test_it_answers_long_before_the_engine_is_warm_and_keeps_what_it_is_given(server):
    # Torch and diffusers alone take seconds to load.
    assert server.ready_s < 3
    task = server.wait(server.submit("一只猫 beside a red car", n=2, size="720*1280", seed=5))
    assert task["output"]["task_metrics"]["SUCCEEDED"] == 2
    assert Image.open(io.BytesIO(picture(task, 1))).size == (720, 1280)
    assert "cuda" not in server.log.read_text().lower()


def test_the_same_seed_is_the_same_file_alone_and_in_a_crowd(server):
    alone = picture(server.wait(server.submit("a boat", seed=9, prompt_extend=False)))
    crowd = [server.submit("a boat", seed=seed, prompt_extend=False) for seed in (7, 8, 9, 10)]
    assert picture(server.wait(crowd[2])) == alone


def test_a_killed_engine_loses_no_task(server):
    accepted = [server.submit(f"a cat {n}", seed=n, size="1280*1280") for n in range(3)]
    (worker,) = server.worker_pids()
    os.kill(worker, 9)
    for task_id in accepted:
        assert server.wait(task_id)["output"]["task_status"] == "SUCCEEDED"
    assert server.worker_pids() != [worker]
