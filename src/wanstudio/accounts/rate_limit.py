"""How often a second an account may query, list and cancel: token buckets in this process's memory.

They protect one process from one customer, so nothing is lost when each process counts by itself;
the submission rate, which customers are promised, lives in the store (`submit_rate.py`).
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from wanstudio.accounts.api_keys import Caller
from wanstudio.errors import RateQuotaExceeded

_MOST_BUCKETS = 10_000
_RECENT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Bucket:
    """Calls that may still be made, as of a moment in seconds."""

    tokens: float
    at: float


def take(bucket: Bucket, per_second: float, now: float) -> tuple[Bucket, float]:
    """The bucket after one more call, and the seconds to wait: 0.0 when the call is admitted.

    A bucket holds one second's worth of calls. A refused call takes nothing.
    """
    elapsed = max(0.0, now - bucket.at)
    tokens = min(per_second, bucket.tokens + elapsed * per_second)
    if tokens >= 1:
        return Bucket(tokens - 1, now), 0.0
    return Bucket(tokens, now), (1 - tokens) / per_second


class CallRate:
    """The buckets of all accounts, one for each kind of call."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def admit(self, account_id: str, kind: str, per_second: float) -> None:
        """Count one call, or raise RateQuotaExceeded with the time to wait."""
        now = self._clock()
        key = (account_id, kind)
        bucket = self._buckets.get(key) or Bucket(per_second, now)
        self._buckets[key], wait = take(bucket, per_second, now)
        if len(self._buckets) > _MOST_BUCKETS:
            self._forget_full(now)
        if wait:
            raise RateQuotaExceeded(retry_after=math.ceil(wait))

    def _forget_full(self, now: float) -> None:
        """Drop buckets nobody drew from for a second: they are full again."""
        self._buckets = {key: bucket for key, bucket in self._buckets.items() if now - bucket.at < 1}


class RecentlyThrottled:
    """Callers that exceeded a rate in the last seconds: the store checks their next call before moderation."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._refused_at: dict[tuple[str, str, str], float] = {}

    def note(self, error: Exception, caller: Caller, model: str) -> None:
        """A create of this caller was refused with `error`: of interest is only RateQuotaExceeded."""
        if not isinstance(error, RateQuotaExceeded):
            return
        now = self._clock()
        self._refused_at[caller.account_id, caller.region, model] = now
        if len(self._refused_at) > _MOST_BUCKETS:
            self._refused_at = {key: at for key, at in self._refused_at.items() if now - at < _RECENT_SECONDS}

    def has(self, caller: Caller, model: str) -> bool:
        """Whether the store refused one within the last seconds."""
        refused_at = self._refused_at.get((caller.account_id, caller.region, model))
        return refused_at is not None and self._clock() - refused_at < _RECENT_SECONDS
