"""Creates that are sent again: known by the name the client gave them, and one task however often they come."""

from dataclasses import dataclass

from wanstudio.database.connection import Connection
from wanstudio.errors import IdempotencyKeyReused

DAY_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Mark:
    """By what a create is known again: the client's name for it, unique for one API key.

    `digest` stands for what was asked. `age_ms` is how long the mark is remembered. `kept` says that the task goes
    on without its client, who means to come again: an `Idempotency-Key` says so, an `X-Request-Id` does not.
    """

    key_id: str
    name: str
    digest: str
    age_ms: int = DAY_MS
    kept: bool = True

    @property
    def place(self) -> dict[str, object]:
        """What finds its row."""
        return {"key_id": self.key_id, "mark": self.name}


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known of a create. `task_id` is None until one of its likes has become a task."""

    first: bool
    task_id: str | None = None


async def open_create(tx: Connection, mark: Mark | None) -> Opening:
    """Take the place of this create, or find who has it; one without a mark is always the first.

    A like that is being recorded by another transaction is waited for. Raises IdempotencyKeyReused.
    """
    if mark is None:
        return Opening(first=True)
    opened = await tx.row("tasks/open_create", **mark.place, digest=mark.digest, age_ms=mark.age_ms)
    if opened is not None:
        return Opening(first=True)
    return Opening(first=False, task_id=await find_create(tx, mark))


async def find_create(tx: Connection, mark: Mark) -> str | None:
    """The task that a create with this mark has become; raises IdempotencyKeyReused for another body."""
    row = await tx.row("tasks/find_create", **mark.place, age_ms=mark.age_ms)
    if row is None or row["task_id"] is None:
        return None
    if row["digest"] != mark.digest:
        raise IdempotencyKeyReused
    return str(row["task_id"])


async def settle_create(tx: Connection, mark: Mark | None, task_id: str) -> None:
    """From now on a create with this mark is this task."""
    if mark is not None:
        await tx.row("tasks/settle_create", **mark.place, task_id=task_id)


async def drop_create(tx: Connection, mark: Mark) -> None:
    """Forget a create that was refused; one that has become a task stays."""
    await tx.row("tasks/drop_create", **mark.place)


async def free_create(tx: Connection, mark: Mark, task_id: str) -> None:
    """The task was cancelled because its client left: a create with this mark is a new task again."""
    await tx.row("tasks/free_create", **mark.place, task_id=task_id)


async def forget_creates(tx: Connection, retention_ms: int, *, most: int) -> int:
    """Forget marks whose time is over, at most so many; returns how many."""
    return len(await tx.rows("tasks/forget_creates", age_ms=remembered_ms(retention_ms), most=most))


def remembered_ms(retention_ms: int) -> int:
    """How long a mark is remembered: a day, but never longer than its task."""
    return min(DAY_MS, retention_ms)
