"""How the service stands: workers and what they hold, the queue, and how fast pictures were painted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from wanstudio.database.connection import Connection, Database, Row

_LATELY_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Pace:
    """What a model has painted lately: images, and milliseconds from claim to end."""

    images: int
    painted_ms: int

    @property
    def image_ms(self) -> int:
        """Milliseconds an image, tasks of several images shared out evenly."""
        return self.painted_ms // max(1, self.images)


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """A worker as it last reported. `status` is what it told of itself; times are milliseconds."""

    worker: str
    host: str
    pid: int
    started_at: int
    silent_ms: int
    held: int
    status: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class QueueRow:
    """Tasks of one model in one state: `parked`, `ready` or `running`."""

    state: str
    model: str
    tasks: int
    oldest_ms: int


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """A task that a worker has in hand, and for how long it may be silent."""

    task_id: str
    worker: str
    model: str
    attempt: int
    images: int
    scheduled_at: int
    left_ms: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Workers, queue and leases at one moment."""

    workers: tuple[WorkerRow, ...]
    queue: tuple[QueueRow, ...]
    leases: tuple[LeaseRow, ...]
    takeovers: int


async def read_pace(database: Database, region: str) -> Mapping[str, Pace]:
    """By model, from the tasks that ended in the last hour."""
    rows = await database.read_long(lambda tx: tx.rows("tasks/pace", region=region, age_ms=_LATELY_MS))
    return {row["model"]: Pace(int(row["images"]), int(row["painted_ms"])) for row in rows}


async def read_overview(database: Database, most: int = 100) -> Overview:
    """Everything at one moment, at most `most` leases."""

    async def work(tx: Connection) -> Overview:
        taken = await tx.row("tasks/takeovers_total")
        return Overview(
            tuple(_worker(row) for row in await tx.rows("tasks/workers")),
            tuple(
                QueueRow(row["state"], row["model"], row["tasks"], row["oldest_ms"])
                for row in await tx.rows("tasks/queue_depth")
            ),
            tuple(LeaseRow(**dict(row)) for row in await tx.rows("tasks/leases", most=most)),
            int(taken["total"]) if taken else 0,
        )

    return await database.read_long(work)


def _worker(row: Row) -> WorkerRow:
    status = msgspec.json.decode(row["status"]) if row["status"] else {}
    return WorkerRow(
        row["worker"],
        row["host"],
        row["pid"],
        row["started_at"],
        row["silent_ms"],
        row["held"],
        status,
    )
