"""`wanstudio emulate` as a child process of a test run."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from wanstudio.emulator.control import Emulator

_END_SECONDS = 10


class EmulatorNotStarted(Exception):
    """The child process ended before it served; the message is what it logged."""


@contextmanager
def emulating(log: Path, flags: Sequence[str] = (), folder: Path | None = None) -> Iterator[Emulator]:
    """An emulator on a free port with these flags of the command, in a working folder, logging to `log`.

    It ends with the block, and with this process, however that ends.
    """
    command = (sys.executable, "-m", "wanstudio", "emulate", "--port", "0", "--while-stdin-open", *flags)
    with log.open("wb") as written:
        process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=written, cwd=folder, text=True
        )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield Emulator(_read_root(process.stdout.readline(), log))
    finally:
        with suppress(OSError):
            process.stdin.close()
        try:
            process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def _read_root(line: str, log: Path) -> str:
    """Where it serves, by the first line that it prints."""
    told, _, rest = line.partition(" emulates ")
    if not rest:
        raise EmulatorNotStarted((told + log.read_text(encoding="utf-8", errors="replace")).strip())
    return rest.split()[0].removesuffix("/api/v1")
