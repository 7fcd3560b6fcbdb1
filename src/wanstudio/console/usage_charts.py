"""The charts of model observation: what came of the calls, images by model, latency, queue wait."""

from collections.abc import Callable

from wanstudio.accounts.usage import Figures
from wanstudio.console.charts import Chart, Series, Step, bar_chart, line_chart
from wanstudio.console.visit import Visit
from wanstudio.console.written import number, seconds

_BLUE, _RED, _GREEN, _AMBER, _PURPLE = 1, 2, 3, 4, 5
_PERCENTILES = ((0.5, "p50", _BLUE), (0.95, "p95", _AMBER), (0.99, "p99", _RED))


def usage_charts(
    visit: Visit,
    steps: tuple[Step, ...],
    figures: list[Figures],
    images: tuple[Series, ...],
) -> list[Chart]:
    """The four charts; `figures` has one entry a step, `images` one series a model."""
    say = visit.say
    return [
        bar_chart("calls", say("Calls by result"), steps, _results(visit, figures), number),
        bar_chart("images", say("Images by model"), steps, images, number),
        line_chart("latency", say("From request to pictures"), steps, _latencies(figures), seconds),
        line_chart("wait", say("Wait in the queue"), steps, _waits(figures), seconds),
    ]


def _results(visit: Visit, figures: list[Figures]) -> tuple[Series, ...]:
    say = visit.say

    def series(name: str, colour: int, read: Callable[[Figures], int]) -> Series:
        return Series(name, tuple(read(one) for one in figures), colour)

    return (
        series(say("Succeeded"), _GREEN, lambda one: one.successes),
        series(say("Throttled"), _AMBER, lambda one: one.throttled),
        series(say("Moderation"), _PURPLE, lambda one: one.blocked),
        series(say("Other failures"), _RED, lambda one: one.otherwise_failed),
    )


def _latencies(figures: list[Figures]) -> tuple[Series, ...]:
    return tuple(
        Series(name, tuple(one.percentile_ms(share) for one in figures), colour)
        for share, name, colour in _PERCENTILES
    )


def _waits(figures: list[Figures]) -> tuple[Series, ...]:
    return tuple(
        Series(name, tuple(one.wait_percentile_ms(share) for one in figures), colour)
        for share, name, colour in _PERCENTILES[:2]
    )
