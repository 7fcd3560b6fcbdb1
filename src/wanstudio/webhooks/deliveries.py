"""What is to be told: written when a task ends, leased to be sent, ended when it was received or given up."""

import random
from dataclasses import dataclass, field
from enum import IntEnum

from wanstudio.database.connection import Connection, Database
from wanstudio.errors import WebhookSecretLocked
from wanstudio.webhooks.events import Finished, describe
from wanstudio.webhooks.hooks import Hook, find_hook
from wanstudio.webhooks.secret_keys import SecretKeys

PATIENCE_MS = 3_600_000
_FIRST_PAUSE_MS = 5_000
_LONGEST_PAUSE_MS = 600_000


class State(IntEnum):
    """The state of a delivery in the store."""

    WAITING = 0
    DELIVERED = 1
    GIVEN_UP = 2


@dataclass(frozen=True, slots=True)
class Delivery:
    """One try at telling the end of a task. `tries` counts this one too."""

    event_id: str
    task_id: str
    hook: Hook
    body: bytes = field(repr=False)
    tries: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """What one server has leased to send, and why it cannot send more."""

    deliveries: list[Delivery]
    locked: list[WebhookSecretLocked]


async def announce(tx: Connection, finished: Finished) -> None:
    """Have the end of a task told if its key has a hook; in the transaction that ends the task."""
    await tx.row(
        "webhooks/announce",
        event_id=finished.event_id,
        key_id=finished.key_id,
        task_id=finished.task_id,
        body=describe(finished),
    )


async def due_keys(database: Database) -> list[str]:
    """The keys that have something to be told now, who has waited longest first; takes no lock."""

    async def work(tx: Connection) -> list[str]:
        return [row["key_id"] for row in await tx.rows("webhooks/due_keys")]

    return await database.read(work)


async def claim_due(database: Database, room: dict[str, int], keys: SecretKeys, *, lease_ms: int) -> Claimed:
    """Lease what is due, for each key at most so many as it has `room` for.

    What cannot be signed, because its secret cannot be read, is left as it is: it waits.
    """

    async def work(tx: Connection) -> Claimed:
        taken: list[Delivery] = []
        locked: list[WebhookSecretLocked] = []
        for key_id, most in room.items():
            try:
                hook = await find_hook(tx, key_id, keys)
            except WebhookSecretLocked as error:
                locked.append(error)
                continue
            if hook is not None:
                taken += await _take(tx, hook, most, lease_ms)
        return Claimed(taken, locked)

    return await database.write(work)


async def _take(tx: Connection, hook: Hook, most: int, lease_ms: int) -> list[Delivery]:
    taken = []
    for due in await tx.rows("webhooks/claim_due", key_id=hook.key_id, most=most):
        row = await tx.row("webhooks/claim_take", event_id=due["event_id"], lease_ms=lease_ms)
        assert row is not None
        taken.append(Delivery(row["event_id"], row["task_id"], hook, row["body"].encode(), row["tries"]))
    return taken


def pause_ms(tries: int) -> int:
    """How long to wait after so many tries: from 5 s on twice as long each time, more or less, up to 10 min."""
    pause = min(_FIRST_PAUSE_MS * 2 ** (min(tries, 20) - 1), _LONGEST_PAUSE_MS)
    return int(pause * random.uniform(0.8, 1.2))


async def settle_delivered(database: Database, delivery: Delivery) -> None:
    """It was received."""

    async def work(tx: Connection) -> None:
        if await tx.row("webhooks/settle_delivered", event_id=delivery.event_id) is not None:
            await _count(tx, "delivered", 1)

    await database.write(work)


async def settle_failed(database: Database, delivery: Delivery, problem: str) -> State | None:
    """It was not received: try again later, or give up an hour after the first try.

    Returns its state, None if somebody else has taken it meanwhile.
    """

    async def work(tx: Connection) -> State | None:
        row = await tx.row(
            "webhooks/settle_failed",
            event_id=delivery.event_id,
            tries=delivery.tries,
            problem=problem,
            pause_ms=pause_ms(delivery.tries),
            patience_ms=PATIENCE_MS,
        )
        if row is None:
            return None
        state = State(row["state"])
        await _count(tx, "failed", 1)
        if state == State.GIVEN_UP:
            await _count(tx, "given_up", 1)
        return state

    return await database.write(work)


async def settle_gone(database: Database, delivery: Delivery, problem: str) -> bool:
    """The receiver wants nothing more: switch its hook off and give up all that waits for it.

    False if the hook leads elsewhere by now.
    """
    hook = delivery.hook

    async def work(tx: Connection) -> bool:
        if await tx.row("webhooks/switch_off", key_id=hook.key_id, url=hook.url) is None:
            return False
        given_up = await tx.rows("webhooks/give_up_waiting", key_id=hook.key_id, problem=problem)
        await _count(tx, "failed", 1)
        await _count(tx, "given_up", len(given_up))
        return True

    return await database.write(work)


async def forget_ended(tx: Connection, age_ms: int, *, most: int) -> int:
    """Forget what ended so long ago, at most so many; returns how many."""
    return len(await tx.rows("webhooks/forget_ended", age_ms=age_ms, most=most))


async def unwanted_keys(database: Database) -> list[str]:
    """The keys for whose webhook something waits although it is off or was removed."""
    rows = await database.read(lambda tx: tx.rows("webhooks/unwanted_keys"))
    return [row["key_id"] for row in rows]


async def forget_unwanted(tx: Connection, key_id: str, *, most: int) -> int:
    """Forget what waits for the key's webhook if that is off or was removed, at most so many; returns how many."""
    return len(await tx.rows("webhooks/forget_unwanted", key_id=key_id, most=most))


async def _count(tx: Connection, outcome: str, tries: int) -> None:
    await tx.row("webhooks/add_outcome", outcome=outcome, tries=tries)
