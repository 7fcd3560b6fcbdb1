"""How figures are written for people: money, moments, lengths of time, shares."""

from datetime import UTC, datetime

_SIGNS = {"USD": "$", "CNY": "¥"}


def money(micros: int, currency: str, least: int = 2) -> str:
    """Millionths as `$0.12`: as many decimals as it takes, at least `least`."""
    whole, rest = divmod(abs(micros), 1_000_000)
    decimals = f"{rest:06d}".rstrip("0").ljust(least, "0")
    sign = "-" if micros < 0 else ""
    return f"{sign}{_SIGNS.get(currency, currency + ' ')}{whole:,}.{decimals}"


def iso(ms: int) -> str:
    """Milliseconds since 1970 as programs read them."""
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="seconds")


def moment(ms: int | None) -> str:
    """Milliseconds since 1970 as people read them; the page's script puts it in local time."""
    return "–" if ms is None else datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def day(ms: int) -> str:
    """The day of a moment, in UTC: `2026-11-21`."""
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d")


def time_of_day(ms: int) -> str:
    """A moment as a clock shows it, in UTC: `14:05`."""
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%H:%M")


def seconds(ms: int | None) -> str:
    """A length of time: `0.24 s`, `28.4 s`, `12 min`, `3.5 h`."""
    if ms is None:
        return "–"
    if ms < 10_000:
        return f"{ms / 1000:.2f} s"
    if ms < 120_000:
        return f"{ms / 1000:.1f} s"
    if ms < 7_200_000:
        return f"{ms / 60_000:.0f} min"
    return f"{ms / 3_600_000:.1f} h"


def number(value: int) -> str:
    """`12,345`."""
    return f"{value:,}"


def share(part: int, of: int) -> str:
    """`96.5 %`; a dash where there is nothing to share."""
    return f"{100 * part / of:.1f} %" if of else "–"
