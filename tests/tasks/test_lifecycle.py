"""The pure rules of a task's life, as tables."""

import pytest

from wanstudio.tasks.lifecycle import Painted, Spoiled, State, Task, conclude, survives_crash

GOOD, BAD, LATE = (
    Painted("k", 1),
    Spoiled("InternalError.Algo", "broke"),
    Spoiled("InternalError.Timeout", "late"),
)


@pytest.mark.parametrize(
    ("outcomes", "state", "code"),
    [
        ((GOOD,), State.SUCCEEDED, None),
        ((GOOD, BAD), State.SUCCEEDED, None),
        ((BAD, GOOD), State.SUCCEEDED, None),
        ((BAD,), State.FAILED, "InternalError.Algo"),
        ((LATE, BAD), State.FAILED, "InternalError.Timeout"),
    ],
)
def test_one_image_is_enough(outcomes, state, code):
    ending = conclude(outcomes)
    assert (ending.state, ending.code, ending.outcomes) == (state, code, outcomes)


@pytest.mark.parametrize(
    ("crashes", "mates", "expected"),
    [(0, 1, (True, 1)), (1, 1, (True, 2)), (2, 1, (False, 3)), (2, 4, (True, 2)), (0, 2, (True, 0))],
)
def test_only_crashes_alone_count(crashes, mates, expected):
    assert survives_crash(crashes, mates) == expected


def _task(state, attempt):
    return Task(
        "t", "a", "k", "singapore", "m", "prompt", "r", "q", state, 1, None, (), None, None, attempt, 0, None, None
    )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "attempt", "status"),
    [
        (State.PARKED, 0, "PENDING"),
        (State.READY, 0, "PENDING"),
        (State.READY, 1, "RUNNING"),
        (State.RUNNING, 1, "RUNNING"),
        (State.SUCCEEDED, 1, "SUCCEEDED"),
        (State.FAILED, 0, "FAILED"),
        (State.CANCELED, 0, "CANCELED"),
    ],
)
def test_what_customers_see(state, attempt, status):
    assert _task(state, attempt).status == status
