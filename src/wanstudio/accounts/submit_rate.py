"""How many tasks a second an account may submit for one model: a token bucket kept in the store.

It lives in the store, not in a process, so that any number of API processes enforce one limit.
The bucket is the generic cell rate algorithm (ITU-T I.371): one number, the time at which the
bucket would be full again.
"""

import math

from wanstudio.accounts.api_keys import Caller
from wanstudio.database.connection import Connection
from wanstudio.errors import RateQuotaExceeded


async def admit_submission(tx: Connection, caller: Caller, model: str, per_second: float) -> None:
    """Take one token, or raise RateQuotaExceeded with the seconds until there is one.

    The bucket holds one second's worth of calls, at least one.
    """
    interval_ms = 1000.0 / per_second
    tolerance_ms = (max(1.0, per_second) - 1.0) * interval_ms
    place = {"account_id": caller.account_id, "region": caller.region, "model": model}
    admitted = await tx.row(
        "accounts/admit_rate", **place, interval_ms=interval_ms, tolerance_ms=tolerance_ms
    )
    if admitted is None:
        row = await tx.row("accounts/rate_wait", **place, tolerance_ms=tolerance_ms)
        wait_ms = max(1.0, row["wait_ms"]) if row else interval_ms
        raise RateQuotaExceeded(retry_after=math.ceil(wait_ms / 1000))
