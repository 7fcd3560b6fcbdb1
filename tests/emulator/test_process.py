"""The child process that the fixture starts ends with whoever started it."""

import subprocess
import sys
import time

from tests.live_server import port_is_free

PROGRAM = """
import os, pathlib, sys
from wanstudio.emulator.process import emulating

with emulating(pathlib.Path(sys.argv[1])) as emulator:
    print(emulator.root, flush=True)
    if sys.argv[2] == "killed":
        os.kill(os.getpid(), 9)
"""


def run(log, how):
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM, log, how], capture_output=True, text=True, timeout=60, check=False
    )
    return told.returncode, int(told.stdout.rpartition(":")[2])


def test_it_ends_with_the_block(tmp_path):
    code, port = run(tmp_path / "log", "orderly")
    assert code == 0
    assert port_is_free(port)
    assert "Application shutdown complete" in (tmp_path / "log").read_text()


def test_it_ends_when_its_parent_is_killed(tmp_path):
    code, port = run(tmp_path / "log", "killed")
    assert code == -9
    deadline = time.monotonic() + 30
    while not port_is_free(port):
        assert time.monotonic() < deadline
        time.sleep(0.05)
