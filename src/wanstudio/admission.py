"""A task is admitted: its account's rate and limits, its turn, and its row.

On PostgreSQL it is one statement: from its first step to the commit the account's rows are locked, so a round trip for
each step would bound what one account can submit. SQLite has no round trips, and no such statement.
"""

from dataclasses import dataclass

from wanstudio.accounts.api_keys import Caller
from wanstudio.accounts.submit_rate import admit_submission, bucket_of, check_rate
from wanstudio.catalog.offers import Offer
from wanstudio.catalog.order import Order
from wanstudio.database.connection import Connection, Database, Row
from wanstudio.errors import QueueFull, RateQuotaExceeded
from wanstudio.tasks.queue import Entry, enter, values_of


@dataclass(frozen=True, slots=True)
class Candidate:
    """A task that asks to be admitted. `counted` says that its account's rate has been asked already."""

    caller: Caller
    entry: Entry
    order: Order
    offer: Offer
    counted: bool


async def admit(tx: Connection, candidate: Candidate) -> None:
    """Record a task as PENDING: the last statement of a transaction that does more.

    Raises RateQuotaExceeded, or QueueFull when the account has too many waiting.
    """
    if tx.dialect == "sqlite":
        await _admit_by_steps(tx, candidate)
        return
    row = await _admit_at_once(tx, candidate)
    if not row["entered"]:
        await _refuse(tx, candidate, row)


async def admit_alone(database: Database, candidate: Candidate) -> None:
    """`admit` in a transaction of its own. What the queue had no room for has counted in the rate on PostgreSQL."""
    if database.dialect == "sqlite":
        await database.write(lambda tx: _admit_by_steps(tx, candidate))
        return
    row = await database.write(lambda tx: _admit_at_once(tx, candidate), one_statement=True)
    if not row["entered"]:
        await database.read(lambda tx: _refuse(tx, candidate, row))


async def _admit_by_steps(tx: Connection, candidate: Candidate) -> None:
    entry, offer = candidate.entry, candidate.offer
    if not candidate.counted:
        await admit_submission(tx, candidate.caller, entry.model, offer.submit_rate)
    limits = {"running_limit": offer.running_limit, "queue_limit": offer.queue_limit}
    await enter(tx, entry, candidate.order, **limits)


async def _admit_at_once(tx: Connection, candidate: Candidate) -> Row:
    """`conforms` says whether the rate let the task pass, `entered` whether it was recorded."""
    offer = candidate.offer
    row = await tx.row(
        "tasks/admit",
        **values_of(candidate.entry, candidate.order),
        **bucket_of(offer.submit_rate),
        running_limit=offer.running_limit,
        queue_limit=offer.queue_limit,
        counted=candidate.counted,
    )
    assert row is not None
    return row


async def _refuse(tx: Connection, candidate: Candidate, row: Row) -> None:
    if row["conforms"]:
        raise QueueFull
    await check_rate(tx, candidate.caller, candidate.entry.model, candidate.offer.submit_rate)
    raise RateQuotaExceeded(retry_after=1)
