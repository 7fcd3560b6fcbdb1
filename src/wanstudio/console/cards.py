"""A task as the console shows it: state, pictures with their seeds, what went wrong and what to do."""

from dataclasses import dataclass

from wanstudio.console.addresses import root_of
from wanstudio.submission import Desk
from wanstudio.tasks.lifecycle import Painted, Spoiled, Task
from wanstudio.wire.failures import failure
from wanstudio.wire.links import expiry_s


@dataclass(frozen=True, slots=True)
class Frame:
    """One image of a task. `small` and `whole` are where it lies, empty while it does not."""

    index: int
    seed: int | None = None
    small: str = ""
    whole: str = ""
    code: str = ""
    message: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A task, ready to be shown. Times are milliseconds since 1970 or lengths in milliseconds."""

    task: Task
    frames: tuple[Frame, ...]
    rewritten: str | None
    waited_ms: int | None
    took_ms: int | None
    left_ms: int | None
    remedy: str

    @property
    def is_open(self) -> bool:
        """Whether something will still happen to it."""
        return self.task.status in ("PENDING", "RUNNING")


def card_of(desk: Desk, task: Task) -> Card:
    """The card of a task, its links signed now and without a host, so that they work behind any proxy."""
    now, expires = desk.database.now_ms(), expiry_s(task, desk.service.retention_ms)
    root, frames = root_of(desk.settings), []
    for index in range(task.n):
        outcome = task.outcomes[index] if index < len(task.outcomes) else None
        if isinstance(outcome, Painted):
            whole = desk.signer.link(root, outcome.key, expires)
            frames.append(Frame(index, outcome.seed, f"{root}/thumbnails/{task.task_id}/{index}", whole))
        elif isinstance(outcome, Spoiled):
            remedy = failure(outcome.code, outcome.message).remedy
            frames.append(Frame(index, code=outcome.code, message=outcome.message, remedy=remedy))
        else:
            frames.append(Frame(index))
    began = task.scheduled_at
    return Card(
        task=task,
        frames=tuple(frames),
        rewritten=next((p.actual_prompt for p in task.painted if p.actual_prompt), None),
        waited_ms=began - task.submitted_at if began else None,
        took_ms=task.ended_at - task.submitted_at if task.ended_at else None,
        left_ms=max(0, expires * 1000 - now) if task.painted else None,
        remedy=failure(task.code, task.message or "").remedy if task.code else "",
    )


def image_of(task: Task, number: str) -> Painted | None:
    """The image of a number as a path or query has it, counted from 0, where it was painted."""
    if not number.isdecimal() or len(number) > 2 or int(number) >= len(task.outcomes):
        return None
    outcome = task.outcomes[int(number)]
    return outcome if isinstance(outcome, Painted) else None
