"""What an account owes: sums by day, model and key, and the ledger they are the sums of.

Both are read a piece at a time, so that neither memory nor whoever waits for the store feels how long they are.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial

from wanstudio.accounts.ranking import Ranking, read_ranking
from wanstudio.database.connection import Connection, Database, Row

DAY_MS = 86_400_000
_PAGE = 2000


@dataclass(frozen=True, slots=True)
class DayLine:
    """What images of one model cost on a day (days since 1970, UTC); `kind` is `free` or `paid`.

    They are one key's, or (`key_id` is empty) everybody's.
    """

    day: int
    model: str
    key_id: str
    kind: str
    images: int
    cost_micros: int


@dataclass(slots=True)
class Sum:
    """Images and what they cost, in millionths of the region's currency."""

    images: int = 0
    free: int = 0
    cost_micros: int = 0

    def add(self, line: DayLine) -> None:
        """Count a line of the bill."""
        self.images += line.images
        self.free += line.images if line.kind == "free" else 0
        self.cost_micros += line.cost_micros

    def include(self, other: "Sum") -> None:
        """Count what the other counted."""
        self.images += other.images
        self.free += other.free
        self.cost_micros += other.cost_micros


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
    """The sums of each day: one account's by key, or (None) everybody's; past days no longer change."""
    lines: list[DayLine] = []
    for day in range(period.start_ms // DAY_MS, (period.end_ms - 1) // DAY_MS + 1):
        span = {
            "start_ms": max(period.start_ms, day * DAY_MS),
            "end_ms": min(period.end_ms, (day + 1) * DAY_MS) - 1,
        }
        for row in await database.read_long(partial(_sums, account_id, period.region, span)):
            images, cost = int(row["images"]), int(row["cost_micros"])
            lines.append(DayLine(day, row["model"], row.get("key_id", ""), row["kind"], images, cost))
    return lines


async def _sums(account_id: str | None, region: str, span: dict[str, int], tx: Connection) -> list[Row]:
    if account_id is None:
        return await tx.rows("accounts/bill_of_all", region=region, **span)
    return await tx.rows("accounts/bill_by_key", account_id=account_id, region=region, **span)


async def rank_bills(database: Database, period: Period, most: int) -> tuple[Ranking[Sum], Ranking[Sum]]:
    """The `most` keys and the `most` accounts that cost most."""
    span = {"start_ms": period.start_ms, "end_ms": period.end_ms - 1}
    rows = await database.read_long(
        lambda tx: tx.rows("accounts/rank_bills", region=period.region, most=most, **span)
    )
    return read_ranking(rows, "key", Sum, _count), read_ranking(rows, "account", Sum, _count)


def _count(whole: Sum, row: Row) -> None:
    whole.images += int(row["images"])
    whole.free += int(row["free"])
    whole.cost_micros += int(row["cost_micros"])


async def first_charge_ms(database: Database, account_id: str | None) -> int | None:
    """When anything was charged first, for one account or (None) any of them."""

    async def work(tx: Connection) -> Row | None:
        if account_id is None:
            return await tx.row("accounts/first_charge_of_all")
        return await tx.row("accounts/first_charge", account_id=account_id)

    row = await database.read_long(work)
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
