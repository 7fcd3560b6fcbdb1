"""The service's own time zone, which every region's API uses, and times written in it."""

from datetime import datetime, timedelta, timezone

UTC8 = timezone(timedelta(hours=8))


def to_the_second(moment_ms: int) -> str:
    """Milliseconds since 1970 as `2025-01-08 16:03:59`."""
    return f"{datetime.fromtimestamp(moment_ms // 1000, UTC8):%Y-%m-%d %H:%M:%S}"
