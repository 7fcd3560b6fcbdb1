"""Model observation: calls, what came of them and how long they took, by time, model and key."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from wanstudio.accounts.usage import Figures, Steps, UsageLine, read_steps, total
from wanstudio.console.charts import Series, Step
from wanstudio.console.choices import Choice, choose_account, names_of_keys, series_of_models
from wanstudio.console.downloads import Download, Record
from wanstudio.console.page import show
from wanstudio.console.usage_charts import usage_charts
from wanstudio.console.visit import Visit
from wanstudio.console.written import day, iso, moment, time_of_day
from wanstudio.wire.door import Answer

_DAY_SLOTS = 288
_KEPT = ("span", "account", "model", "key")
_HEADING = (
    "from", "to", "model", "key", "calls", "succeeded", "images", "throttled", "moderation", "other_failures",
    "failures", "latency_p50_ms", "latency_p95_ms", "latency_p99_ms", "wait_p50_ms", "wait_p95_ms",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """How far back: so many steps of so many slots. The page is read anew every `live` seconds."""

    name: str
    title: str
    slots: int
    steps: int
    live: int


SPANS = {
    span.name: span
    for span in (
        Span("hour", "Last hour", 1, 12, 3),
        Span("day", "Last 24 hours", 12, 24, 3),
        Span("month", "Last 30 days", _DAY_SLOTS, 30, 15),
    )
}


@dataclass(frozen=True, slots=True)
class View:
    """What the query asks for; empty means all models, or all keys."""

    span: Span
    steps: Steps
    model: str
    key_id: str

    def takes(self, line: UsageLine) -> bool:
        """Whether a line is of the chosen model and key."""
        return self.model in ("", line.model) and self.key_id in ("", line.key_id)


def read_view(visit: Visit) -> View:
    """The span, model and key of the query; the last day where it names no span that there is."""
    query = visit.call.query()
    span = SPANS.get(query.get("span", "day"), SPANS["day"])
    last = visit.desk.database.now_ms() // Steps(0, 0, span.slots).length_ms
    steps = Steps(last - span.steps + 1, last, span.slots)
    return View(span, steps, query.get("model", ""), query.get("key", ""))


async def _lines(visit: Visit, view: View) -> list[UsageLine]:
    return await read_steps(
        visit.desk.database, view.steps, account_id=visit.seen_account, region=visit.session.region
    )


async def show_observation(visit: Visit) -> Answer:
    """`GET /observation?span=hour|day|month`, of one model or key if the query says so."""
    view = read_view(visit)
    everything = await _lines(visit, view)
    lines = [line for line in everything if view.takes(line)]
    names = await names_of_keys(visit)
    whole = total(lines)
    facts = {
        "view": view,
        "spans": SPANS.values(),
        "accounts": await choose_account(visit),
        "models": _choices(
            visit.say("All models"), ((one.model, one.model) for one in everything), view.model
        ),
        "keys": _choices(
            visit.say("All keys"),
            ((one.key_id, names.get(one.key_id, one.key_id)) for one in everything),
            view.key_id,
        ),
        "chosen": {name: value for name, value in visit.call.query().items() if name in _KEPT},
        "whole": whole,
        "charts": usage_charts(visit, _steps(view), _by_step(lines, view), _images(visit, lines, view)),
        "failures": sorted(whole.failures.items(), key=lambda one: (-one[1], one[0])),
        "by_model": _grouped((line.model, line) for line in lines),
        "by_key": _grouped((names.get(line.key_id, line.key_id), line) for line in lines),
    }
    return show(visit, "observation.html", facts)


def _choices(everything: str, found: Iterable[tuple[str, str]], chosen: str) -> list[Choice]:
    """All of them, and each that was found or is chosen, by name."""
    named = {chosen: chosen, **dict(found)} if chosen else dict(found)
    ordered = sorted(named.items(), key=lambda one: one[1])
    return [
        Choice("", everything, not chosen),
        *(Choice(value, name, value == chosen) for value, name in ordered),
    ]


def _grouped(pairs: Iterable[tuple[str, UsageLine]]) -> list[tuple[str, Figures]]:
    """The figures of each name, those with most calls first."""
    summed: dict[str, Figures] = {}
    for name, line in pairs:
        summed.setdefault(name, Figures()).add(line)
    return sorted(summed.items(), key=lambda one: (-one[1].calls, one[0]))


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
    """`GET /observation.csv`: the same figures, one row a step, model and key."""
    view = read_view(visit)
    lines = [line for line in await _lines(visit, view) if view.takes(line)]

    async def pages() -> AsyncIterator[list[Record]]:
        yield [_record(line, view.steps.length_ms) for line in lines]

    return Download(f"wanstudio-observation-{view.span.name}.csv", _HEADING, pages())


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
