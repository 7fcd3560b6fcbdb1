import pytest

from wanstudio.painting.diffusion.step_planner import LARGEST_BATCH, StepCandidate, enter, pick

A, B = "shape a", "shape b"


def stand(*rows):
    return [StepCandidate(number, account, group) for number, account, group in rows]


@pytest.mark.parametrize(
    ("standings", "served", "picked"),
    [
        ([], {}, ()),
        ([(4, "x", A)], {}, (4,)),
        ([(5, "x", A), (4, "x", B)], {}, (4,)),
        # Who had less comes first, however late.
        ([(1, "x", A), (9, "y", B)], {"x": 2.0, "y": 1.0}, (9,)),
        ([(1, "x", A), (9, "y", B)], {"x": 2.0}, (9,)),
        # Equal service: the older.
        ([(2, "x", A), (1, "y", B)], {"x": 1.0, "y": 1.0}, (1,)),
        # One shape: all go along, each account's first before anybody's second.
        ([(1, "x", A), (2, "x", A), (3, "y", A), (4, "z", B)], {"x": 0.0, "y": 5.0}, (1, 3, 2)),
        # The lead decides the group.
        ([(1, "x", A), (2, "y", B), (3, "z", B)], {"x": 1.0}, (2, 3)),
        # To read and to decode is for each alone.
        ([(1, "x", None), (2, "y", None)], {}, (1,)),
        ([(1, "x", A), (2, "y", None), (3, "z", A)], {}, (1, 3)),
    ],
)
def test_who_goes_next(standings, served, picked):
    assert pick(stand(*standings), served) == picked


def test_a_batch_has_an_end():
    assert len(pick(stand(*((n, str(n), A) for n in range(50))), {})) == LARGEST_BATCH


@pytest.mark.parametrize(
    ("served", "busy", "start"),
    [
        ({}, [], 0.0),
        ({"x": 3.0}, [], 3.0),
        ({"y": 7.0, "z": 9.0}, ["y", "z"], 7.0),
        ({"x": 8.0, "y": 7.0}, ["y"], 8.0),
    ],
)
def test_resting_earns_no_credit(served, busy, start):
    assert enter("x", served, busy) == start


def test_whoever_is_served_least_catches_up():
    served = {"x": 0.0, "y": 0.0, "z": 0.0}
    costs = {"x": 1.0, "y": 3.0, "z": 1.0}
    for _ in range(300):
        (number, *_) = pick(stand((0, "x", A), (1, "y", B), (2, "z", "c")), served)
        account = "xyz"[number]
        served[account] += costs[account]
    assert max(served.values()) - min(served.values()) <= 3.0
