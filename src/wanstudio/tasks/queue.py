"""The queue: a task enters, is claimed with a lease, is renewed, and ends once."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import msgspec

from wanstudio.catalog.order import Order
from wanstudio.database.connection import Connection, Database, Row
from wanstudio.errors import QueueFull
from wanstudio.tasks.lifecycle import Ending, Protocol, State, Task
from wanstudio.tasks.places import LimitOf, leave_place, return_turn
from wanstudio.tasks.process_identity import this_process
from wanstudio.tasks.rows import read_task, write_order, write_outcomes

LANE = "pictures"
"""The one lane there is; painters with machines of their own get lanes of their own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A task about to enter the table. `weight` is the account's share of the painters."""

    task_id: str
    account_id: str
    key_id: str
    region: str
    model: str
    protocol: Protocol
    route: str
    request_id: str
    images: int
    weight: float = 1.0


def _identity(entry: Entry) -> dict[str, object]:
    names = (
        "task_id",
        "account_id",
        "key_id",
        "region",
        "model",
        "protocol",
        "route",
        "request_id",
        "images",
    )
    return {name: getattr(entry, name) for name in names}


def values_of(entry: Entry, order: Order) -> dict[str, object]:
    """What is written of a task that enters, but for its place and turn; `share` is how far its turn moves on."""
    return {
        **_identity(entry),
        "lane": LANE,
        "batch_key": f"{order.model} {order.size}",
        "share": entry.images / entry.weight,
        "painting": write_order(order),
    }


async def enter(tx: Connection, entry: Entry, order: Order, *, running_limit: int, queue_limit: int) -> None:
    """Record a task as PENDING on SQLite; raise QueueFull when the account has too many waiting."""
    account = {"account_id": entry.account_id, "region": entry.region, "model": entry.model}
    place = await tx.row("tasks/take_place", **account, running_limit=running_limit, queue_limit=queue_limit)
    if place is None:
        raise QueueFull
    values = values_of(entry, order)
    share = values.pop("share")
    turn = await tx.row("tasks/take_turn", account_id=entry.account_id, lane=LANE, share=share)
    assert turn is not None
    await tx.row("tasks/record", **values, start_tag=turn["start_tag"], state=place["last_state"])


async def enter_refused(tx: Connection, entry: Entry, *, code: str, message: str) -> Task:
    """Record a task that has already FAILED: it was accepted, but its parameters are wrong."""
    row = await tx.row("tasks/record_refused", **_identity(entry), code=code, message=message)
    assert row is not None
    return read_task(row)


async def open_lane(database: Database) -> None:
    """Make sure the lane has its row; once at the start of each worker and server."""

    async def work(tx: Connection) -> None:
        await tx.row("tasks/open_lane", lane=LANE)

    await database.write(work)


async def has_ready(database: Database) -> bool:
    """Whether a claim would find something; a cheap look that takes no lock."""

    async def work(tx: Connection) -> bool:
        return await tx.row("tasks/peek", lane=LANE) is not None

    return await database.read(work)


async def claim(database: Database, worker: str, *, lease_ms: int) -> list[Task]:
    """Lease the fairest READY task; an empty list if nothing is READY."""

    async def work(tx: Connection) -> list[Task]:
        head = await tx.row("tasks/claim_head", lane=LANE)
        if head is None:
            return []
        leased = await tx.rows("tasks/claim_take", task_id=head["task_id"], worker=worker, lease_ms=lease_ms)
        await tx.row("tasks/advance_lane", lane=LANE, start_tag=head["start_tag"])
        return [read_task(row) for row in leased]

    return await database.write(work)


async def renew(
    database: Database, worker: str, task_ids: Iterable[str], *, lease_ms: int, status: str | None = None
) -> set[tuple[str, int]]:
    """Extend the worker's leases on these tasks; returns the (task_id, attempt) pairs it still holds.

    The worker says what it has in hand, so that a task whose claim it never heard of is not kept
    from everybody for ever. `status` is what it says of itself, as JSON; None leaves what it said before.
    """
    text = msgspec.json.encode(sorted(task_ids)).decode()

    async def work(tx: Connection) -> set[tuple[str, int]]:
        held = await tx.rows("tasks/renew", worker=worker, task_ids=text, lease_ms=lease_ms)
        await tx.row("tasks/seen", worker=worker, status=status, **asdict(this_process()))
        # It is alive: what its silence was taken for was no crash.
        for row in await tx.rows("tasks/unsuspect", worker=worker):
            await tx.row("tasks/forgive_crash", task_id=row["task_id"])
        return {(row["task_id"], row["attempt"]) for row in held}

    return await database.write(work)


async def end(
    tx: Connection, task_id: str, worker: str, attempt: int, ending: Ending, limit_of: LimitOf
) -> Task | None:
    """End a RUNNING task that `worker` holds under `attempt`; None when it no longer does."""
    row = await tx.row("tasks/lock", task_id=task_id)
    if row is None or (row["state"], row["worker"], row["attempt"]) != (State.RUNNING, worker, attempt):
        return None
    return await end_locked(tx, row, ending, limit_of)


async def end_locked(tx: Connection, row: Row, ending: Ending, limit_of: LimitOf) -> Task:
    """End a task whose row this transaction has read and locked, whatever its state was.

    Of several tasks each is read after the one before it has ended, which may have moved it on.
    """
    ended = await tx.row(
        "tasks/end",
        task_id=row["task_id"],
        state=int(ending.state),
        outcomes=write_outcomes(ending.outcomes) if ending.outcomes else None,
        code=ending.code,
        message=ending.message,
    )
    assert ended is not None
    await leave_place(tx, row, limit_of, was_parked=row["state"] == State.PARKED)
    task = read_task(ended)
    if not task.painted:
        await return_turn(tx, row)
    return task
