"""Times as the API writes and reads them: UTC+8, whatever the machine's own zone is."""

from datetime import UTC, datetime

from wanstudio.catalog.moments import UTC8, to_the_second


def written(moment_ms: int) -> str:
    """Milliseconds since 1970 as `2025-01-08 16:03:59.840`."""
    return f"{to_the_second(moment_ms)}.{moment_ms % 1000:03d}"


def read_compact(text: str) -> int | None:
    """`20250108160359` as milliseconds since 1970, or None if it is no such time."""
    if len(text) != 14 or not (text.isascii() and text.isdigit()):
        return None
    try:
        moment = datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC8)
        return int(moment.astimezone(UTC).timestamp()) * 1000
    except (ValueError, OverflowError):
        # The first hours of year 1 in UTC+8 are none in UTC.
        return None
