"""Months of the bill: where they begin and end, and which may be chosen."""

from datetime import UTC, datetime

from wanstudio.console.billing import month_of, months_between


def ms(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp() * 1000)


def test_a_month_ends_where_the_next_begins():
    november = month_of(2026, 11)
    assert (november.name, november.start_ms, november.end_ms) == (
        "2026-11",
        ms(2026, 11, 1),
        ms(2026, 12, 1),
    )
    assert month_of(2027, 0) == month_of(2026, 12)
    assert month_of(2024, 2).end_ms - month_of(2024, 2).start_ms == 29 * 86_400_000


def test_every_month_since_the_first_charge_may_be_chosen_the_newest_first():
    found = months_between(ms(2025, 11, 30, 23, 59), ms(2026, 1, 1))
    assert [month.name for month in found] == ["2026-01", "2025-12", "2025-11"]
    assert [month.name for month in months_between(ms(2026, 1, 1), ms(2026, 1, 1))] == ["2026-01"]
