"""What a server does without being asked: rescue, purge, fold old usage, tell of ends, write down its counts, and more."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

import structlog

from wanstudio.accounts.api_keys import note_uses
from wanstudio.accounts.running_totals import move_totals_on
from wanstudio.accounts.usage_folding import fold_usage
from wanstudio.database.frozen_sessions import end_frozen_sessions
from wanstudio.database.password_end import password_warning
from wanstudio.errors import ServiceError
from wanstudio.notification import Courier
from wanstudio.rescue import Rescue
from wanstudio.retention import purge, sweep_orphans
from wanstudio.service_settings.cache import REFRESH_SECONDS
from wanstudio.submission import Desk
from wanstudio.tasks.overview import read_overview

_TELL_SECONDS = 0.5
_STOP_ROUNDS = 10
_SILENT_MS = 60_000
_log = structlog.get_logger(__name__)


async def every(
    seconds: float,
    duty: Callable[[], Awaitable[object]],
    stopping: asyncio.Event | None = None,
    *,
    name: str,
) -> None:
    """Do a duty until `stopping` is set; a failure is logged under `name` and the next round tries again.

    Being cancelled alone is not relied on: what waits for a store may answer a cancellation with an outage.
    """
    stop = stopping or asyncio.Event()
    while not stop.is_set():
        try:
            await duty()
        except ServiceError as error:
            _log.warning("duty_failed", duty=name, error=str(error))
        except Exception as error:
            _log.exception("duty_failed", duty=name, error=type(error).__name__)
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


async def sum_usage(desk: Desk) -> None:
    """Move the running totals on, then fold old slots: what is folded has been summed."""
    await move_totals_on(desk.database)
    await fold_usage(desk.database)


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
        await every(_TELL_SECONDS, courier.deliver, stopping, name="deliver")
    finally:
        await courier.close()


def _rounds(desk: Desk) -> tuple[tuple[float, str, Callable[[], Awaitable[object]]], ...]:
    """Every how many seconds what is done; those that take the service's settings take them as they are then."""
    database, objects = desk.database, desk.objects
    return (
        (1.0, "rescue", Rescue(database, lambda: desk.service).sweep),
        (1.0, "write_counts", partial(write_counts, desk)),
        (REFRESH_SECONDS, "refresh_settings", desk.settings_cache.refresh),
        (5.0, "end_frozen_sessions", partial(end_frozen_sessions, database)),
        (10.0, "check_readiness", partial(check_readiness, desk)),
        (30.0, "purge", lambda: purge(database, objects, desk.service)),
        (600.0, "fold_usage", partial(sum_usage, desk)),
        (3600.0, "sweep_orphans", lambda: sweep_orphans(database, objects, desk.service)),
        (43_200.0, "check_password", partial(check_password, desk)),
    )


def _start(desk: Desk, stopping: asyncio.Event) -> list[asyncio.Task[None]]:
    running = [
        asyncio.create_task(every(seconds, duty, stopping, name=name))
        for seconds, name, duty in _rounds(desk)
    ]
    return [*running, asyncio.create_task(_tell(Courier(desk.database, desk.settings), stopping))]
