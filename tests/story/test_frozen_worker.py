"""A worker stands still while it holds SQLite's write lock: the server ends it, and everybody is served again."""

import fcntl
import os
import signal
import struct
import time
from pathlib import Path

from tests.live_server import CHAPEL, LiveServer, new_key

ASYNC = {"X-DashScope-Async": "enable"}
TEXT2IMAGE = "/services/aigc/text2image/image-synthesis"
BODY = {
    "model": "wan2.2-t2i-flash",
    "input": {"prompt": CHAPEL},
    "parameters": {"n": 1, "size": "512*512"},
}
# Where SQLite locks its file of shared memory for whoever writes.
WRITE_LOCK = 120
FLOCK = "hhqqi"


def lock_holder(shared: int) -> int:
    """The process that holds the write lock; 0 if none does."""
    asked = struct.pack(FLOCK, fcntl.F_WRLCK, os.SEEK_SET, WRITE_LOCK, 1, 0)
    kind, _, _, _, pid = struct.unpack(FLOCK, fcntl.fcntl(shared, fcntl.F_GETLK, asked))
    return 0 if kind == fcntl.F_UNLCK else pid


def freeze_with_lock(data: Path, worker: int, seconds: float = 60) -> None:
    """Stop the worker in the middle of a transaction."""
    shared = os.open(data / "wanstudio.sqlite3-shm", os.O_RDWR)
    gives_up = time.monotonic() + seconds
    try:
        while time.monotonic() < gives_up:
            if lock_holder(shared) != worker:
                continue
            os.kill(worker, signal.SIGSTOP)
            time.sleep(0.05)
            if lock_holder(shared) == worker:
                return
            os.kill(worker, signal.SIGCONT)
    finally:
        os.close(shared)
    raise TimeoutError("the worker was never caught with the lock")


def test_a_frozen_worker_that_holds_the_write_lock_is_ended(tmp_path: Path):
    server = LiveServer.start(tmp_path, WANSTUDIO_LEASE_SECONDS="1")
    try:
        server.key = new_key(tmp_path)
        ids = [server.submit() for _ in range(40)]
        (worker,) = server.worker_pids()
        freeze_with_lock(tmp_path, worker)
        gives_up = time.monotonic() + 60
        answers = []
        while not answers or answers[-1].status_code != 200:
            assert time.monotonic() < gives_up, [answer.text for answer in answers]
            answers.append(server.call("POST", TEXT2IMAGE, BODY, **ASYNC))
        assert {answer.status_code for answer in answers} <= {200, 503}
        assert worker not in server.worker_pids()
        assert "frozen_worker_ended" in server.log.read_text()
        ids.append(answers[-1].json()["output"]["task_id"])
        ends = {server.wait(task_id)["output"]["task_status"] for task_id in ids}
        assert ends == {"SUCCEEDED"}
    finally:
        server.stop()
