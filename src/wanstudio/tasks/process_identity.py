"""Which process this is, so that nobody asks one machine whether a process of another still runs."""

import os
import socket
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ProcessIdentity:
    """`pid` means something only where `machine` is the same: host name, boot and PID namespace.

    Containers may share a host name (host networking, `hostname:`), and then each has a process of any number.
    """

    host: str
    machine: str
    pid: int


def this_process() -> ProcessIdentity:
    """The process that asks."""
    host = socket.gethostname()
    return ProcessIdentity(host, f"{host} {_boot()} {_namespace()}", os.getpid())


@lru_cache
def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return "-"  # not Linux


@lru_cache
def _namespace() -> str:
    try:
        return str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return "-"
