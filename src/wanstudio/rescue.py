"""Tasks whose worker died and tasks that never end: taken back, or failed, counted and told."""

import os
import time
from collections.abc import Awaitable, Callable
from functools import partial

import structlog

from wanstudio.accounts.usage import Subject, add_calls
from wanstudio.catalog.service_settings import ServiceSettings
from wanstudio.database.connection import Connection, Database, read_clock
from wanstudio.errors import ServiceError
from wanstudio.notification import announce
from wanstudio.tasks import takeover
from wanstudio.tasks.lifecycle import Task
from wanstudio.tasks.places import LimitOf, admit_all_parked
from wanstudio.tasks.process_identity import this_process

# A machine that slept for a weekend must find its workers signed on.
_FORGOTTEN_MS = 7 * 86_400_000
# Rounds are a second apart.
_AWAY_SECONDS = 3.0
_STEP_MS = 1000
_log = structlog.get_logger(__name__)


async def _count_and_tell(tx: Connection, ended: list[Task]) -> None:
    for task in ended:
        subject = Subject(task.account_id, task.region, task.key_id, task.model)
        await add_calls(tx, subject, code=task.code or "")
        await announce(tx, task)


class Rescue:
    """The rounds of one process, which may itself have been away: with its machine, or without a store.

    Then the workers may have been away with it. For one lease nothing is taken back for an expired lease, so that
    those who live can renew theirs.
    """

    def __init__(self, database: Database, service: Callable[[], ServiceSettings]) -> None:
        self._database, self._service = database, service
        self._patient_until = 0.0
        self._last: tuple[float, int] | None = None

    async def sweep(self) -> int:
        """One round; call it every second."""
        last, self._last = self._last, None
        service = self._service()
        began, now_ms = time.monotonic(), await read_clock(self._database)
        if last is None or max(began - last[0], (now_ms - last[1]) / 1000) > _AWAY_SECONDS:
            self._patient_until = began + service.lease_seconds
            _log.info("expired_leases_last_longer", seconds=service.lease_seconds)
        elif now_ms < last[1] - _STEP_MS:
            await self._database.write(partial(takeover.shorten_leases, lease_ms=service.lease_ms))
            _log.warning("store_clock_went_back", milliseconds=last[1] - now_ms)
        touched = await sweep(self._database, service, expired=began >= self._patient_until)
        # By the monotonic clock, which stands still while the machine sleeps: a sleep shows in the next round.
        ended = time.monotonic()
        self._last = (ended, now_ms + int((ended - began) * 1000))
        return touched


async def sweep(database: Database, service: ServiceSettings, *, expired: bool = True) -> int:
    """One round: expired leases, overdue tasks, room under raised limits. Returns tasks touched."""
    limit_of = service.limit_of
    touched = 0
    if expired:
        touched += await _step(take_back_expired(database, limit_of, lease_ms=service.lease_ms))
    touched += await _step(end_overdue(database, limit_of, age_ms=service.task_timeout_ms))
    if touched:
        _log.warning("tasks_rescued_or_timed_out", tasks=touched)
    await _step(_forget_silent(database))
    return touched + await _step(admit_all_parked(database, limit_of))


async def _step(step: Awaitable[int]) -> int:
    """One part of a round: one that is broken holds up no other, but a store that is away ends the round."""
    try:
        return await step
    except ServiceError:
        raise
    except Exception as error:
        _log.exception("rescue_failed", name=getattr(step, "__name__", ""), error=type(error).__name__)
        return 0


async def _forget_silent(database: Database) -> int:
    await database.write(lambda tx: takeover.forget_silent(tx, silent_ms=_FORGOTTEN_MS))
    return 0


async def take_back_expired(database: Database, limit_of: LimitOf, *, lease_ms: int) -> int:
    """Take back what workers held whose lease ran out; returns how many tasks."""

    async def work(worker: str, tx: Connection) -> int:
        taken, failed = await takeover.take_back_expired(tx, worker, limit_of, lease_ms=lease_ms)
        await _count_and_tell(tx, failed)
        return taken

    return await _one_by_one(database, await takeover.find_expired_workers(database), work)


async def end_overdue(database: Database, limit_of: LimitOf, *, age_ms: int) -> int:
    """End the oldest of the tasks that have had no result for so long; returns how many."""

    async def work(task_id: str, tx: Connection) -> int:
        late = await takeover.fail_overdue(tx, task_id, limit_of, age_ms=age_ms)
        await _count_and_tell(tx, [late] if late else [])
        return int(late is not None)

    return await _one_by_one(database, await takeover.find_overdue(database, age_ms=age_ms), work)


async def _one_by_one(
    database: Database, names: list[str], work: Callable[[str, Connection], Awaitable[int]]
) -> int:
    """A transaction for each worker or task: one that cannot be rescued holds up no other."""
    touched = 0
    for name in names:
        try:
            touched += await database.write(partial(work, name))
        except ServiceError:
            raise
        except Exception as error:
            _log.exception("rescue_failed", name=name, error=type(error).__name__)
    return touched


async def release(database: Database, limit_of: LimitOf, worker: str, *, crashed: bool) -> int:
    """Take back at once the tasks of a worker that is known to have ended."""
    taken = await database.write(partial(_release, limit_of, worker, crashed))
    if taken:
        _log.warning("tasks_taken_back", worker=worker, tasks=taken, crashed=crashed)
    return taken


async def _release(limit_of: LimitOf, worker: str, crashed: bool, tx: Connection) -> int:
    taken, failed = await takeover.release_worker(tx, worker, limit_of, crashed=crashed)
    await _count_and_tell(tx, failed)
    return taken


async def release_dead(database: Database, limit_of: LimitOf) -> int:
    """At a server's start: take back what workers of this machine held that no longer run."""
    dead = await takeover.find_dead(database, this_process().machine, _is_alive)

    async def work(worker: str, tx: Connection) -> int:
        return await _release(limit_of, worker, False, tx)

    return await _one_by_one(database, dead, work)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
