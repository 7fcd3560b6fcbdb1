"""How much memory this machine or container has, and how much this process took. Knows nothing of torch."""

import os
import resource
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath

WEIGHTS_PART = 0.8
"""The part of all memory that weights may take unless the operator says otherwise."""

_FILES = {
    "cgroup2": ("memory.max", "memory.high"),
    "cgroup": ("memory.limit_in_bytes",),
}
_PROC = Path("/proc/self")


@lru_cache
def memory_bytes(proc: Path = _PROC) -> int:
    """Bytes of memory that this process may have: the machine's, or less if its control groups say so."""
    return min([_physical_bytes(), *_limits(proc)])


def peak_bytes() -> int:
    """Bytes that this process had at its highest."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _physical_bytes() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _limits(proc: Path) -> Iterator[int]:
    """The limit of each control group that this process is in; those above it hold too."""
    for place, kind in _groups(proc):
        for name in _FILES[kind]:
            try:
                told = (place / name).read_text().strip()
            except OSError:
                continue
            # Version 2 says "max" for none; version 1 says nearly 2^63, which is no minimum.
            if told.isdecimal():
                yield int(told)


def _groups(proc: Path) -> Iterator[tuple[Path, str]]:
    """The folder of each memory control group of the process, from its own up to the mount's root."""
    paths = _paths(proc)
    for root, mount, kind in _mounts(proc):
        if kind not in paths:
            continue
        try:
            below = paths[kind].relative_to(root)
        except ValueError:
            # A container sees the path of its host, but only its own group is mounted.
            below = PurePosixPath()
        yield from ((mount / each, kind) for each in (below, *below.parents) if ".." not in each.parts)


def _paths(proc: Path) -> dict[str, PurePosixPath]:
    """In which group of each kind the process is."""
    found = {}
    for line in _lines(proc / "cgroup"):
        number, controllers, path = line.split(":", 2)
        if number == "0" and not controllers:
            found["cgroup2"] = PurePosixPath(path)
        elif "memory" in controllers.split(","):
            found["cgroup"] = PurePosixPath(path)
    return found


def _mounts(proc: Path) -> Iterator[tuple[PurePosixPath, Path, str]]:
    """Root, mount point and kind of each mounted hierarchy that may limit memory (proc_pid_mountinfo(5))."""
    for line in _lines(proc / "mountinfo"):
        before, _, after = line.partition(" - ")
        mount, filesystem = before.split(), after.split()
        if len(mount) < 5 or len(filesystem) < 3 or filesystem[0] not in _FILES:
            continue
        if filesystem[0] == "cgroup2" or "memory" in filesystem[2].split(","):
            yield PurePosixPath(mount[3]), Path(mount[4]), filesystem[0]


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text().splitlines()
    except OSError:
        return []  # not Linux
