"""How many tasks a second an account may submit for one model: a token bucket kept in the store.

It lives in the store, not in a process, so that any number of API processes enforce one limit.
The bucket is the generic cell rate algorithm (ITU-T I.371): one number, the time at which the
bucket would be full again.
"""

import math

from wanstudio.accounts.api_keys import Caller
from wanstudio.database.connection import Connection
from wanstudio.errors import RateQuotaExceeded

# Between two looks at the clock in one statement.
_SLACK_MS = 1000.0


async def admit_submission(tx: Connection, caller: Caller, model: str, per_second: float) -> None:
    """Take one token, or raise RateQuotaExceeded with the seconds until there is one.

    The bucket holds one second's worth of calls, at least one.
    """
    place = (caller.account_id, caller.region, model)
    wait = await admit(tx, place, 1000.0 / per_second, max(1.0, per_second))
    if wait is not None:
        raise RateQuotaExceeded(retry_after=wait)


async def check_rate(tx: Connection, caller: Caller, model: str, per_second: float) -> None:
    """Raise RateQuotaExceeded if `admit_submission` would now; takes no token and writes nothing."""
    values = {"account_id": caller.account_id, "region": caller.region, "model": model}
    bucket = bucket_of(per_second)
    del bucket["interval_ms"]
    row = await tx.row("accounts/rate_wait", **values, **bucket)
    if row is not None and row["wait_ms"] > 0:
        raise RateQuotaExceeded(retry_after=math.ceil(max(1.0, row["wait_ms"]) / 1000))


async def admit(tx: Connection, place: tuple[str, str, str], interval_ms: float, most: float) -> int | None:
    """Take one token of a bucket of `most`, which gains one in `interval_ms`; else the seconds to wait.

    `place` is the bucket's name: whose, where, of what.
    """
    account_id, region, model = place
    values = {"account_id": account_id, "region": region, "model": model}
    span = _span(interval_ms, most)
    if await tx.row("accounts/admit_rate", **values, **span, interval_ms=interval_ms):
        return None
    row = await tx.row("accounts/rate_wait", **values, **span)
    return math.ceil((max(1.0, row["wait_ms"]) if row else interval_ms) / 1000)


def bucket_of(per_second: float) -> dict[str, float]:
    """The bucket of a rate of submissions, as statements take it: milliseconds."""
    interval_ms = 1000.0 / per_second
    return {"interval_ms": interval_ms, **_span(interval_ms, max(1.0, per_second))}


def _span(interval_ms: float, most: float) -> dict[str, float]:
    """How far ahead of now the next arrival may be for a call to conform, and how far it can be at all."""
    tolerance_ms = (most - 1.0) * interval_ms
    return {"tolerance_ms": tolerance_ms, "furthest_ms": tolerance_ms + interval_ms + _SLACK_MS}
