"""What happens to the tasks of workers that died, and to tasks that never ended."""

from collections.abc import Callable

from wanstudio.database.connection import Connection, Database, Row
from wanstudio.errors import PaintingFailed, TaskTimedOut
from wanstudio.tasks.lifecycle import Ending, State, Task, survives_crash
from wanstudio.tasks.places import LimitOf
from wanstudio.tasks.queue import end_locked

MOST_AT_ONCE = 100
_POISON = PaintingFailed()
_LATE = TaskTimedOut()


async def _take_back(tx: Connection, row: Row, limit_of: LimitOf, *, crashed: bool, held: int) -> Task | None:
    """`held` is how many tasks the worker had in hand: which of several it died of, nobody knows."""
    mates = max(row["mates"], held)
    again, crashes = survives_crash(row["crashes"], mates) if crashed else (True, row["crashes"])
    await tx.row("tasks/note_takeover")
    if again:
        await tx.row("tasks/take_back", task_id=row["task_id"], crashes=crashes)
        return None
    ending = Ending(State.FAILED, (), _POISON.code, _POISON.message)
    return await end_locked(tx, row, ending, limit_of)


async def rescue_expired(tx: Connection, limit_of: LimitOf) -> tuple[int, list[Task]]:
    """Make tasks whose lease ran out READY again; returns how many were found, and those that FAILED."""
    rows = await tx.rows("tasks/expired", most=MOST_AT_ONCE)
    held = {row["worker"]: row["tasks"] for row in await tx.rows("tasks/loads")} if rows else {}
    ended = [
        await _take_back(tx, row, limit_of, crashed=True, held=held.get(row["worker"], 1)) for row in rows
    ]
    return len(rows), [task for task in ended if task]


async def release_worker(
    tx: Connection, worker: str, limit_of: LimitOf, *, crashed: bool
) -> tuple[int, list[Task]]:
    """Take back all that a worker holds, at once: it is known to have gone.

    `crashed` says whether it died (counted against a task painted alone) or left in good order.
    """
    rows = await tx.rows("tasks/held_by", worker=worker, most=10 * MOST_AT_ONCE)
    ended = [await _take_back(tx, row, limit_of, crashed=crashed, held=len(rows)) for row in rows]
    await tx.row("tasks/sign_off", worker=worker)
    return len(rows), [task for task in ended if task]


async def fail_overdue(tx: Connection, limit_of: LimitOf, *, age_ms: int) -> list[Task]:
    """End with InternalError.Timeout whatever was submitted `age_ms` ago and has no result."""
    rows = await tx.rows("tasks/overdue", age_ms=age_ms, most=MOST_AT_ONCE)
    ending = Ending(State.FAILED, (), _LATE.code, _LATE.message)
    return [await end_locked(tx, row, ending, limit_of) for row in rows]


async def forget_silent(tx: Connection, *, silent_ms: int) -> None:
    """Strike off workers not heard of for so long; their leases ran out long before."""
    await tx.row("tasks/forget_workers", silent_ms=silent_ms)


async def release_dead(
    database: Database, host: str, is_alive: Callable[[int], bool], limit_of: LimitOf
) -> int:
    """At the start of a server: take back what workers of this host held that no longer run."""

    async def work(tx: Connection) -> int:
        taken = 0
        for row in await tx.rows("tasks/workers"):
            if row["host"] == host and not is_alive(row["pid"]):
                taken += (await release_worker(tx, row["worker"], limit_of, crashed=False))[0]
        return taken

    return await database.write(work)
