"""Between a `Task` and its row: the only file that knows the JSON inside the columns."""

from typing import Any

import msgspec

from wanstudio.catalog.order import Order
from wanstudio.database.connection import Row
from wanstudio.tasks.lifecycle import Outcome, Painted, Spoiled, State, Task


class _Image(msgspec.Struct, omit_defaults=True):
    key: str | None = None
    seed: int = 0
    actual_prompt: str | None = None
    code: str = ""
    message: str = ""


_read_order = msgspec.json.Decoder(Order).decode
_read_images = msgspec.json.Decoder(list[_Image]).decode
_encode = msgspec.json.Encoder().encode


def write_order(order: Order) -> str:
    """The order as the JSON text of the `painting` column."""
    return _encode(order).decode()


def write_outcomes(outcomes: tuple[Outcome, ...]) -> str:
    """The outcomes as the JSON text of the `outcomes` column."""
    return _encode([_image(outcome) for outcome in outcomes]).decode()


def _image(outcome: Outcome) -> _Image:
    match outcome:
        case Painted(key, seed, actual_prompt):
            return _Image(key=key, seed=seed, actual_prompt=actual_prompt)
        case Spoiled(code, message):
            return _Image(code=code, message=message)


def _outcome(image: _Image) -> Outcome:
    if image.key is None:
        return Spoiled(image.code, image.message)
    return Painted(image.key, image.seed, image.actual_prompt)


def read_outcomes(text: str | None) -> tuple[Outcome, ...]:
    """The outcomes in an `outcomes` column, none while it is empty."""
    return tuple(_outcome(image) for image in _read_images(text)) if text else ()


def read_task(row: Row) -> Task:
    """The task in a row of the `tasks` table."""
    painting: Any = row["painting"]
    return Task(
        task_id=row["task_id"],
        account_id=row["account_id"],
        key_id=row["key_id"],
        region=row["region"],
        model=row["model"],
        protocol=row["protocol"],
        route=row["route"],
        request_id=row["request_id"],
        state=State(row["state"]),
        n=row["images"],
        order=_read_order(painting) if painting else None,
        outcomes=read_outcomes(row["outcomes"]),
        code=row["code"],
        message=row["message"],
        attempt=row["attempt"],
        submitted_at=row["submitted_at"],
        scheduled_at=row["scheduled_at"],
        ended_at=row["ended_at"],
        settle_error=row["settle_error"],
    )
