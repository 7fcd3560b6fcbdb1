"""The worker's loop: claim, fulfil, renew, and leave in good order."""

import asyncio
import os
import socket
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import msgspec
import structlog

from wanstudio.database.connection import Connection, Database
from wanstudio.errors import SchemaTooNew, ServiceError, SettingsInvalid, StoreUnavailable
from wanstudio.finishing.choosing import open_finisher
from wanstudio.fulfilment import Atelier, Progress, fulfil
from wanstudio.moderation.choosing import open_inspection
from wanstudio.painting.choosing import open_painter
from wanstudio.prompt_extension.choosing import open_rewriting
from wanstudio.readiness import Readiness
from wanstudio.rescue import release
from wanstudio.service_settings.cache import SettingsCache
from wanstudio.settings import Settings
from wanstudio.storage.objects import ObjectStore
from wanstudio.storage.uploads import Uploads
from wanstudio.tasks.lifecycle import Task
from wanstudio.tasks.queue import claim, has_ready, open_lane, renew
from wanstudio.tasks.recording import Recorder

_IDLE_SECONDS = 0.05
_FAULT_SECONDS = 0.5
# No later round can mend these: the operator must.
_BROKEN = (SettingsInvalid, SchemaTooNew)
_LOOK_SECONDS = 10.0
_log = structlog.get_logger(__name__)


def new_worker_name() -> str:
    """A name no other worker ever had: the host, the process, and something random."""
    return f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"


def open_atelier(
    name: str, database: Database, objects: ObjectStore, settings: Settings, settings_cache: SettingsCache
) -> Atelier:
    """Everything a worker needs, its painter loaded."""
    # Before the painter, which goes on loading in a thread of its own: while diffusers fills one model, any other
    # that is made in this process gets weights without memory.
    inspection = open_inspection(settings, pictures=True)
    painter = open_painter(settings)
    easels = max(settings.paint_threads, painter.easels)
    uploads = Uploads(objects, database.now_ms)
    return Atelier(
        worker=name,
        database=database,
        settings=settings,
        settings_cache=settings_cache,
        uploads=uploads,
        painter=painter,
        rewriting=open_rewriting(settings),
        inspection=inspection,
        finisher=open_finisher(settings),
        brushes=ThreadPoolExecutor(easels, "brush"),
        desks=ThreadPoolExecutor(2, "desk"),
        easels=asyncio.Semaphore(easels),
        progress=Progress(),
        recorder=Recorder(database),
        readiness=Readiness(settings, painter.standing, lambda: uploads.problem),
    )


def _log_fault(event: str, error: Exception) -> None:
    """A store that is away is a line; what was not foreseen is a line with its traceback."""
    if isinstance(error, ServiceError):
        _log.warning(event, error=str(error))
    else:
        _log.exception(event, error=type(error).__name__)


class PainterStuck(Exception):
    """A picture has been painted for longer than `stall_seconds` and nothing else was finished."""


