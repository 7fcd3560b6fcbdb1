"""Usage as it is asked for: by step of time and model, by key, and the keys and accounts with most calls.

The database sums; here are only rows that the caller shows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wanstudio.accounts.directory import as_json
from wanstudio.accounts.ranking import Owner, Ranking, read_ranking
from wanstudio.accounts.usage import SLOT_MS, SLOTS_AN_HOUR, Figures
from wanstudio.catalog.regions import REGIONS
from wanstudio.database.connection import Connection, Database, Row


@dataclass(slots=True)
class UsageLine(Figures):
    """One step of time of one model, and of one key where lines were asked for by key (else "").

    Which length a step has, whoever asked knows.
    """

    step: int
    region: str
    key_id: str
    model: str


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

    @property
    def span(self) -> dict[str, int]:
        """The first and the last slot, as statements name them."""
        return {"first_slot": self.first * self.slots, "last_slot": (self.last + 1) * self.slots - 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose calls, in one region: an account's or (None) everybody's; of one key and model unless they are empty.

    A key is an account's: a scope that names a key names the account as well.
    """

    region: str
    account_id: str | None
    key_id: str = ""
    model: str = ""


async def read_usage(
    database: Database, *, account_id: str | None, first_hour: int, last_hour: int
) -> list[UsageLine]:
    """Usage of both regions between two hours (hours since 1970): an account's by key, or (None) everybody's."""
    steps = Steps(first_hour, last_hour, SLOTS_AN_HOUR)
    read = read_models if account_id is None else read_keys
    lines = []
    for region in REGIONS:
        lines += await read(database, steps, Scope(region=region.name, account_id=account_id))
    return sorted(lines, key=lambda line: (line.step, line.region, line.key_id, line.model))


async def read_keys(database: Database, steps: Steps, scope: Scope) -> list[UsageLine]:
    """One account's usage by step, key and model."""
    asked: dict[str, object] = {"region": scope.region, "slots": steps.slots, **steps.span}
    asked |= {"account_id": scope.account_id, "key_id": scope.key_id, "model": scope.model}
    return await _lines(database, scope, "accounts/usage_counts", "accounts/usage_times", asked)


async def read_models(database: Database, steps: Steps, scope: Scope) -> list[UsageLine]:
    """Usage by step and model, all keys together. Every model is there, also if the scope names one."""
    asked: dict[str, object] = {"region": scope.region, "slots": steps.slots, **steps.span}
    if scope.account_id is None:
        return await _lines(database, scope, "accounts/usage_of_all", "accounts/times_of_all", asked)
    asked |= {"account_id": scope.account_id, "key_id": scope.key_id}
    return await _lines(database, scope, "accounts/usage_by_model", "accounts/times_by_model", asked)


async def _lines(
    database: Database, scope: Scope, counts: str, times: str, asked: dict[str, object]
) -> list[UsageLine]:
    async def work(tx: Connection) -> tuple[list[Row], list[Row]]:
        return await tx.rows(counts, **asked), await tx.rows(times, **asked)

    return fold(*await database.read_long(work), scope.region)


def fold(counts: Iterable[Row], times: Iterable[Row], region: str) -> list[UsageLine]:
    """Rows by error code and by bucket, folded into one line for each step, key and model."""
    lines: dict[tuple[int, str, str], UsageLine] = {}

    def line_of(row: Row) -> UsageLine:
        key_id = row.get("key_id", "")
        place = (row["step"], key_id, row["model"])
        if place not in lines:
            lines[place] = UsageLine(row["step"], region, key_id, row["model"])
        return lines[place]

    for row in counts:
        line_of(row).count(row["code"], int(row["calls"]), int(row["images"]))
    for row in times:
        line_of(row).time(row["measure"], row["bucket"], int(row["tasks"]))
    return [lines[place] for place in sorted(lines)]


async def rank_usage(
    database: Database, steps: Steps, scope: Scope, most: int
) -> tuple[Ranking[Figures], Ranking[Figures] | None]:
    """The `most` keys with most calls; of everybody's also the accounts. Of the rest no times are known."""
    asked: dict[str, object] = {"region": scope.region, "model": scope.model, **steps.span}

    async def work(tx: Connection) -> tuple[Ranking[Figures], Ranking[Figures] | None]:
        owners = None
        if scope.account_id is None:
            rows = await tx.rows("accounts/rank_usage_of_all", most=most, **asked)
            owners = read_ranking(rows, "account", Figures, _count)
            await _add_times(tx, owners, "accounts/times_of_accounts", asked)
        else:
            mine = {"account_id": scope.account_id, "key_id": scope.key_id}
            rows = await tx.rows("accounts/rank_usage", most=most, **mine, **asked)
        keys = read_ranking(rows, "key", Figures, _count)
        await _add_times(tx, keys, "accounts/times_of_keys", asked)
        return keys, owners

    return await database.read_long(work)


def _count(figures: Figures, row: Row) -> None:
    figures.count(row["code"], int(row["calls"]), int(row["images"]))


async def _add_times(
    tx: Connection, ranking: Ranking[Figures], statement: str, asked: Mapping[str, object]
) -> None:
    """Read how long the tasks of those that are ranked took."""
    if not ranking.first:
        return
    known = dict(ranking.first)
    lists = {"account_ids": as_json(owner.account_id for owner in known)}
    if statement == "accounts/times_of_keys":
        lists["key_ids"] = as_json(owner.key_id for owner in known)
    for row in await tx.rows(statement, **lists, **asked):
        figures = known.get(Owner(row["account_id"], row.get("key_id", "")))
        if figures is not None:
            figures.time(row["measure"], row["bucket"], int(row["tasks"]))
