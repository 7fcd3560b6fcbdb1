"""A task is admitted: its account's rate and limits, its turn, and its row.

On PostgreSQL it is one statement: from its first step to the commit the account's rows are locked, so a round trip for
each step would bound what one account can submit. SQLite has no round trips, and no such statement.
"""

import asyncio
from dataclasses import dataclass

from wanstudio.accounts.api_keys import Caller
from wanstudio.accounts.submit_rate import admit_submission, bucket_of, check_rate
from wanstudio.catalog.offers import Offer
from wanstudio.catalog.order import Order
from wanstudio.database.connection import Connection, Database, Row
from wanstudio.errors import QueueFull, RateQuotaExceeded
from wanstudio.tasks.queue import Entry, enter, values_of

_MOST_TOGETHER = 32


@dataclass(frozen=True, slots=True)
class Candidate:
    """A task that asks to be admitted. `counted` says that its account's rate has been asked already."""

    caller: Caller
    entry: Entry
    order: Order
    offer: Offer
    counted: bool


_Rows = tuple[str, str, str]
_Asked = tuple[Candidate, "asyncio.Future[Row]"]


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


class Admissions:
    """Admits tasks, each in a transaction of its own, or of one account together where they come faster than it commits.

    A commit waits for the disk with the account's rows locked. What comes for the same rows meanwhile is the next
    transaction: as SQLite's writer does for all. One for each process.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[_Rows, list[_Asked]] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def admit(self, candidate: Candidate) -> None:
        """`admit` in a transaction of its own. What the queue had no room for has counted in the rate on PostgreSQL."""
        if self._database.dialect == "sqlite":
            await self._database.write(lambda tx: _admit_by_steps(tx, candidate))
            return
        answer: asyncio.Future[Row] = asyncio.get_running_loop().create_future()
        rows = (candidate.entry.account_id, candidate.entry.region, candidate.entry.model)
        if rows in self._waiting:
            self._waiting[rows].append((candidate, answer))
        else:
            self._waiting[rows] = [(candidate, answer)]
            running = asyncio.create_task(self._admit_waiting(rows))
            self._running.add(running)
            running.add_done_callback(self._running.discard)
        row = await answer
        if not row["entered"]:
            await self._database.read(lambda tx: _refuse(tx, candidate, row))

    async def _admit_waiting(self, rows: _Rows) -> None:
        try:
            while waiting := self._waiting[rows]:
                asked, self._waiting[rows] = waiting[:_MOST_TOGETHER], waiting[_MOST_TOGETHER:]
                await self._admit_together(asked)
        finally:
            del self._waiting[rows]

    async def _admit_together(self, asked: list[_Asked]) -> None:
        async def work(tx: Connection) -> list[Row]:
            return [await _admit_at_once(tx, candidate) for candidate, _ in asked]

        try:
            found = await self._database.write(work, one_statement=len(asked) == 1)
        except Exception as error:
            for _, answer in asked:
                if not answer.done():
                    answer.set_exception(error)
            return
        for (_, answer), row in zip(asked, found, strict=True):
            if not answer.done():
                answer.set_result(row)


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
