"""Charts as plain geometry: a template draws them as SVG, a table beneath them tells the same figures.

Across, places are per cent of the plot's width, so that letters stay as large on a telephone; down, pixels.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

TOP, HEIGHT = 10, 176
"""Where the plot begins and how high it is, in pixels."""
COLOURS = 8
_GAP = 0.24
"""How much of a step's width lies between two bars."""
_LABELS, _TICKS = 8, 5


@dataclass(frozen=True, slots=True)
class Step:
    """A place along the time axis. `at_ms` is given where a browser may write it in its own time zone."""

    label: str
    whole: str
    at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One figure a step, None where there is nothing to tell; `colour` is 1 to 8."""

    name: str
    values: tuple[int | None, ...]
    colour: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the plot and what it stands for."""

    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a column, in pixels."""

    y: float
    height: float
    colour: int


@dataclass(frozen=True, slots=True)
class Column:
    """What stands at one step: its left edge and width in per cent, its label, and all its figures in words.

    `shown` says where there is room for the label: everywhere, on wide screens, nowhere.
    """

    step: Step
    left: float
    width: float
    shown: Literal["always", "wide", "never"]
    words: str
    bars: tuple[Bar, ...] = ()

    @property
    def middle(self) -> float:
        """Where the label stands, in per cent."""
        return self.left + self.width / 2

    @property
    def bar_left(self) -> float:
        """Where its bars begin, in per cent."""
        return self.left + self.width * _GAP / 2

    @property
    def bar_width(self) -> float:
        """How wide its bars are, in per cent."""
        return self.width * (1 - _GAP)


@dataclass(frozen=True, slots=True)
class Line:
    """A run of neighbouring points: across in per cent, down in pixels. One point alone is only a dot."""

    points: tuple[tuple[float, float], ...]
    colour: int

    @property
    def path(self) -> str:
        """The points as SVG's `polyline` has them."""
        return " ".join(f"{x:.3f},{y:.2f}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready to be drawn. `name` is its anchor in the page, `write` tells its figures in words."""

    name: str
    title: str
    steps: tuple[Step, ...]
    series: tuple[Series, ...]
    ticks: tuple[Tick, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    write: Callable[[int], str]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(value for one in self.series for value in one.values)

    @property
    def rows(self) -> Iterator[tuple[Step, tuple[str, ...]]]:
        """The table: what each series has at each step, in words."""
        for number, step in enumerate(self.steps):
            yield step, tuple(self.written(one.values[number]) for one in self.series)

    def written(self, value: int | None) -> str:
        """A figure in the chart's own unit."""
        return "–" if value is None else self.write(value)


def ticks_for(most: int) -> tuple[int, ...]:
    """Round figures from 0 to at least `most`, six of them or fewer."""
    step = 1
    while step * _TICKS < most:
        leading = int(str(step)[0])
        step = step * 5 // 2 if leading == 2 else step * 2
    return tuple(range(0, max(1, -(-most // step)) * step + 1, step))


def bar_chart(
    name: str, title: str, steps: tuple[Step, ...], series: tuple[Series, ...], write: Callable[[int], str]
) -> Chart:
    """Columns in which the series stand on each other, the first at the bottom."""
    sums = [sum(one.values[number] or 0 for one in series) for number in range(len(steps))]
    ticks = ticks_for(max(sums, default=0))
    columns = tuple(
        replace(column, bars=tuple(_stack(series, number, ticks[-1])))
        for number, column in enumerate(_columns(steps, series, write))
    )
    return Chart(name, title, steps, series, _drawn(ticks, write), columns, (), write)


def line_chart(
    name: str, title: str, steps: tuple[Step, ...], series: tuple[Series, ...], write: Callable[[int], str]
) -> Chart:
    """A line for each series, broken where it has no figure."""
    ticks = ticks_for(max((value or 0 for one in series for value in one.values), default=0))
    columns = tuple(_columns(steps, series, write))
    lines = tuple(line for one in series for line in _runs(one, columns, ticks[-1]))
    return Chart(name, title, steps, series, _drawn(ticks, write), columns, lines, write)


def _columns(
    steps: tuple[Step, ...], series: tuple[Series, ...], write: Callable[[int], str]
) -> Iterator[Column]:
    each = 100 / max(1, len(steps))
    stride = max(1, -(-len(steps) // _LABELS))
    for number, step in enumerate(steps):
        from_end = len(steps) - 1 - number
        shown: Literal["always", "wide", "never"] = "never"
        if from_end % stride == 0:
            shown = "always" if from_end % (2 * stride) == 0 else "wide"
        told = ((one.name, one.values[number]) for one in series)
        words = "\n".join(
            [step.whole, *(f"{name}: {write(value)}" for name, value in told if value is not None)]
        )
        yield Column(step, each * number, each, shown, words)


def _stack(series: tuple[Series, ...], number: int, top: int) -> Iterator[Bar]:
    below = 0
    for one in series:
        value = one.values[number] or 0
        if value:
            yield Bar(_y(below + value, top), HEIGHT * value / top, one.colour)
        below += value


def _runs(one: Series, columns: tuple[Column, ...], top: int) -> Iterator[Line]:
    places = zip(columns, one.values, strict=True)
    for present, run in groupby(places, key=lambda place: place[1] is not None):
        if present:
            yield Line(tuple((column.middle, _y(value or 0, top)) for column, value in run), one.colour)


def _drawn(ticks: tuple[int, ...], write: Callable[[int], str]) -> tuple[Tick, ...]:
    return tuple(Tick(_y(value, ticks[-1]), _brief(write(value))) for value in ticks)


def _brief(written: str) -> str:
    """A round figure without the decimals that say nothing: `$2.00` is `$2`, `0.50 s` is `0.5 s`."""
    return re.sub(r"(\.\d*?)0+(?!\d)", lambda found: found[1].rstrip("."), written)


def _y(value: int, top: int) -> float:
    return TOP + HEIGHT * (1 - value / top)
