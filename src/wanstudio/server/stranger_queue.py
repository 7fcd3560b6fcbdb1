"""Limits how much of the event loop connections without a valid key may use in one iteration."""

import asyncio
from collections import deque
from collections.abc import Callable

MOST_A_TURN = 8
"""Reads in one iteration of the event loop: a few milliseconds with the requests that they start."""


class StrangerQueue:
    """A first-in, first-out queue; a read runs at once if the queue is empty and the iteration has room."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()
        self._left = MOST_A_TURN
        self._scheduled = False

    def has_room(self) -> bool:
        """Take one of the reads of this loop iteration; False if none is left or others wait already."""
        self._schedule()
        if self._waiting or not self._left:
            return False
        self._left -= 1
        return True

    def wait(self, read: Callable[[], None]) -> None:
        """Call `read` in a later iteration."""
        self._waiting.append(read)

    def _schedule(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            asyncio.get_running_loop().call_soon(self._take_turn)

    def _take_turn(self) -> None:
        self._scheduled = False
        self._left = MOST_A_TURN
        while self._waiting and self._left:
            self._left -= 1
            self._waiting.popleft()()
        if self._waiting:
            self._schedule()
