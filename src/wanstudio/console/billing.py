"""Billing: what a month's images cost by day, model and key, free images left, and the ledger to take away."""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from wanstudio.accounts.billing import Tariff
from wanstudio.accounts.directory import account_pages
from wanstudio.accounts.free_quota import FreeQuota, read_free_quotas
from wanstudio.accounts.ranking import Owner, Ranking
from wanstudio.accounts.statements import (
    DAY_MS,
    DayLine,
    LedgerLine,
    Period,
    Sum,
    first_charge_ms,
    ledger_pages,
    rank_bills,
    read_days,
)
from wanstudio.catalog.regions import find_region
from wanstudio.console.charts import Chart, Step, bar_chart
from wanstudio.console.choices import (
    SHOWN,
    Choice,
    Row,
    kept,
    rows_of_accounts,
    rows_of_keys,
    search_instead,
    seen_account,
    series_of_models,
)
from wanstudio.console.downloads import Download, Record
from wanstudio.console.page import show
from wanstudio.console.visit import Visit
from wanstudio.console.written import day, money, number
from wanstudio.wire.door import Answer

_HEADING = ("time", "task", "image", "model", "key", "kind", "price", "currency")


@dataclass(frozen=True, slots=True)
class Month:
    """A month in UTC, as `2026-11`; from its first moment up to, not including, the next one's."""

    name: str
    start_ms: int
    end_ms: int


def month_of(year: int, month: int) -> Month:
    """The month; `month` counts from 1 and may be 0 or 13, in the year before or after."""
    start, end = (_first_moment(year, month + more) for more in (0, 1))
    return Month(datetime.fromtimestamp(start / 1000, UTC).strftime("%Y-%m"), start, end)


def _first_moment(year: int, month: int) -> int:
    years, months = divmod(month - 1, 12)
    return int(datetime(year + years, months + 1, 1, tzinfo=UTC).timestamp() * 1000)


def months_between(first_ms: int, last_ms: int) -> list[Month]:
    """Every month from one moment to another, the newest first."""
    oldest, newest = (datetime.fromtimestamp(ms / 1000, UTC) for ms in (first_ms, last_ms))
    count = (newest.year - oldest.year) * 12 + newest.month - oldest.month
    return [month_of(newest.year, newest.month - back) for back in range(count + 1)]


async def _months(visit: Visit) -> tuple[list[Month], Month]:
    """The months that may be chosen, and the one that is: the present one where the query names none."""
    database = visit.desk.database
    now, first = database.now_ms(), await first_charge_ms(database, visit.seen_account)
    months = months_between(min(now, first if first is not None else now), now)
    wanted = visit.call.query().get("month")
    return months, next((month for month in months if month.name == wanted), months[0])


async def show_billing(visit: Visit) -> Answer:
    """`GET /billing?month=2026-11`."""
    found = await search_instead(visit, "/billing", ("month",))
    if found is not None:
        return found
    account, (months, month) = await seen_account(visit), await _months(visit)
    end_ms = min(month.end_ms, visit.desk.database.now_ms() + 60_000)
    period = Period(visit.session.region, month.start_ms, end_ms)
    lines = await read_days(visit.desk.database, visit.seen_account, period)
    whole = Sum()
    for line in lines:
        whole.add(line)
    region = find_region(visit.session.region)
    assert region is not None
    facts = {
        "month": month,
        "months": [Choice(one.name, one.name, one is month) for one in months],
        "account": account,
        "chosen": kept(visit, "account", "month"),
        "searched": {"month": month.name},
        "currency": region.currency,
        "whole": whole,
        "charts": _charts(visit, lines, month, partial(money, currency=region.currency)),
        "by_model": [
            Row(model, figures) for model, figures in _grouped((line.model, line) for line in lines)
        ],
        "quotas": await _free(visit),
        "now": visit.desk.database.now_ms(),
        **await _ranked(visit, period, lines, month),
    }
    return show(visit, "billing.html", facts)


