"""Usage: calls, images, failures by code and latency percentiles, by hour, model and key."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from wanstudio.database.connection import Connection, Database, Row

THROTTLED = ("Throttling.RateQuota", "Throttling.AllocationQuota", "Throttling")
_GROWTH = math.log(1.1)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose call it was, and for what."""

    account_id: str
    region: str
    key_id: str
    model: str


@dataclass(slots=True)
class UsageLine:
    """One hour of one key and model. `failures` counts by error code, throttled calls among them."""

    hour: int
    region: str
    key_id: str
    model: str
    calls: int = 0
    successes: int = 0
    throttled: int = 0
    images: int = 0
    failures: dict[str, int] = field(default_factory=dict)
    latencies: dict[int, int] = field(default_factory=dict)

    def percentile_ms(self, share: float) -> int | None:
        """Latency in milliseconds that `share` of the succeeded tasks did not pass, within 5 %."""
        return percentile_ms(self.latencies, share)


def bucket_of(latency_ms: int) -> int:
    """The histogram bucket of a latency: each is 10 % wider than the one before."""
    return max(0, round(math.log(max(1, latency_ms)) / _GROWTH))


def middle_ms(bucket: int) -> int:
    """The latency in the middle of a bucket."""
    return round(math.exp(bucket * _GROWTH))


def percentile_ms(buckets: dict[int, int], share: float) -> int | None:
    """The middle of the bucket in which the percentile lies, or None when there are no latencies."""
    total = sum(buckets.values())
    if not total:
        return None
    wanted = share * total
    seen = 0
    for bucket in sorted(buckets):
        seen += buckets[bucket]
        if seen >= wanted:
            return middle_ms(bucket)
    return None


async def add_calls(
    tx: Connection, subject: Subject, *, code: str = "", calls: int = 1, images: int = 0
) -> None:
    """Count calls that ended with `code` ("" is success) and the images they gave."""
    await tx.row("accounts/add_usage", **_columns(subject), code=code, calls=calls, images=images)


async def add_latency(tx: Connection, subject: Subject, latency_ms: int) -> None:
    """Count one succeeded task's time from submission to end."""
    await tx.row("accounts/add_latency", **_columns(subject), bucket=bucket_of(latency_ms))


def _columns(subject: Subject) -> dict[str, str]:
    return {
        "account_id": subject.account_id,
        "region": subject.region,
        "key_id": subject.key_id,
        "model": subject.model,
    }


async def read_usage(
    database: Database, *, account_id: str | None, first_hour: int, last_hour: int
) -> list[UsageLine]:
    """Usage between two hours (hours since 1970), for one account or (None) all of them."""
    span = {"account_id": account_id, "first_hour": first_hour, "last_hour": last_hour}

    async def work(tx: Connection) -> tuple[list[Row], list[Row]]:
        return await tx.rows("accounts/usage", **span), await tx.rows("accounts/latencies", **span)

    counts, latencies = await database.read(work)
    return fold(counts, latencies)


def fold(counts: Iterable[Row], latencies: Iterable[Row]) -> list[UsageLine]:
    """Rows by error code and by bucket, folded into one line for each hour, region, key and model."""
    lines: dict[tuple[int, str, str, str], UsageLine] = {}

    def line_of(row: Row) -> UsageLine:
        place = (row["hour"], row["region"], row["key_id"], row["model"])
        return lines.setdefault(place, UsageLine(*place))

    for row in counts:
        line = line_of(row)
        line.calls += row["calls"]
        line.images += row["images"]
        if row["code"] == "":
            line.successes += row["calls"]
        else:
            line.failures[row["code"]] = line.failures.get(row["code"], 0) + row["calls"]
        line.throttled += row["calls"] if row["code"] in THROTTLED else 0
    for row in latencies:
        line_of(row).latencies[row["bucket"]] = row["tasks"]
    return [lines[place] for place in sorted(lines)]


class RefusalCount:
    """Calls refused at the door, counted in memory and written together once a second.

    A flood of refused calls must not become a flood of writes; a crash may lose the last second.
    """

    def __init__(self) -> None:
        self._counts: dict[tuple[Subject, str], int] = defaultdict(int)

    def add(self, subject: Subject, code: str) -> None:
        """Count one refused call."""
        self._counts[subject, code] += 1

    async def flush(self, database: Database) -> None:
        """Write what was counted since the last flush; kept for the next one if that fails."""
        counts, self._counts = self._counts, defaultdict(int)
        if not counts:
            return

        async def work(tx: Connection) -> None:
            for (subject, code), calls in sorted(counts.items(), key=str):
                await add_calls(tx, subject, code=code, calls=calls)

        try:
            await database.write(work)
        except Exception:
            for place, calls in counts.items():
                self._counts[place] += calls
            raise
