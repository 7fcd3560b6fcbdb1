"""A task's states, the allowed moves between them, and what the images' outcomes make of it."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from wanstudio.catalog.order import Order

Status = Literal["PENDING", "RUNNING", "SUCCEEDED", "FAILED", "CANCELED", "UNKNOWN"]
Protocol = Literal["messages", "prompt"]


class State(IntEnum):
    """The state inside the store. PARKED waits for the account's running limit, READY for a worker."""

    PARKED = 0
    READY = 1
    RUNNING = 2
    SUCCEEDED = 3
    FAILED = 4
    CANCELED = 5


@dataclass(frozen=True, slots=True)
class Painted:
    """An image that lies in the object store under `key`."""

    key: str
    seed: int
    actual_prompt: str | None = None


@dataclass(frozen=True, slots=True)
class Spoiled:
    """An image that failed, with the API's error code and message."""

    code: str
    message: str


Outcome = Painted | Spoiled


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the task table. Times are milliseconds since 1970 by the store's clock.

    `order` is None when the request was refused after it was accepted (the service's way with
    bad parameters on its asynchronous routes); then `code` and `message` say why and `n` is what
    was asked for, as far as it could be read. `outcomes` has one entry an image once ended. `settle_error` says
    why the store refused to end it before.
    """

    task_id: str
    account_id: str
    key_id: str
    region: str
    model: str
    protocol: Protocol
    route: str
    request_id: str
    state: State
    n: int
    order: Order | None
    outcomes: tuple[Outcome, ...]
    code: str | None
    message: str | None
    attempt: int
    submitted_at: int
    scheduled_at: int | None
    ended_at: int | None
    settle_error: str | None = None

    @property
    def status(self) -> Status:
        """The state as customers see it. A task taken over from a dead worker stays RUNNING."""
        if self.state in (State.PARKED, State.READY):
            return "RUNNING" if self.attempt else "PENDING"
        return self.state.name  # type: ignore[return-value]

    @property
    def painted(self) -> tuple[Painted, ...]:
        """The images that can be fetched and are billed."""
        return tuple(o for o in self.outcomes if isinstance(o, Painted))


@dataclass(frozen=True, slots=True)
class Ending:
    """How a task ends: its last state, and the code and message if no image came out."""

    state: State
    outcomes: tuple[Outcome, ...] = ()
    code: str | None = None
    message: str | None = None


def conclude(outcomes: tuple[Outcome, ...]) -> Ending:
    """One image is enough to succeed; without any the task fails as its first image did."""
    if any(isinstance(outcome, Painted) for outcome in outcomes):
        return Ending(State.SUCCEEDED, outcomes)
    first = next(outcome for outcome in outcomes if isinstance(outcome, Spoiled))
    return Ending(State.FAILED, outcomes, first.code, first.message)


SOLO_ATTEMPTS = 3


def survives_crash(crashes: int, mates: int) -> tuple[bool, int]:
    """Whether a task whose worker died is tried again, and its new count of crashes.

    A crash counts against a task only when it was being painted alone; after `SOLO_ATTEMPTS`
    of those it is taken to be what kills the workers.
    """
    counted = crashes + (mates <= 1)
    return counted < SOLO_ATTEMPTS, counted
