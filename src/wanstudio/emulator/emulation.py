"""The service as it is emulated: a fresh store, a worker in the same process, and a clock that can be moved."""

import asyncio
import shutil
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from wanstudio.accounts.api_keys import issue_key
from wanstudio.catalog.regions import REGIONS
from wanstudio.database.connection import Connection, Row
from wanstudio.database.sqlite import SqliteDatabase
from wanstudio.emulator.board import Board
from wanstudio.emulator.control import key_of
from wanstudio.emulator.painter import EASELS, DirectedPainter
from wanstudio.emulator.script import Clock, Hold, Release, Script
from wanstudio.emulator.traffic import Traffic
from wanstudio.rescue import sweep
from wanstudio.retention import purge
from wanstudio.server.app import close_desk, open_desk
from wanstudio.server.duties import every, write_counts
from wanstudio.settings import Settings
from wanstudio.submission import Desk
from wanstudio.worker import Worker, new_worker_name, open_atelier

# The clock jumps, and tasks are held on purpose: neither means that the worker is dead or its painter stuck.
_LEASE_SECONDS = 10 * 365 * 86_400.0


def settings_for(settings: Settings, folder: Path) -> Settings:
    """The operator's settings with what makes the emulator what it is: nothing kept, nothing shared."""
    return replace(
        settings,
        data=folder,
        database=None,
        objects=None,
        painter="procedural",
        workers=0,
        lease_seconds=_LEASE_SECONDS,
    )


@dataclass(frozen=True, slots=True)
class Stage:
    """One store with all that works on it, from one reset to the next."""

    desk: Desk
    database: SqliteDatabase
    worker: Worker
    tasks: tuple[asyncio.Task[None], ...]
    close: Callable[[], Awaitable[None]]


class Emulation:
    """Everything that the control surface acts on. `announce` is told of each new desk."""

    def __init__(self, settings: Settings, script: Script, announce: Callable[[Desk], None]) -> None:
        self.settings = settings
        self.board = Board()
        self.traffic = Traffic()
        self.ready = asyncio.Event()
        self._script = script
        self._announce = announce
        self._painter = DirectedPainter(self.board)
        self._resetting = asyncio.Lock()
        self._number = 0
        self._stage: Stage | None = None

    @property
    def stage(self) -> Stage:
        """The one that is open."""
        assert self._stage is not None
        return self._stage

    def now_ms(self) -> int:
        """Milliseconds since 1970 by the clock of the emulated service."""
        return self.stage.database.now_ms()

    async def open(self) -> None:
        """Begin with an empty store and do what the script says."""
        self._number += 1
        settings = replace(self.settings, data=self.settings.data / str(self._number))
        self._stage = await _open_stage(settings, self._painter)
        self._announce(self._stage.desk)
        await self.follow(self._script)
        self.ready.set()

    async def close(self) -> None:
        """End what is being done and throw the store away."""
        self.ready.clear()
        await self.traffic.interrupt()
        stage, self._stage = self._stage, None
        if stage is not None:
            await stage.close()
            shutil.rmtree(stage.desk.settings.data, ignore_errors=True)
        self.board.clear()

    def end_streams(self) -> None:
        """Let go of the clients that follow tasks."""
        if self._stage is not None:
            self._stage.desk.following.close()

    async def reset(self) -> None:
        """Begin anew: no tasks, no calls, the present time, and the script from its first line."""
        async with self._resetting:
            await self.close()
            await self.open()

    async def follow(self, script: Script) -> None:
        """Do what a script says. Raises ScriptInvalid, and then nothing was done."""
        if script.clock is not None:
            await self.move(script.clock)
        self.board.add(script)
        self._let_claim()

    def hold(self, hold: Hold) -> None:
        """Hold tasks. From now on none leaves that state."""
        self.board.hold(hold)
        self._let_claim()

    def release(self, release: Release) -> None:
        """Let tasks go on."""
        self.board.release(release)
        self._let_claim()

    def _let_claim(self) -> None:
        if self.board.pending_held:
            self.stage.worker.pause()
        else:
            self.stage.worker.resume()

    async def count_tasks(self) -> dict[str, int]:
        """How many tasks there are that have not ended, by the status that their owners see."""
        counts = {"PENDING": 0, "RUNNING": 0}

        async def work(tx: Connection) -> list[Row]:
            return await tx.rows("tasks/queue_depth")

        for row in await self.stage.database.read(work):
            counts["RUNNING" if row["state"] == "running" else "PENDING"] += row["tasks"]
        return counts

    async def move(self, clock: Clock) -> None:
        """Move the clock and do at once what the service would have done by then; raises ScriptInvalid.

        In a store that no call has reached nothing is older than anything, so it may go back too.
        """
        stage = self.stage
        target = clock.target_ms(stage.database.now_ms(), back=not self.traffic.seen)
        stage.database.move_clock(target - time.time_ns() // 1_000_000)
        await sweep(stage.database, stage.desk.service)
        await purge(stage.database, stage.desk.objects, stage.desk.service)


async def _open_stage(settings: Settings, painter: DirectedPainter) -> Stage:
    desk = await open_desk(settings)
    assert isinstance(desk.database, SqliteDatabase)
    for region in REGIONS:
        await issue_key(
            desk.database, "default", region.name, "emulator", secret=key_of(region.name, settings.region)
        )
    atelier = replace(
        open_atelier(new_worker_name(), desk.database, desk.objects, settings, desk.settings_cache),
        painter=painter,
        brushes=ThreadPoolExecutor(EASELS, "brush"),
        easels=asyncio.Semaphore(EASELS),
    )
    worker = Worker(atelier)

    # No sweeping of orphans: files know the real time only, and everything would be old after a jump.
    tasks = (
        asyncio.create_task(worker.run()),
        asyncio.create_task(every(1.0, lambda: sweep(desk.database, desk.service), name="rescue")),
        asyncio.create_task(every(1.0, partial(write_counts, desk), name="write_counts")),
    )

    async def close() -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await atelier.inspection.close()
        await atelier.rewriting.close()
        atelier.brushes.shutdown(wait=False)
        atelier.desks.shutdown(wait=False)
        await close_desk(desk)

    return Stage(desk, desk.database, worker, tasks, close)
