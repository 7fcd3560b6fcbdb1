"""What an account owes: sums by day, model and key, and the ledger they are the sums of.

Both are read a piece at a time, so that neither memory nor whoever waits for the store feels how long they are.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial

from wanstudio.database.connection import Connection, Database, Row

DAY_MS = 86_400_000
_PAGE = 2000


@dataclass(frozen=True, slots=True)
class DayLine:
    """What one key's images of one model cost on a day (days since 1970, UTC); `kind` is `free` or `paid`."""

    day: int
    model: str
    key_id: str
    kind: str
    images: int
    cost_micros: int


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One charged image. `charged_at` is milliseconds since 1970, `image_no` counts from 0."""

    charged_at: int
    task_id: str
    image_no: int
    model: str
    key_id: str
    kind: str
    price_micros: int
    currency: str


@dataclass(frozen=True, slots=True)
class Period:
    """What to read: a region's charges from `start_ms` up to, not including, `end_ms`."""

    region: str
    start_ms: int
    end_ms: int


async def read_days(database: Database, account_id: str | None, period: Period) -> list[DayLine]:
    """The sums of each day, for one account or (None) all of them; past days no longer change."""
    lines: list[DayLine] = []
    for day in range(period.start_ms // DAY_MS, (period.end_ms - 1) // DAY_MS + 1):
        span = {
            "start_ms": max(period.start_ms, day * DAY_MS),
            "end_ms": min(period.end_ms, (day + 1) * DAY_MS) - 1,
        }
        for row in await database.read_long(partial(_sums, account_id, period.region, span)):
            images, cost = int(row["images"]), int(row["cost_micros"])
            lines.append(DayLine(day, row["model"], row["key_id"], row["kind"], images, cost))
        # SQLite answers at once and would hold up every other request of this process for a whole month.
        await asyncio.sleep(0)
    return lines


async def _sums(account_id: str | None, region: str, span: dict[str, int], tx: Connection) -> list[Row]:
    return await tx.rows("accounts/bill_by_key", account_id=account_id, region=region, **span)


async def first_charge_ms(database: Database, account_id: str | None) -> int | None:
    """When anything was charged first, for one account or (None) any of them."""
    row = await database.read_long(lambda tx: tx.row("accounts/first_charge", account_id=account_id))
    assert row is not None
    return None if row["charged_at"] is None else int(row["charged_at"])


async def ledger_pages(
    database: Database, account_id: str, period: Period
) -> AsyncIterator[list[LedgerLine]]:
    """One account's ledger in the order it was written, some thousand images at a time."""
    after = (period.start_ms, "", -1)
    while True:
        rows = await database.read_long(partial(_page, account_id, period, after))
        if not rows:
            return
        page = [LedgerLine(**dict(row)) for row in rows]
        yield page
        last = page[-1]
        after = (last.charged_at, last.task_id, last.image_no)
        await asyncio.sleep(0)


async def _page(account_id: str, period: Period, after: tuple[int, str, int], tx: Connection) -> list[Row]:
    return await tx.rows(
        "accounts/ledger_page",
        account_id=account_id,
        region=period.region,
        end_ms=period.end_ms - 1,
        after_ms=after[0],
        after_task=after[1],
        after_image=after[2],
        most=_PAGE,
    )