async def _ranked(
    visit: Visit, period: Period, lines: Iterable[DayLine], month: Month
) -> dict[str, list[Row] | None]:
    """The keys that cost most, and with all accounts the accounts as well."""
    if visit.seen_account is not None:
        sums = _grouped((line.key_id, line) for line in lines)
        ranking = Ranking(Sum(), [(Owner("", key_id), figures) for key_id, figures in sums[:SHOWN]])
        ranking.others = len(sums) - len(ranking.first)
        for _, figures in sums[SHOWN:]:
            ranking.rest.include(figures)
        return {"by_key": await rows_of_keys(visit, ranking, None), "by_account": None}
    keys, owners = await rank_bills(visit.desk.database, period, SHOWN)
    return {
        "by_key": await rows_of_keys(visit, keys, None),
        "by_account": await rows_of_accounts(visit, owners, {"month": month.name}),
    }


def _grouped(pairs: Iterable[tuple[str, DayLine]]) -> list[tuple[str, Sum]]:
    """The sums of each name, the dearest first."""
    sums: dict[str, Sum] = {}
    for name, line in pairs:
        sums.setdefault(name, Sum()).add(line)
    return sorted(sums.items(), key=lambda one: (-one[1].cost_micros, -one[1].images, one[0]))


def _charts(visit: Visit, lines: list[DayLine], month: Month, write: Callable[[int], str]) -> list[Chart]:
    """Cost and images by day, stacked by model."""
    first, count = month.start_ms // DAY_MS, (month.end_ms - month.start_ms) // DAY_MS
    steps = tuple(
        Step(day(number * DAY_MS)[5:], day(number * DAY_MS)) for number in range(first, first + count)
    )
    costs: dict[str, list[int]] = defaultdict(lambda: [0] * count)
    images: dict[str, list[int]] = defaultdict(lambda: [0] * count)
    for line in lines:
        costs[line.model][line.day - first] += line.cost_micros
        images[line.model][line.day - first] += line.images
    say = visit.say
    return [
        bar_chart("cost", say("Cost by day"), steps, series_of_models(visit, costs), write),
        bar_chart("images", say("Images by day"), steps, series_of_models(visit, images), number),
    ]


async def _free(visit: Visit) -> list[FreeQuota]:
    """The free images of the seen account; all accounts together have none."""
    account_id, region = visit.seen_account, visit.session.region
    if account_id is None:
        return []
    tariffs = {
        offer.model.name: Tariff(
            offer.price_micros, offer.region.currency, offer.free_images, offer.free_days
        )
        for offer in visit.desk.service.offers_in(region)
    }
    return await read_free_quotas(visit.desk.database, account_id, region, tariffs)


async def download_ledger(visit: Visit) -> Answer:
    """`GET /billing/ledger.csv?month=2026-11`: one row an image; with all accounts, whose it was as well."""
    _, month = await _months(visit)
    period = Period(visit.session.region, month.start_ms, month.end_ms)
    seen, database = visit.seen_account, visit.desk.database

    async def of_one(account_id: str) -> AsyncIterator[list[Record]]:
        async for page in ledger_pages(database, account_id, period):
            yield [_record(line) for line in page]

    async def of_all() -> AsyncIterator[list[Record]]:
        async for accounts in account_pages(database):
            for account in accounts:
                async for page in ledger_pages(database, account.account_id, period):
                    yield [(*_record(line), account.name) for line in page]

    name = f"wanstudio-ledger-{period.region}-{month.name}.csv"
    if seen is None:
        return Download(name, (*_HEADING, "account"), of_all())
    return Download(name, _HEADING, of_one(seen))


def _record(line: LedgerLine) -> tuple[object, ...]:
    at = datetime.fromtimestamp(line.charged_at / 1000, UTC).isoformat(timespec="milliseconds")
    price = f"{line.price_micros // 1_000_000}.{line.price_micros % 1_000_000:06d}"
    return (at, line.task_id, line.image_no, line.model, line.key_id, line.kind, price, line.currency)
