"""Times as the API writes and reads them: UTC+8, whatever the machine's own zone is."""

from datetime import UTC, datetime, timedelta, timezone

UTC8 = timezone(timedelta(hours=8))


def written(moment_ms: int) -> str:
    """Milliseconds since 1970 as `2025-01-08 16:03:59.840`."""
    seconds, milliseconds = divmod(moment_ms, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC8):%Y-%m-%d %H:%M:%S}.{milliseconds:03d}"


def read_compact(text: str) -> int | None:
    """`20250108160359` as milliseconds since 1970, or None if it is no such time."""
    if len(text) != 14 or not (text.isascii() and text.isdigit()):
        return None
    try:
        moment = datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC8)
    except ValueError:
        return None
    return int(moment.astimezone(UTC).timestamp()) * 1000
