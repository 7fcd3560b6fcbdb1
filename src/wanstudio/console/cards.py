"""A task as the console shows it: state, pictures with their seeds, what went wrong, what it cost."""

from dataclasses import dataclass

from wanstudio.accounts.console_key import PREFIX
from wanstudio.catalog.offers import find_offer
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


@dataclass(frozen=True, slots=True)
class Card:
    """A task, ready to be shown. Times are milliseconds since 1970 or lengths in milliseconds."""

    task: Task
    frames: tuple[Frame, ...]
    rewritten: str | None
    waited_ms: int | None
    took_ms: int | None
    left_ms: int | None
    cost_micros: int
    currency: str
    remedy: str

    @property
    def is_open(self) -> bool:
        """Whether something will still happen to it."""
        return self.task.status in ("PENDING", "RUNNING")

    @property
    def from_console(self) -> bool:
        """Whether it was asked for on a page of ours."""
        return self.task.key_id.startswith(PREFIX)


def card_of(desk: Desk, task: Task) -> Card:
    """The card of a task, its links signed now and without a host, so that they work behind any proxy."""
    now, expires = desk.database.now_ms(), expiry_s(task, desk.settings.retention_ms)
    frames = []
    for index in range(task.n):
        outcome = task.outcomes[index] if index < len(task.outcomes) else None
        if isinstance(outcome, Painted):
            whole = desk.signer.link("", outcome.key, expires)
            frames.append(Frame(index, outcome.seed, f"/thumbnails/{task.task_id}/{index}", whole))
        elif isinstance(outcome, Spoiled):
            frames.append(Frame(index, code=outcome.code, message=outcome.message))
        else:
            frames.append(Frame(index))
    offer = find_offer(task.region, task.model, desk.settings.profile)
    began = task.scheduled_at
    return Card(
        task=task,
        frames=tuple(frames),
        rewritten=next((p.actual_prompt for p in task.painted if p.actual_prompt), None),
        waited_ms=began - task.submitted_at if began else None,
        took_ms=task.ended_at - task.submitted_at if task.ended_at else None,
        left_ms=max(0, expires * 1000 - now) if task.painted else None,
        cost_micros=len(task.painted) * offer.price_micros if offer else 0,
        currency=offer.region.currency if offer else "USD",
        remedy=_remedy(task),
    )


def _remedy(task: Task) -> str:
    """What to do about a task that failed, or about the first image that did."""
    spoiled = next((one for one in task.outcomes if isinstance(one, Spoiled)), None)
    code, message = (spoiled.code, spoiled.message) if spoiled else (task.code, task.message)
    return failure(code, message or "").remedy if code else ""
