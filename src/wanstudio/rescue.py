"""Tasks whose worker died and tasks that never end: taken back, or failed, counted and told."""

import os
import socket

import structlog

from wanstudio.accounts.usage import Subject, add_calls
from wanstudio.catalog.offers import limits_under
from wanstudio.database.connection import Connection, Database
from wanstudio.notification import announce
from wanstudio.settings import Settings
from wanstudio.tasks import takeover
from wanstudio.tasks.lifecycle import Task
from wanstudio.tasks.places import admit_all_parked

# A machine that slept for a weekend must find its workers signed on.
_FORGOTTEN_MS = 7 * 86_400_000
_log = structlog.get_logger(__name__)


async def _count_and_tell(tx: Connection, ended: list[Task]) -> None:
    for task in ended:
        subject = Subject(task.account_id, task.region, task.key_id, task.model)
        await add_calls(tx, subject, code=task.code or "")
        await announce(tx, task)


async def sweep(database: Database, settings: Settings) -> int:
    """One round: expired leases, overdue tasks, room under raised limits. Returns tasks touched."""
    limit_of = limits_under(settings.profile)

    async def work(tx: Connection) -> int:
        taken, failed = await takeover.rescue_expired(tx, limit_of)
        age_ms = int(settings.task_timeout_hours * 3_600_000)
        failed += (late := await takeover.fail_overdue(tx, limit_of, age_ms=age_ms))
        await _count_and_tell(tx, failed)
        await takeover.forget_silent(tx, silent_ms=_FORGOTTEN_MS)
        return taken + len(late)

    touched = await database.write(work)
    if touched:
        _log.warning("tasks_rescued_or_timed_out", tasks=touched)
    return touched + await admit_all_parked(database, limit_of)


async def release(database: Database, settings: Settings, worker: str, *, crashed: bool) -> int:
    """Take back at once what a worker held that is known to have gone."""
    limit_of = limits_under(settings.profile)

    async def work(tx: Connection) -> int:
        taken, failed = await takeover.release_worker(tx, worker, limit_of, crashed=crashed)
        await _count_and_tell(tx, failed)
        return taken

    taken = await database.write(work)
    if taken:
        _log.warning("tasks_taken_back", worker=worker, tasks=taken, crashed=crashed)
    return taken


async def release_dead(database: Database, settings: Settings) -> int:
    """At a server's start: take back what workers of this machine held that no longer run."""
    return await takeover.release_dead(
        database, socket.gethostname(), _is_alive, limits_under(settings.profile)
    )


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
