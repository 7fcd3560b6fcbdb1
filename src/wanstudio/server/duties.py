"""What a server does without being asked: rescue, purge, fold old usage, tell of ends, write down its counts."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from wanstudio.accounts.api_keys import note_uses
from wanstudio.accounts.running_totals import move_totals_on
from wanstudio.accounts.usage_folding import fold_usage
from wanstudio.database.password_end import password_warning
from wanstudio.errors import ServiceError
from wanstudio.notification import Courier
from wanstudio.rescue import Rescue
from wanstudio.retention import purge, sweep_orphans
from wanstudio.submission import Desk
from wanstudio.tasks.overview import read_overview

_TELL_SECONDS = 0.5
_STOP_ROUNDS = 10
_SILENT_MS = 60_000
_log = structlog.get_logger(__name__)


async def every(
    seconds: float, duty: Callable[[], Awaitable[object]], stopping: asyncio.Event | None = None
) -> None:
    """Do a duty until `stopping` is set; a failure is logged and the next round tries again.

    Being cancelled alone is not relied on: what waits for a store may answer a cancellation with an outage.
    """
    stop = stopping or asyncio.Event()
    while not stop.is_set():
        try:
            await duty()
        except ServiceError as error:
            _log.warning("duty_failed", duty=duty.__name__, error=str(error))
        except Exception as error:
            _log.exception("duty_failed", duty=duty.__name__, error=type(error).__name__)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await stop.wait()


async def write_counts(desk: Desk) -> None:
    """Write the refusals, verdicts and key uses counted since the last time."""
    await desk.refusals.flush(desk.database)
    await desk.inspection.flush(desk.database)
    if desk.key_uses:
        uses = dict(desk.key_uses)
        desk.key_uses.clear()
        await note_uses(desk.database, uses)


async def check_password(desk: Desk) -> None:
    """Say in the log when the database's password ends soon: nothing else would, before it has."""
    if warning := await password_warning(desk.database):
        _log.warning("database_password_ends", warning=warning)


async def check_readiness(desk: Desk) -> None:
    """Look at the files that painting needs, and hear what the workers say that are not silent."""
    await asyncio.to_thread(desk.readiness.look)
    workers = (await read_overview(desk.database, most=0)).workers
    desk.readiness.hear([worker.status for worker in workers if worker.silent_ms < _SILENT_MS])


class Duties:
    """The duties of one server, from their start to their end."""

    def __init__(self, desk: Desk) -> None:
        self._stopping = asyncio.Event()
        self._running = _start(desk, self._stopping)

    async def stop(self) -> None:
        """End every duty; one that does not end in time is left behind."""
        self._stopping.set()
        left = set(self._running)
        for _ in range(_STOP_ROUNDS):
            for duty in left:
                duty.cancel()
            _, left = await asyncio.wait(left, timeout=1.0)
            if not left:
                return
        _log.error("duties_did_not_end", duties=len(left))


async def _tell(courier: Courier, stopping: asyncio.Event) -> None:
    try:
        await every(_TELL_SECONDS, courier.deliver, stopping)
    finally:
        await courier.close()


def _start(desk: Desk, stopping: asyncio.Event) -> list[asyncio.Task[None]]:

    rounds_of_rescue = Rescue(desk.database, desk.settings)

    async def rescue() -> object:
        return await rounds_of_rescue.sweep()

    async def count() -> None:
        await write_counts(desk)

    async def forget() -> object:
        return await purge(desk.database, desk.objects, desk.settings)

    async def tidy() -> object:
        return await sweep_orphans(desk.database, desk.objects, desk.settings)

    async def fold() -> object:
        await move_totals_on(desk.database)
        return await fold_usage(desk.database)

    async def passwords() -> None:
        await check_password(desk)

    async def ready() -> None:
        await check_readiness(desk)

    rounds = (
        (1.0, rescue),
        (1.0, count),
        (30.0, forget),
        (3600.0, tidy),
        (600.0, fold),
        (10.0, ready),
        (43_200.0, passwords),
    )
    return [
        *(asyncio.create_task(every(seconds, duty, stopping)) for seconds, duty in rounds),
        asyncio.create_task(_tell(Courier(desk.database, desk.settings), stopping)),
    ]
