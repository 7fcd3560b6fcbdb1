"""Usage: calls, images, failures by code, percentiles of latency and queue wait, by time, model and key."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from wanstudio.database.connection import Connection, Database, Row

K = TypeVar("K")
THROTTLED = ("Throttling.RateQuota", "Throttling.AllocationQuota", "Throttling")
BLOCKED = ("DataInspectionFailed", "IPInfringementSuspect")
SLOT_MS = 300_000
"""Usage is kept in slots of five minutes."""
SLOTS_AN_HOUR = 12
_GROWTH = math.log(1.1)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose call it was, and for what."""

    account_id: str
    region: str
    key_id: str
    model: str


@dataclass(slots=True, kw_only=True)
class Figures:
    """What was called and what came of it. `failures` counts by error code, throttled calls among them.

    `latencies` and `waits` (in the queue) are histograms of the succeeded tasks.
    """

    calls: int = 0
    successes: int = 0
    throttled: int = 0
    images: int = 0
    failures: dict[str, int] = field(default_factory=dict)
    latencies: dict[int, int] = field(default_factory=dict)
    waits: dict[int, int] = field(default_factory=dict)

    @property
    def blocked(self) -> int:
        """Calls that moderation refused."""
        return sum(self.failures.get(code, 0) for code in BLOCKED)

    @property
    def otherwise_failed(self) -> int:
        """Calls that failed, but were neither throttled nor refused by moderation."""
        return self.calls - self.successes - self.throttled - self.blocked

    def percentile_ms(self, share: float) -> int | None:
        """Latency in milliseconds that `share` of the succeeded tasks did not pass, within 5 %."""
        return percentile_ms(self.latencies, share)

    def wait_percentile_ms(self, share: float) -> int | None:
        """Milliseconds in the queue that `share` of the succeeded tasks did not pass, within 5 %."""
        return percentile_ms(self.waits, share)

    def add(self, other: "Figures") -> None:
        """Count what the other counted."""
        self.calls += other.calls
        self.successes += other.successes
        self.throttled += other.throttled
        self.images += other.images
        _add_counts(self.failures, other.failures)
        _add_counts(self.latencies, other.latencies)
        _add_counts(self.waits, other.waits)


@dataclass(slots=True)
class UsageLine(Figures):
    """One step of time of one key and model; which length a step has, whoever asked knows."""

    step: int
    region: str
    key_id: str
    model: str


def total(lines: Iterable[Figures]) -> Figures:
    """All of them together."""
    summed = Figures()
    for line in lines:
        summed.add(line)
    return summed


def _add_counts(mine: dict[K, int], theirs: dict[K, int]) -> None:
    for name, count in theirs.items():
        mine[name] = mine.get(name, 0) + count


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


async def add_times(tx: Connection, subject: Subject, *, latency_ms: int, wait_ms: int) -> None:
    """Count one succeeded task: its time from submission to end, and to a worker."""
    buckets = {"latency": bucket_of(latency_ms), "wait": bucket_of(wait_ms)}
    await tx.row("accounts/add_times", **_columns(subject), **buckets)


def _columns(subject: Subject) -> dict[str, str]:
    return {
        "account_id": subject.account_id,
        "region": subject.region,
        "key_id": subject.key_id,
        "model": subject.model,
    }


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps of time, `first` to `last` of them since 1970, each of so many slots."""

    first: int
    last: int
    slots: int

    @property
    def length_ms(self) -> int:
        """How long one step is, in milliseconds."""
        return self.slots * SLOT_MS


async def read_usage(
    database: Database, *, account_id: str | None, first_hour: int, last_hour: int
) -> list[UsageLine]:
    """Usage between two hours (hours since 1970), for one account or (None) all of them."""
    return await read_steps(database, Steps(first_hour, last_hour, SLOTS_AN_HOUR), account_id=account_id)


async def read_steps(
    database: Database, steps: Steps, *, account_id: str | None, region: str | None = None
) -> list[UsageLine]:
    """Usage by step, for one account and region or (None) all of them."""
    asked = {
        "account_id": account_id,
        "region": region,
        "slots": steps.slots,
        "first_slot": steps.first * steps.slots,
        "last_slot": (steps.last + 1) * steps.slots - 1,
    }

    async def work(tx: Connection) -> tuple[list[Row], list[Row]]:
        return await tx.rows("accounts/usage_counts", **asked), await tx.rows("accounts/usage_times", **asked)

    counts, times = await database.read_long(work)
    return fold(counts, times)


def fold(counts: Iterable[Row], times: Iterable[Row]) -> list[UsageLine]:
    """Rows by error code and by bucket, folded into one line for each step, region, key and model."""
    lines: dict[tuple[int, str, str, str], UsageLine] = {}

    def line_of(row: Row) -> UsageLine:
        place = (row["step"], row["region"], row["key_id"], row["model"])
        return lines.setdefault(place, UsageLine(*place))

    for row in counts:
        line, calls = line_of(row), int(row["calls"])
        line.calls += calls
        line.images += int(row["images"])
        if row["code"] == "":
            line.successes += calls
        else:
            line.failures[row["code"]] = line.failures.get(row["code"], 0) + calls
        line.throttled += calls if row["code"] in THROTTLED else 0
    for row in times:
        line = line_of(row)
        histogram = line.latencies if row["measure"] == "latency" else line.waits
        histogram[row["bucket"]] = int(row["tasks"])
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
