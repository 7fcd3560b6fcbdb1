"""Tasks as their owners see them: find, list, cancel."""

from dataclasses import dataclass

import msgspec

from wanstudio.database.connection import Connection, Database, Row
from wanstudio.errors import CancelRefused
from wanstudio.tasks.lifecycle import State, Task
from wanstudio.tasks.places import LimitOf, leave_place, return_turn
from wanstudio.tasks.rows import read_task


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What to list: times are milliseconds since 1970, pages count from 1, None means any."""

    start_ms: int
    end_ms: int
    task_id: str | None = None
    model: str | None = None
    status: str | None = None
    key_id: str | None = None
    page_no: int = 1
    page_size: int = 10


async def find_task(database: Database, account_id: str, region: str, task_id: str) -> Task | None:
    """The account's task in this region, or None: unknown, purged, or somebody else's."""

    async def work(tx: Connection) -> Row | None:
        return await tx.row("tasks/find", task_id=task_id, account_id=account_id, region=region)

    row = await database.read(work)
    return read_task(row) if row else None


async def list_tasks(
    database: Database, account_id: str, region: str, chosen: TaskFilter
) -> tuple[int, list[Task]]:
    """How many tasks match, and the wanted page of them, newest first."""
    asked = _asked(account_id, region, chosen)
    skipped = (chosen.page_no - 1) * chosen.page_size

    async def work(tx: Connection) -> tuple[int, list[Row]]:
        page = await tx.rows("tasks/list", **asked, page_size=chosen.page_size, skipped=skipped)
        if len(page) < chosen.page_size and (page or not skipped):
            return skipped + len(page), page
        counted = await tx.row("tasks/count", **asked)
        assert counted is not None
        return counted["total"], page

    if chosen.status == "UNKNOWN":
        return 0, []
    total, rows = await database.read_long(work)
    return total, [read_task(row) for row in rows]


async def newest_tasks(database: Database, account_id: str, region: str, chosen: TaskFilter) -> list[Task]:
    """The first page of what matches; how many there are is not counted."""
    asked = _asked(account_id, region, chosen)

    async def work(tx: Connection) -> list[Row]:
        return await tx.rows("tasks/list", **asked, page_size=chosen.page_size, skipped=0)

    return [read_task(row) for row in await database.read(work)]


def _asked(account_id: str, region: str, chosen: TaskFilter) -> dict[str, object]:
    """What the statements are given; a condition whose value is None is left out of them.

    A task that has not ended is PENDING until it was begun once.
    """
    ended = {"SUCCEEDED": State.SUCCEEDED, "FAILED": State.FAILED, "CANCELED": State.CANCELED}.get(
        chosen.status or ""
    )
    return {
        "account_id": account_id,
        "region": region,
        "start_ms": chosen.start_ms,
        "end_ms": chosen.end_ms,
        "task_id": chosen.task_id,
        "model": chosen.model,
        "key_id": chosen.key_id,
        "state": None if ended is None else int(ended),
        "begun": {"PENDING": 0, "RUNNING": 1}.get(chosen.status or ""),
    }


async def list_all_tasks(database: Database, *, most: int = 50) -> list[Task]:
    """The tasks of every account that were submitted or have ended last, for operators."""

    async def work(tx: Connection) -> list[Row]:
        return await tx.rows("tasks/list_all", most=most)

    return [read_task(row) for row in await database.read_long(work)]


async def find_any_task(database: Database, task_id: str) -> Task | None:
    """A task of any account, for operators."""

    async def work(tx: Connection) -> Row | None:
        return await tx.row("tasks/find_any", task_id=task_id)

    row = await database.read(work)
    return read_task(row) if row else None


async def cancel(tx: Connection, account_id: str, region: str, task_id: str, limit_of: LimitOf) -> Task:
    """Cancel a PENDING task in one statement; raise CancelRefused in any other case."""
    row = await tx.row("tasks/cancel", task_id=task_id, account_id=account_id, region=region)
    if row is None:
        raise CancelRefused
    await leave_place(tx, row, limit_of, was_parked=row["left_state"] == State.PARKED)
    await return_turn(tx, row)
    return read_task(row)


async def find_ended(database: Database, task_ids: list[str]) -> set[str]:
    """Which of these tasks have ended: one question for all the callers that wait."""
    text = msgspec.json.encode(task_ids).decode()

    async def work(tx: Connection) -> set[str]:
        return {row["task_id"] for row in await tx.rows("tasks/ended_among", task_ids=text)}

    return await database.read(work)


async def find_kept(database: Database, task_ids: list[str]) -> set[str]:
    """Which of these tasks have a row, whatever their state."""
    text = msgspec.json.encode(task_ids).decode()
    rows = await database.read(lambda tx: tx.rows("tasks/kept_among", task_ids=text))
    return {row["task_id"] for row in rows}
