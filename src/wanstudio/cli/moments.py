"""Moments as the command line prints them."""

from datetime import datetime


def moment(milliseconds: int) -> str:
    """Milliseconds since 1970 as local time, to the second."""
    return datetime.fromtimestamp(milliseconds / 1000).astimezone().strftime("%Y-%m-%d %H:%M:%S")
