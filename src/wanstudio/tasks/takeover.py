"""What happens to the tasks of workers that died, and to tasks that never ended."""

from collections.abc import Callable

from wanstudio.database.connection import Connection, Database, Row
from wanstudio.errors import InternalError, PaintingFailed, TaskTimedOut
from wanstudio.tasks.lifecycle import SOLO_ATTEMPTS, Ending, State, Task, survives_crash
from wanstudio.tasks.places import LimitOf
from wanstudio.tasks.queue import end_locked

MOST_AT_ONCE = 100
_POISON = PaintingFailed()
_LATE = TaskTimedOut()
_REFUSED = InternalError()
_LONGEST_REASON = 500


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


async def find_expired_workers(database: Database) -> list[str]:
    """The workers of which at least one lease ran out."""
    rows = await database.read(lambda tx: tx.rows("tasks/expired_workers", most=MOST_AT_ONCE))
    return [row["worker"] for row in rows]


async def take_back_expired(
    tx: Connection, worker: str, limit_of: LimitOf, *, lease_ms: int
) -> tuple[int, list[Task]]:
    """Make the tasks of a worker whose leases ran out READY again; returns how many, and those that FAILED.

    One transaction for all of one worker: how many it held says which of them may be blamed for its death.
    A worker that was heard of after a lease ran out did not crash of it. One that is merely silent may have been
    asleep or cut off: what is counted as its crash is taken back when it is heard of again (`queue.renew`), and a task
    that this crash would end is given one lease more.
    """
    rows = await tx.rows("tasks/lock_expired", worker=worker, most=10 * MOST_AT_ONCE)
    load = await tx.row("tasks/load", worker=worker)
    held = load["tasks"] if load else 1
    taken, ended = 0, []
    for row in rows:
        crashed = not row["heard_since"]
        again, crashes = survives_crash(row["crashes"], max(row["mates"], held))
        if crashed and not again and row["late_ms"] < lease_ms:
            continue
        if crashed and again and crashes > row["crashes"]:
            await tx.row("tasks/suspect", worker=worker, task_id=row["task_id"])
        taken += 1
        ended.append(await _take_back(tx, row, limit_of, crashed=crashed, held=held))
    return taken, [task for task in ended if task]


async def shorten_leases(tx: Connection, *, lease_ms: int) -> int:
    """After the store's clock went back: no lease lasts longer than it would from now; returns how many did."""
    return len(await tx.rows("tasks/shorten_leases", lease_ms=lease_ms))


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


async def give_back(
    tx: Connection, lease: tuple[str, str, int], limit_of: LimitOf, *, settle_error: str
) -> Task | None:
    """Let go of a task (its id, worker and attempt) that the store refused to end; `settle_error` says why.

    It counts as a crash: what no worker can settle FAILS in the end, and is returned then.
    """
    task_id, worker, attempt = lease
    row = await tx.row(
        "tasks/give_back",
        task_id=task_id,
        worker=worker,
        attempt=attempt,
        settle_error=settle_error[:_LONGEST_REASON],
    )
    if row is None or row["crashes"] < SOLO_ATTEMPTS:
        return None
    return await end_locked(tx, row, Ending(State.FAILED, (), _REFUSED.code, _REFUSED.message), limit_of)


async def requeue(tx: Connection, *, lease: tuple[str, str, int]) -> None:
    """Make a task (its id, worker and attempt) READY again that its worker cannot finish through no fault of the task."""
    task_id, worker, attempt = lease
    await tx.row("tasks/requeue", task_id=task_id, worker=worker, attempt=attempt)


async def find_overdue(database: Database, *, age_ms: int) -> list[str]:
    """Tasks that were submitted `age_ms` ago and have no result, the oldest first."""
    rows = await database.read(lambda tx: tx.rows("tasks/overdue", age_ms=age_ms, most=MOST_AT_ONCE))
    return [row["task_id"] for row in rows]


async def fail_overdue(tx: Connection, task_id: str, limit_of: LimitOf, *, age_ms: int) -> Task | None:
    """End a task with InternalError.Timeout unless it has ended since it was found.

    The row is read here and not with the others: ending one task changes the state of a parked one, which
    may be overdue as well.
    """
    row = await tx.row("tasks/lock_overdue", task_id=task_id, age_ms=age_ms)
    if row is None:
        return None
    return await end_locked(tx, row, Ending(State.FAILED, (), _LATE.code, _LATE.message), limit_of)


async def forget_silent(tx: Connection, *, silent_ms: int) -> None:
    """Strike off workers not heard of for so long; their leases ran out long before."""
    await tx.row("tasks/forget_workers", silent_ms=silent_ms)
    await tx.row("tasks/forget_suspicions", silent_ms=silent_ms)


async def find_dead(database: Database, machine: str, is_alive: Callable[[int], bool]) -> list[str]:
    """The workers of this machine (`ProcessIdentity.machine`) that no longer run: nobody can look for others."""
    rows = await database.read(lambda tx: tx.rows("tasks/workers"))
    return [row["worker"] for row in rows if row["machine"] == machine and not is_alive(row["pid"])]
