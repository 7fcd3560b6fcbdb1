"""The whole service with the diffusion painter: it listens while weights load, and paints for several at once."""

import io
import os
import signal
import time

import httpx
import pytest
from PIL import Image
from tests.live_server import LiveServer


@pytest.fixture(scope="module")
def server(tmp_path_factory, small_checkpoint):
    started = LiveServer.start(tmp_path_factory.mktemp("diffusion") / "data", **small_checkpoint)
    yield started.with_key()
    started.stop()


def test_it_takes_tasks_before_its_weights_are_loaded(server):
    task_id = server.submit("a red car", n=2)
    assert server.task(task_id)["output"]["task_status"] == "PENDING"
    assert "task_started" not in server.log.read_text()
    assert server.wait(task_id)["usage"] == {"image_count": 2}


def test_pictures_have_the_size_that_was_asked_for(server):
    for size in ("720*1280", "1200*800"):
        (result,) = server.wait(server.submit("a boat on the sea", size=size))["output"]["results"]
        picture = Image.open(io.BytesIO(httpx.get(result["url"]).content))
        assert "*".join(map(str, picture.size)) == size


def test_the_same_seed_gives_the_same_bytes_under_load(server):
    alone = server.wait(server.submit("a cat", seed=11, prompt_extend=False))
    crowd = [server.submit(f"a tree {i}", seed=i) for i in range(3)]
    among = server.wait(server.submit("a cat", seed=11, prompt_extend=False))
    for task_id in crowd:
        server.wait(task_id)
    pixels = [
        Image.open(io.BytesIO(httpx.get(task["output"]["results"][0]["url"]).content)).tobytes()
        for task in (alone, among)
    ]
    assert pixels[0] == pixels[1]


def test_a_killed_engine_is_started_again_and_its_tasks_are_taken_over(server):
    ids = [server.submit("a lighthouse", n=4, size="1024*1024") for _ in range(2)]
    while server.task(ids[0])["output"]["task_status"] == "PENDING":
        time.sleep(0.01)
    os.kill(server.worker_pids()[0], signal.SIGKILL)
    for task_id in ids:
        assert server.wait(task_id)["usage"] == {"image_count": 4}
