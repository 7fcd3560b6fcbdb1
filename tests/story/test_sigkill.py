"""SIGKILL of server and worker at random moments under load: nothing lost, nothing billed twice.

Fifty rounds by default; `WANSTUDIO_KILL_ROUNDS` asks for another number. A few rounds more with the
diffusion painter, whose workers take seconds to load.
"""

import io
import os
import random
import threading
import time
from pathlib import Path

import apsw
import httpx
from PIL import Image
from tests.live_server import LiveServer
from tests.postgres_server import free_port

ROUNDS = int(os.environ.get("WANSTUDIO_KILL_ROUNDS", "50"))


class Load(threading.Thread):
    """Submits tasks as fast as it may and remembers every id it was given."""

    def __init__(self, server: LiveServer) -> None:
        super().__init__(daemon=True)
        self.server, self.accepted, self.ended = server, [], threading.Event()

    def run(self) -> None:
        while not self.ended.is_set():
            try:
                self.accepted.append(self.server.submit(n=random.choice((1, 1, 2)), seed=7))
            except (httpx.HTTPError, AssertionError):
                time.sleep(0.02)
            time.sleep(random.uniform(0.1, 0.4))


LEASE = {"WANSTUDIO_LEASE_SECONDS": "2"}


def _kill_something(server: LiveServer, rng: random.Random, environment: dict[str, str]) -> LiveServer:
    workers = server.worker_pids()
    victims = rng.choice(("worker", "server", "both"))
    if victims in ("worker", "both") and workers:
        os.kill(workers[0], 9)
    if victims in ("server", "both"):
        server.kill()
        key = server.key
        server = LiveServer.start(server.data, port=server.port, **environment)
        server.key = key
    return server


def _check_pictures(task: dict) -> int:
    pictures = [result["url"] for result in task["output"]["results"] if "url" in result]
    for url in pictures:
        answer = httpx.get(url)
        assert answer.status_code == 200, url
        assert Image.open(io.BytesIO(answer.content)).size == (512, 512)
    return len(pictures)


def _check_tasks(tasks: list[dict]) -> int:
    """Every task has ended and has its pictures; returns how many pictures there are."""
    images = succeeded = 0
    for task in tasks:
        status = task["output"]["task_status"]
        assert status in ("SUCCEEDED", "FAILED"), task
        if status == "SUCCEEDED":
            succeeded += 1
            images += _check_pictures(task)
        else:
            # Killed three times while it was painted alone: taken for what kills the workers.
            assert task["output"]["code"] == "InternalError.Algo"
    assert succeeded > 0.9 * len(tasks)
    return images


def _check_ledger(server: LiveServer, known: list[str], images: int) -> None:
    store = apsw.Connection(str(server.data / "wanstudio.sqlite3"))
    charged = store.execute("SELECT count(*), count(DISTINCT task_id || '/' || image_no) FROM charges").get
    counted = store.execute("SELECT sum(images) FROM usage_slots").get
    # A submission may be accepted whose answer was lost with the server: it is billed, but not known here.
    succeeded = store.execute("SELECT task_id, outcomes FROM tasks WHERE state = 3").fetchall()
    strangers = [outcomes for task_id, outcomes in succeeded if task_id not in known]
    assert charged[0] == charged[1] == counted
    assert charged[0] == images + sum(outcomes.count('"key"') for outcomes in strangers)


def _run(data: Path, rounds: int, pause: tuple[float, float], environment: dict[str, str]) -> None:
    rng = random.Random(20261121)
    server = LiveServer.start(data, port=free_port(), **environment).with_key()
    load = Load(server)
    load.start()
    for _ in range(rounds):
        time.sleep(rng.uniform(*pause))
        server = load.server = _kill_something(server, rng, environment)
    load.ended.set()
    load.join()
    assert len(load.accepted) > rounds / 2, "there was load"
    images = _check_tasks([server.wait(task_id, 120) for task_id in load.accepted])
    server.stop()
    _check_ledger(server, load.accepted, images)


def test_kill_9_at_random_moments(tmp_path):
    _run(tmp_path / "data", ROUNDS, (0.1, 1.2), LEASE)


def test_kill_9_with_the_diffusion_painter(tmp_path, small_checkpoint):
    _run(tmp_path / "data", 5, (3.0, 9.0), {**LEASE, **small_checkpoint})
