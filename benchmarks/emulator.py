"""How long an application's tests wait for the emulator: `python benchmarks/emulator.py`."""

import statistics
import tempfile
import time
from pathlib import Path

from wanstudio.emulator.process import emulating

ROUNDS = 5


def measure(log):
    """Seconds from nothing to ready, and for a reset."""
    started = time.perf_counter()
    with emulating(log) as emulator:
        ready = time.perf_counter()
        emulator.reset()
        return ready - started, time.perf_counter() - ready


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        found = [measure(Path(folder) / "log") for _ in range(ROUNDS)]
    starts, resets = (statistics.median(column) for column in zip(*found, strict=True))
    print(f"emulator: ready in {starts:.2f} s, reset in {resets:.2f} s (median of {ROUNDS})")
