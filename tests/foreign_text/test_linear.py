"""Whatever a stranger writes, reading it takes time that grows with its length only, and not much.

The one kind of test that looks at a clock: the thread's own, the best of five. Below 20 ms nothing is compared,
because such figures are noise; `benchmarks/foreign_text.py` prints them.
"""

import pytest
from tests.foreign_text.doors import DOORS, Door
from tests.foreign_text.shapes import shapes
from tests.foreign_text.timing import spent_ms

COMPARED_FROM_MS = 20
TRIES = 5
MOST_RATIO = 3
MOST_TIMES = 10


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_time_grows_with_the_length_only(door):
    door.pass_through("warm up: what is made once a process is made")
    doubled = dict(shapes(2 * door.longest))
    slow = [
        told for name, text in shapes(door.longest) if (told := _problem(door, text, doubled[name], name))
    ]
    assert slow == []


def _problem(door: Door, text: str, doubled: str, name: str) -> str:
    """Why a shape is too slow; empty if it is not. What looks slow is measured again."""
    bound = MOST_TIMES * door.worst_ms
    twice = spent_ms(door, doubled)
    if twice < min(COMPARED_FROM_MS, bound):
        return ""
    once = spent_ms(door, text)
    if once <= bound and twice <= MOST_RATIO * once:
        return ""
    once, twice = spent_ms(door, text, TRIES), spent_ms(door, doubled, TRIES)
    if once > bound or (twice >= COMPARED_FROM_MS and twice > MOST_RATIO * once):
        return f"{name}: {once:.1f} ms, of the double length {twice:.1f} ms"
    return ""
