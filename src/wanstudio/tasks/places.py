"""Running limits: which of an account's tasks are admitted to the queue and which are parked."""

from collections.abc import Callable

from wanstudio.database.connection import Connection, Database, Row

LimitOf = Callable[[str, str], int]
"""The running limit of a region and model."""


async def leave_place(tx: Connection, task: Row, limit_of: LimitOf, *, was_parked: bool = False) -> None:
    """Give up the place of a task that ended, and admit parked ones into the room it leaves."""
    place = {key: task[key] for key in ("account_id", "region", "model")}
    await tx.row("tasks/leave_place", **place, admitted=int(not was_parked), parked=int(was_parked))
    if not was_parked:
        await _admit_parked(tx, place, limit_of)


async def return_turn(tx: Connection, task: Row) -> None:
    """Give the account's next task the turn of one that ended without a picture."""
    turn = {key: task[key] for key in ("account_id", "lane", "images")}
    await tx.row("tasks/return_turn", **turn)


async def _admit_parked(tx: Connection, place: dict[str, str], limit_of: LimitOf) -> int:
    standing = await tx.row("tasks/lock_standing", **place)
    if standing is None or not standing["parked"]:
        return 0
    room = min(limit_of(place["region"], place["model"]) - standing["admitted"], standing["parked"])
    if room <= 0:
        return 0
    parked = await tx.rows("tasks/next_parked", **place, most=room)
    for row in parked:
        await tx.row("tasks/promote", task_id=row["task_id"])
    await tx.row("tasks/leave_place", **place, admitted=-len(parked), parked=len(parked))
    return len(parked)


async def admit_all_parked(database: Database, limit_of: LimitOf) -> int:
    """Admit whatever parked tasks the limits have room for; returns how many.

    Needed after the limits were raised, and when a promotion was passed over for a locked row.
    """

    async def work(tx: Connection) -> int:
        admitted = 0
        for row in await tx.rows("tasks/crowded"):
            place = {key: row[key] for key in ("account_id", "region", "model")}
            admitted += await _admit_parked(tx, place, limit_of)
        return admitted

    return await database.write(work)
