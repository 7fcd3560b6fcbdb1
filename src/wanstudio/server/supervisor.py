"""Keeps the worker processes of one machine alive, and takes back at once what a dead one held."""

import asyncio
import os
import socket
import sys
import uuid
from contextlib import suppress

import structlog

from wanstudio.errors import ServiceError
from wanstudio.rescue import release
from wanstudio.server.frozen_workers import FrozenWorkers
from wanstudio.settings import Settings, to_json
from wanstudio.submission import Desk

_LONGEST_PAUSE = 10.0
_DRAIN_SECONDS = 30.0
# The C library gives every large block back to the system and asks for it again in the next layer; kept, a
# decode is a fifth faster.
_SUITS_TORCH = {
    "MALLOC_MMAP_THRESHOLD_": "4000000000",
    "MALLOC_TRIM_THRESHOLD_": "8000000000",
    "OMP_WAIT_POLICY": "PASSIVE",  # threads that spin while they wait starve each other on shared cores
}
_log = structlog.get_logger(__name__)


def worker_environment(settings: Settings) -> dict[str, str]:
    """What a worker finds in its environment besides ours: how its painter wants memory and threads handled."""
    own = {name: value for name, value in _SUITS_TORCH.items() if name not in os.environ}
    return own if settings.painter in ("diffusion", "sketch") else {}


async def _hand_over(child: asyncio.subprocess.Process, settings: Settings) -> None:
    """Give a child every setting as it is here; text of the environment says less than JSON."""
    assert child.stdin is not None
    child.stdin.write(to_json(settings))
    # A child that has ended already is noticed by whoever waits for it.
    with suppress(ConnectionError):
        await child.stdin.drain()
    child.stdin.close()


class Supervisor:
    """Starts `workers` child processes and starts each again when it ends."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._children: dict[str, asyncio.subprocess.Process] = {}
        self._minders: list[asyncio.Task[None]] = []
        self._frozen = FrozenWorkers(desk.database, self._children, lambda: desk.service.lease_seconds)

    @property
    def alive(self) -> int:
        """How many worker processes run now."""
        return sum(child.returncode is None for child in self._children.values())

    def start(self) -> None:
        """Start one minder, and by it one child, for each worker; on SQLite a watch over frozen ones as well."""
        self._minders = [asyncio.create_task(self._mind()) for _ in range(self._desk.settings.workers)]
        if self._desk.database.dialect == "sqlite":
            self._minders.append(asyncio.create_task(self._frozen.watch()))

    async def stop(self) -> None:
        """Let every worker finish what it began, then end it."""
        for minder in self._minders:
            minder.cancel()
        await asyncio.gather(*self._minders, return_exceptions=True)
        await asyncio.gather(*(self._end(name, child) for name, child in self._children.items()))

    async def _mind(self) -> None:
        pause = 0.1
        while True:
            name = f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
            started = asyncio.get_running_loop().time()
            try:
                await self._live(name)
            except Exception as error:
                # Whatever it was (no processes left, say), a minder that ends would mean no worker for ever.
                _log.exception("cannot_mind_worker", worker=name, error=type(error).__name__)
            lived = asyncio.get_running_loop().time() - started
            pause = 0.1 if lived > _LONGEST_PAUSE else min(2 * pause, _LONGEST_PAUSE)
            await asyncio.sleep(pause)

    async def _live(self, name: str) -> None:
        """One worker from its start to its end."""
        child = await self._spawn(name)
        code = await child.wait()
        self._children.pop(name, None)
        _log.error("worker_died", worker=name, exit_code=code)
        # Slow is not deadly: ended by us, it must not count as a crash of what it painted.
        await self._take_back(name, crashed=name not in self._frozen.ended)

    async def _spawn(self, name: str) -> asyncio.subprocess.Process:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "wanstudio", "work", "--name", name, "--parent", str(os.getpid())),
            env={**os.environ, **worker_environment(self._desk.settings)},
            stdin=asyncio.subprocess.PIPE,
        )
        self._children[name] = child
        await _hand_over(child, self._desk.settings)
        _log.info("worker_started", worker=name, pid=child.pid)
        return child

    async def _take_back(self, name: str, *, crashed: bool) -> None:
        try:
            await release(self._desk.database, self._desk.service.limit_of, name, crashed=crashed)
        except ServiceError as error:
            _log.warning("cannot_take_back", worker=name, error=str(error))
        except Exception as error:
            # The lease does it later; the other workers still have to be minded, or ended.
            _log.exception("cannot_take_back", worker=name, error=type(error).__name__)

    async def _end(self, name: str, child: asyncio.subprocess.Process) -> None:
        if child.returncode is None:
            child.terminate()
        try:
            async with asyncio.timeout(_DRAIN_SECONDS):
                await child.wait()
        except TimeoutError:
            _log.error("worker_did_not_drain", worker=name)
            child.kill()
            await child.wait()
            await self._take_back(name, crashed=False)