class Worker:
    """One process that paints. `run` returns after `drain` once everything begun has ended."""

    def __init__(self, atelier: Atelier) -> None:
        self._atelier = atelier
        # One task on each easel, one being prepared behind it and one being delivered in front; more are
        # prepared ahead where that means waiting for another server.
        easels = max(atelier.settings.paint_threads, atelier.painter.easels)
        self._most = easels + 2 + atelier.rewriting.ahead
        self._held: dict[tuple[str, int], asyncio.Task[None]] = {}
        self._draining = asyncio.Event()
        self._paused = False
        self.unready = ""
        self._freed = asyncio.Event()

    def drain(self) -> None:
        """Claim nothing more; `run` returns when what was begun has ended."""
        self._draining.set()

    def pause(self) -> None:
        """Claim nothing until `resume`; what was begun goes on."""
        self._paused = True

    def resume(self) -> None:
        """Claim again after `pause`."""
        self._paused = False

    async def run(self) -> None:
        """Work until drained. Raises PainterStuck when painting got nowhere for too long.

        A thread that hangs cannot be ended: whoever catches that must end the process.
        """
        await asyncio.to_thread(self._atelier.readiness.look)
        await self._sign_on()
        keeper = asyncio.create_task(self._keep_leases())
        working = asyncio.create_task(self._work())
        recording = asyncio.create_task(self._atelier.recorder.run())
        looking = asyncio.create_task(self._look_around())
        watching = asyncio.create_task(self._atelier.uploads.watch())
        refreshing = asyncio.create_task(self._atelier.settings_cache.keep_fresh())
        try:
            await asyncio.wait({keeper, working}, return_when=asyncio.FIRST_COMPLETED)
            for ended in (keeper, working):
                if ended.done():
                    ended.result()
        finally:
            failed = keeper.done()
            begun_here = (keeper, working, recording, looking, watching, refreshing)
            for begun in (*begun_here, *self._held.values()):
                begun.cancel()
            await self._leave(crashed=failed)

    async def _work(self) -> None:
        while not self._draining.is_set():
            await self._step()
        await asyncio.gather(*self._held.values(), return_exceptions=True)

    async def _leave(self, *, crashed: bool) -> None:
        """Give back what is still held; if the store is away, the lease does it later."""
        try:
            atelier = self._atelier
            await release(atelier.database, atelier.service.limit_of, atelier.worker, crashed=crashed)
            await atelier.write_counts()
        except Exception as error:
            _log_fault("cannot_release", error)

    async def _step(self) -> None:
        """Claim a task if there is room and work, else wait a moment."""
        if self._is_full():
            self._freed.clear()
            await self._freed.wait()
            return
        pause = _IDLE_SECONDS
        try:
            tasks = [] if self._paused or not self._is_ready() else await self._claim()
        except _BROKEN:
            raise
        except Exception as error:
            _log_fault("cannot_claim", error)
            tasks, pause = [], _FAULT_SECONDS
        for task in tasks:
            self._begin(task)
        if not tasks:
            await asyncio.sleep(pause)

    async def _look_around(self) -> None:
        """Notice what breaks and what is mended while it works."""
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            await asyncio.to_thread(self._atelier.readiness.look)

    def _is_ready(self) -> bool:
        """Whether what it would claim could be finished; logs why not, once."""
        unready = self._atelier.readiness.unready
        if unready != self.unready:
            self.unready = unready
            _log.warning("worker_not_ready", reason=unready) if unready else _log.info("worker_ready")
        return not unready

    def _is_full(self) -> bool:
        return len(self._held) >= self._most or any(attempt > 1 for _, attempt in self._held)

    async def _claim(self) -> list[Task]:
        if not await has_ready(self._atelier.database):
            return []
        return await claim(
            self._atelier.database, self._atelier.worker, lease_ms=self._atelier.service.lease_ms
        )

    def _begin(self, task: Task) -> None:
        lease = (task.task_id, task.attempt)
        # What another worker may have died of is painted with nothing beside it, so that a crash can be
        # laid to it alone.
        before = list(self._held.values()) if task.attempt > 1 else []
        self._held[lease] = asyncio.create_task(self._fulfil_after(before, task))
        self._held[lease].add_done_callback(lambda _: self._let_go(lease))

    def _let_go(self, lease: tuple[str, int]) -> None:
        self._held.pop(lease, None)
        self._freed.set()

    async def _fulfil_after(self, before: list[asyncio.Task[None]], task: Task) -> None:
        if before:
            await asyncio.wait(before)
        await self._fulfil(task)

    async def _fulfil(self, task: Task) -> None:
        with structlog.contextvars.bound_contextvars(task_id=task.task_id, request_id=task.request_id):
            _log.info("task_started", model=task.model, attempt=task.attempt)
            settled = await fulfil(self._atelier, task)
            _log.info("task_settled" if settled else "task_lost", attempt=task.attempt)

    async def _keep_leases(self) -> None:
        """Renew every lease until the painter is stuck; drop what was taken over."""
        settings = self._atelier.settings
        faulty = False
        while True:
            await self._until_renewal(faulty=faulty)
            faulty = False
            if self._atelier.progress.stalled(settings.stall_seconds):
                _log.error("painter_stalled", seconds=settings.stall_seconds)
                raise PainterStuck
            before = set(self._held)
            held = [task_id for task_id, _ in before]
            try:
                kept = await self._renew(held)
                for lease in before - kept:
                    if lost := self._held.get(lease):
                        lost.cancel()
                await self._atelier.write_counts()
            except _BROKEN:
                raise
            except Exception as error:
                # Once the store is back, every worker has one lease to be heard of.
                _log_fault("cannot_renew", error)
                faulty = True

    async def _until_renewal(self, *, faulty: bool) -> None:
        """Wait for a quarter of the lease, which may become shorter meanwhile."""
        began = time.monotonic()
        while True:
            quarter = self._atelier.service.lease_seconds / 4
            left = began + (min(quarter, _FAULT_SECONDS) if faulty else quarter) - time.monotonic()
            if left <= 0:
                return
            await asyncio.sleep(min(left, _FAULT_SECONDS))

    async def _renew(self, held: list[str]) -> set[tuple[str, int]]:
        atelier = self._atelier
        status = msgspec.json.encode(atelier.readiness.status).decode()
        return await renew(
            atelier.database, atelier.worker, held, lease_ms=atelier.service.lease_ms, status=status
        )

    async def _sign_on(self) -> None:
        """Be known to the store, as soon as it is there."""

        async def work(tx: Connection) -> None:
            await tx.row(
                "tasks/sign_on",
                worker=self._atelier.worker,
                host=socket.gethostname(),
                pid=os.getpid(),
            )

        while not self._draining.is_set():
            try:
                await open_lane(self._atelier.database)
                await self._atelier.database.write(work)
                await self._renew([])
            except StoreUnavailable as error:
                _log_fault("cannot_sign_on", error)
                await asyncio.sleep(_FAULT_SECONDS)
            else:
                return
