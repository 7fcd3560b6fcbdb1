"""Token buckets: a second's worth at once, then as many as trickle in."""

import pytest

from wanstudio.accounts.rate_limit import Bucket, CallRate, take
from wanstudio.errors import RateQuotaExceeded


@pytest.mark.parametrize(
    ("tokens", "elapsed", "left", "wait"),
    [
        (20, 0, 19, 0),
        (1, 0, 0, 0),
        (0, 0, 0, 0.05),
        (0.5, 0, 0.5, 0.025),
        (0, 0.0625, 0.25, 0),
        (0, 1, 19, 0),
        (0, 3600, 19, 0),
        (5, -10, 4, 0),
    ],
)
def test_take(tokens, elapsed, left, wait):
    bucket, waited = take(Bucket(tokens, 100), 20, 100 + elapsed)
    assert bucket.tokens == pytest.approx(left)
    assert waited == pytest.approx(wait)


def test_accounts_and_kinds_have_buckets_of_their_own():
    now = 0.0
    rate = CallRate(lambda: now)
    for account, kind in (("a", "query"), ("a", "list"), ("b", "query")):
        for _ in range(20):
            rate.admit(account, kind, 20)
        with pytest.raises(RateQuotaExceeded) as refused:
            rate.admit(account, kind, 20)
        assert refused.value.retry_after == 1
    now = 0.5
    for _ in range(10):
        rate.admit("a", "query", 20)
    with pytest.raises(RateQuotaExceeded):
        rate.admit("a", "query", 20)


def test_idle_buckets_are_forgotten():
    now = 0.0
    rate = CallRate(lambda: now)
    for account in range(10_000):
        rate.admit(str(account), "query", 20)
    now = 2.0
    rate.admit("one more", "query", 20)
    assert len(rate._buckets) == 1
