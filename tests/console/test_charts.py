"""Charts: round ticks, heights that add up, lines that break, and what is drawn of nothing."""

import pytest

from wanstudio.console.charts import HEIGHT, TOP, Series, Step, bar_chart, line_chart, ticks_for
from wanstudio.console.written import money, number, seconds


def steps(count: int) -> tuple[Step, ...]:
    return tuple(Step(f"{one:02d}", f"day {one:02d}") for one in range(count))


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (0, (0, 1)),
        (1, (0, 1)),
        (3, (0, 1, 2, 3)),
        (5, (0, 1, 2, 3, 4, 5)),
        (6, (0, 2, 4, 6)),
        (11, (0, 5, 10, 15)),
        (100, (0, 20, 40, 60, 80, 100)),
        (90_000, (0, 20_000, 40_000, 60_000, 80_000, 100_000)),
    ],
)
def test_ticks_are_round_and_reach_the_largest_figure(most, ticks):
    assert ticks_for(most) == ticks


def test_there_are_never_many_ticks_nor_much_room_above():
    for most in range(1, 3000, 7):
        ticks = ticks_for(most)
        assert 2 <= len(ticks) <= 6
        assert ticks[-2] < most <= ticks[-1]


def test_the_pieces_of_a_column_stand_on_each_other_and_add_up():
    series = (Series("good", (6, 0), 1), Series("bad", (3, 1), 2), Series("none", (None, 1), 3))
    first, second = bar_chart("calls", "Calls", steps(2), series, number).columns
    top = 10
    assert [bar.colour for bar in first.bars] == [1, 2], "what is nothing is not drawn"
    assert sum(bar.height for bar in first.bars) == pytest.approx(HEIGHT * 9 / top)
    assert first.bars[0].y + first.bars[0].height == pytest.approx(TOP + HEIGHT)
    assert first.bars[1].y + first.bars[1].height == pytest.approx(first.bars[0].y)
    assert sum(bar.height for bar in second.bars) == pytest.approx(HEIGHT * 2 / top)


def test_columns_fill_the_width_and_the_newest_is_always_labelled():
    for count in (1, 12, 24, 30, 31):
        columns = bar_chart("a", "A", steps(count), (Series("s", (1,) * count, 1),), number).columns
        assert columns[0].left == 0
        assert columns[-1].left + columns[-1].width == pytest.approx(100)
        assert columns[-1].shown == "always"
        assert sum(column.shown != "never" for column in columns) <= 8
        assert columns[0].left < columns[0].bar_left
        assert columns[0].bar_left + columns[0].bar_width < columns[0].left + columns[0].width


def test_a_line_breaks_where_there_is_nothing_to_tell():
    chart = line_chart("l", "L", steps(5), (Series("p50", (1000, 2000, None, None, 500), 1),), seconds)
    assert [len(line.points) for line in chart.lines] == [2, 1]
    (x, y) = chart.lines[1].points[0]
    assert x == pytest.approx(90)
    assert y == pytest.approx(TOP + HEIGHT * 0.75)


@pytest.mark.parametrize("draw", [bar_chart, line_chart])
def test_nothing_is_told_as_nothing(draw):
    assert draw("a", "A", steps(3), (), number).is_empty
    assert draw("a", "A", steps(3), (Series("s", (0, None, 0), 1),), number).is_empty
    assert draw("a", "A", (), (), number).is_empty


def test_the_table_tells_what_the_chart_draws():
    chart = bar_chart(
        "c", "C", steps(2), (Series("m", (1_250_000, 30_000), 1),), lambda one: money(one, "USD")
    )
    assert [(step.whole, cells) for step, cells in chart.rows] == [
        ("day 00", ("$1.25",)),
        ("day 01", ("$0.03",)),
    ]
    assert chart.columns[0].words == "day 00\nm: $1.25"
    assert [tick.text for tick in chart.ticks] == ["$0", "$0.5", "$1", "$1.5"]
    assert chart.written(None) == "–"
