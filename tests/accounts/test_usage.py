"""Percentiles from the histogram, and rows folded into lines."""

import random

import pytest

from wanstudio.accounts.usage import bucket_of, percentile_ms
from wanstudio.accounts.usage_reading import fold


@pytest.mark.parametrize("milliseconds", [1, 7, 93, 1000, 12_345, 298_000, 10_800_000])
def test_a_bucket_keeps_a_latency_within_five_percent(milliseconds):
    told = percentile_ms({bucket_of(milliseconds): 1}, 0.5)
    assert told == pytest.approx(milliseconds, rel=0.05, abs=1)


def test_percentiles_follow_the_sorted_latencies():
    rng = random.Random(1)
    latencies = sorted(round(rng.lognormvariate(7, 1)) for _ in range(5000))
    buckets: dict[int, int] = {}
    for latency in latencies:
        buckets[bucket_of(latency)] = buckets.get(bucket_of(latency), 0) + 1
    for share in (0.5, 0.95, 0.99):
        exact = latencies[int(share * len(latencies))]
        assert percentile_ms(buckets, share) == pytest.approx(exact, rel=0.08)
    assert percentile_ms({}, 0.5) is None


def test_rows_of_one_step_key_and_model_become_one_line():
    place = {"step": 1, "key_id": "k", "model": "m"}
    lines = fold(
        [
            {**place, "code": "", "calls": 5, "images": 9},
            {**place, "code": "Throttling.RateQuota", "calls": 2, "images": 0},
            {**place, "step": 2, "code": "InvalidParameter", "calls": 1, "images": 0},
        ],
        [
            {**place, "measure": "latency", "bucket": 70, "tasks": 5},
            {**place, "measure": "wait", "bucket": 9, "tasks": 5},
        ],
        "singapore",
    )
    first, second = lines
    assert (first.calls, first.successes, first.throttled, first.images) == (7, 5, 2, 9)
    assert first.failures == {"Throttling.RateQuota": 2}
    assert (first.latencies, first.waits) == ({70: 5}, {9: 5})
    assert second.failures == {"InvalidParameter": 1}
