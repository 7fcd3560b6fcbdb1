"""What is forgotten after 24 hours: tasks and their pictures, names of creates, what was told, pictures nobody owns."""

from collections.abc import Awaitable, Callable
from functools import partial

import structlog

from wanstudio.catalog.service_settings import ServiceSettings
from wanstudio.database.connection import Connection, Database, Row, read_clock
from wanstudio.storage.objects import ObjectStore, hour_of, read_key
from wanstudio.tasks.ledger import find_kept
from wanstudio.tasks.lifecycle import Painted
from wanstudio.tasks.progress import forget_progress
from wanstudio.tasks.repeats import forget_creates
from wanstudio.tasks.rows import read_outcomes
from wanstudio.webhooks.deliveries import forget_ended, forget_unwanted, unwanted_keys

_AT_ONCE = 200
_ROWS_AT_ONCE = 2000
_log = structlog.get_logger(__name__)


async def purge(database: Database, objects: ObjectStore, service: ServiceSettings) -> int:
    """Delete the pictures, then the rows, of tasks that ended too long ago; returns how many tasks.

    Names of creates, that tasks were told, and how far ended ones had come are forgotten too.

    Pictures go first: after a crash in between, the rows are found and purged again. A picture that
    cannot be deleted holds up no other task; it is an orphan then.
    """

    async def find(tx: Connection) -> list[Row]:
        return await tx.rows("tasks/past_keeping", age_ms=service.retention_ms, most=_AT_ONCE)

    purged = 0
    while rows := await database.read(find):
        for row in rows:
            for outcome in read_outcomes(row["outcomes"]):
                if isinstance(outcome, Painted):
                    await _delete(objects, outcome.key)
        await _forget(database, [row["task_id"] for row in rows])
        purged += len(rows)
    if purged:
        _log.info("tasks_purged", tasks=purged)
    await _forget_loose_ends(database, service.retention_ms)
    return purged


async def _forget_loose_ends(database: Database, retention_ms: int) -> None:
    await _piecemeal(database, partial(forget_creates, retention_ms=retention_ms, most=_ROWS_AT_ONCE))
    await _piecemeal(database, partial(forget_ended, age_ms=retention_ms, most=_ROWS_AT_ONCE))
    for key_id in await unwanted_keys(database):
        await _piecemeal(database, partial(forget_unwanted, key_id=key_id, most=_ROWS_AT_ONCE))
    await database.write(forget_progress)


async def _piecemeal(database: Database, forget: Callable[[Connection], Awaitable[int]]) -> None:
    """Forget in transactions that keep nobody waiting, until one finds less than it may."""
    while await database.write(forget) == _ROWS_AT_ONCE:
        pass


async def _delete(objects: ObjectStore, key: str) -> bool:
    try:
        await objects.delete(key)
    except Exception as error:
        _log.warning("picture_not_deleted", picture=key, error=repr(error))
        return False
    return True


async def _forget(database: Database, task_ids: list[str]) -> None:
    async def work(tx: Connection) -> None:
        for task_id in sorted(task_ids):
            await tx.row("tasks/delete", task_id=task_id)

    await database.write(work)


async def sweep_orphans(database: Database, objects: ObjectStore, service: ServiceSettings) -> int:
    """Delete pictures of tasks that are gone, older than any task could be: left by workers that died.

    How old is decided by the database's clock alone: when it was asked now, and by the hour that it gave the key.
    No machine whose clock is wrong deletes what lives, and what is of a task that still has its row is never
    taken. What else lies in the folder or bucket is left alone.
    """
    oldest_ms = service.retention_ms + service.task_timeout_ms
    moment_ms = await read_clock(database) - oldest_ms
    last_hour, swept, found = hour_of(moment_ms), 0, list[tuple[str, str]]()
    async for key in objects.older_than(moment_ms):
        if (made := read_key(key)) and made.hour < last_hour:
            found.append((key, made.task_id))
        if len(found) == _AT_ONCE:
            swept += await _delete_ownerless(database, objects, found)
            found.clear()
    swept += await _delete_ownerless(database, objects, found)
    if swept:
        _log.info("orphaned_pictures_deleted", pictures=swept)
    return swept


async def _delete_ownerless(database: Database, objects: ObjectStore, found: list[tuple[str, str]]) -> int:
    owned = await find_kept(database, [task_id for _, task_id in found]) if found else set()
    return sum([await _delete(objects, key) for key, task_id in found if task_id not in owned])
