"""Model observation: calls, what came of them and how long they took, by time, model and key."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace

from wanstudio.accounts.api_keys import newest_keys
from wanstudio.accounts.directory import account_pages, name_keys
from wanstudio.accounts.usage import Figures, total
from wanstudio.accounts.usage_reading import Scope, Steps, UsageLine, rank_usage, read_keys, read_models
from wanstudio.console.charts import Series, Step
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
    written_key,
)
from wanstudio.console.downloads import Download, Record
from wanstudio.console.page import show
from wanstudio.console.usage_charts import usage_charts
from wanstudio.console.visit import Visit
from wanstudio.console.written import day, iso, moment, time_of_day
from wanstudio.wire.door import Answer

_DAY_SLOTS = 288
_MOST_KEYS = 150
"""Keys to choose from: an account has no more valid ones; a revoked one that has calls is a link in its table."""
_HEADING = (
    "from", "to", "model", "key", "calls", "succeeded", "images", "throttled", "moderation", "other_failures",
    "failures", "latency_p50_ms", "latency_p95_ms", "latency_p99_ms", "wait_p50_ms", "wait_p95_ms",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """How far back: so many steps of so many slots.

    The page is read anew every `live` seconds, with all accounts every `live_of_all`.
    """

    name: str
    title: str
    slots: int
    steps: int
    live: int
    live_of_all: int


SPANS = {
    span.name: span
    for span in (
        Span("hour", "Last hour", 1, 12, 3, 15),
        Span("day", "Last 24 hours", 12, 24, 3, 60),
        Span("month", "Last 30 days", _DAY_SLOTS, 30, 15, 300),
    )
}


@dataclass(frozen=True, slots=True)
class View:
    """What the query asks for: the time, and whose calls of which model and key."""

    span: Span
    steps: Steps
    scope: Scope

    @property
    def live(self) -> int:
        """Seconds after which the page is read anew."""
        return self.span.live_of_all if self.scope.account_id is None else self.span.live


async def read_view(visit: Visit) -> View:
    """The span, model and key of the query; the last day where it names no span that there is."""
    query = visit.call.query()
    span = SPANS.get(query.get("span", "day"), SPANS["day"])
    last = visit.desk.database.now_ms() // Steps(0, 0, span.slots).length_ms
    account_id, key_id = visit.seen_account, query.get("key", "")
    if account_id is None and key_id:
        # One account's usage is found by index; an id that is no key's has none.
        key = (await name_keys(visit.desk.database, [key_id])).get(key_id)
        account_id = key.account_id if key else ""
    scope = Scope(
        region=visit.session.region, account_id=account_id, key_id=key_id, model=query.get("model", "")
    )
    return View(span, Steps(last - span.steps + 1, last, span.slots), scope)


async def show_observation(visit: Visit) -> Answer:
    """`GET /observation?span=hour|day|month`, of one model or key if the query says so."""
    found = await search_instead(visit, "/observation", ("span", "model"))
    if found is not None:
        return found
    account, view = await seen_account(visit), await read_view(visit)
    database, scope = visit.desk.database, view.scope
    everything = await read_models(database, view.steps, scope)
    lines = [line for line in everything if scope.model in ("", line.model)]
    keys, owners = await rank_usage(database, view.steps, scope, SHOWN)
    whole, shown = total(lines), {"span": view.span.name} | kept(visit, "model")
    facts = {
        "view": view,
        "spans": SPANS.values(),
        "account": account,
        "models": _models(visit, everything, scope.model),
        "keys": await _keys(visit, scope),
        "chosen": kept(visit, "span", "account", "model", "key"),
        "searched": shown,
        "whole": whole,
        "charts": usage_charts(visit, _steps(view), _by_step(lines, view), _images(visit, lines, view)),
        "failures": sorted(whole.failures.items(), key=lambda one: (-one[1], one[0])),
        "by_model": _by_model(lines),
        "by_key": await rows_of_keys(visit, keys, shown | kept(visit, "account")),
        "by_account": None if owners is None else await rows_of_accounts(visit, owners, shown),
    }
    return show(visit, "observation.html", facts)


def _models(visit: Visit, lines: Iterable[UsageLine], chosen: str) -> list[Choice]:
    """All of them, and each that is offered, has calls or is chosen."""
    offered = {offer.model.name for offer in visit.desk.service.offers_in(visit.session.region)}
    names = offered | {line.model for line in lines} | ({chosen} if chosen else set())
    every = Choice("", visit.say("All models"), not chosen)
    return [every, *(Choice(name, name, name == chosen) for name in sorted(names))]


async def _keys(visit: Visit, scope: Scope) -> list[Choice]:
    """The keys of one account; of all accounts together only the one that is chosen."""
    if scope.account_id is None:
        return []
    keys, _ = await newest_keys(visit.desk.database, scope.account_id, scope.region, _MOST_KEYS)
    names = {scope.key_id: scope.key_id} if scope.key_id else {}
    names |= {key.key_id: written_key(visit, key.key_id, key.name, key.hint) for key in keys}
    ordered = sorted(names.items(), key=lambda one: one[1])
    every = Choice("", visit.say("All keys"), not scope.key_id)
    return [every, *(Choice(key_id, name, key_id == scope.key_id) for key_id, name in ordered)]


def _by_model(lines: Iterable[UsageLine]) -> list[Row]:
    """The figures of each model, those with most calls first."""
    summed: dict[str, Figures] = {}
    for line in lines:
        summed.setdefault(line.model, Figures()).add(line)
    ordered = sorted(summed.items(), key=lambda one: (-one[1].calls, one[0]))
    return [Row(model, figures) for model, figures in ordered]


def _by_step(lines: list[UsageLine], view: View) -> list[Figures]:
    """The figures of each step, empty ones too."""
    found = [Figures() for _ in range(view.span.steps)]
    for line in lines:
        found[line.step - view.steps.first].add(line)
    return found


def _images(visit: Visit, lines: list[UsageLine], view: View) -> tuple[Series, ...]:
    """Painted images by model, one figure a step."""
    found: dict[str, list[int]] = {}
    for line in lines:
        if line.images:
            values = found.setdefault(line.model, [0] * view.span.steps)
            values[line.step - view.steps.first] += line.images
    return series_of_models(visit, found)


def _steps(view: View) -> tuple[Step, ...]:
    starts = [number * view.steps.length_ms for number in range(view.steps.first, view.steps.last + 1)]
    if view.span.slots == _DAY_SLOTS:
        return tuple(Step(day(start)[5:], day(start)) for start in starts)
    return tuple(Step(time_of_day(start), moment(start), start) for start in starts)


async def download_observation(visit: Visit) -> Answer:
    """`GET /observation.csv`: the same figures, a row a step, model and key; with all accounts, whose they are as well."""
    view, seen = await read_view(visit), visit.seen_account
    name = f"wanstudio-observation-{view.span.name}.csv"
    if view.scope.account_id is not None:
        return Download(name, _HEADING, _pages(visit, view))
    assert seen is None
    return Download(name, (*_HEADING, "account"), _pages_of_all(visit, view))


async def _pages(visit: Visit, view: View) -> AsyncIterator[list[Record]]:
    """One account's rows, a step at a time."""
    for number in range(view.steps.first, view.steps.last + 1):
        step = replace(view.steps, first=number, last=number)
        lines = await read_keys(visit.desk.database, step, view.scope)
        if lines:
            yield [_record(line, view.steps.length_ms) for line in lines]
        # SQLite answers at once: others come in between.
        await asyncio.sleep(0)


async def _pages_of_all(visit: Visit, view: View) -> AsyncIterator[list[Record]]:
    """The rows of each account after the other, so that only one account's are in memory."""
    async for accounts in account_pages(visit.desk.database):
        for account in accounts:
            scope = replace(view.scope, account_id=account.account_id)
            lines = await read_keys(visit.desk.database, view.steps, scope)
            if lines:
                yield [(*_record(line, view.steps.length_ms), account.name) for line in lines]
            await asyncio.sleep(0)


def _record(line: UsageLine, length_ms: int) -> Record:
    start = line.step * length_ms
    return (
        iso(start),
        iso(start + length_ms),
        line.model,
        line.key_id,
        line.calls,
        line.successes,
        line.images,
        line.throttled,
        line.blocked,
        line.otherwise_failed,
        "; ".join(f"{code} {calls}" for code, calls in line.failures.items()),
        *(line.percentile_ms(share) for share in (0.5, 0.95, 0.99)),
        *(line.wait_percentile_ms(share) for share in (0.5, 0.95)),
    )
