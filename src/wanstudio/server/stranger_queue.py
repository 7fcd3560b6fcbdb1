"""Lets connections without a key take turns, so that any number of them holds the event loop for moments only."""

import asyncio
from collections import deque
from collections.abc import Callable

MOST_A_TURN = 8
"""Pieces of requests that are read in one turn of the event loop: a few milliseconds with what they lead to."""


class StrangerQueue:
    """First come, first served; while nobody waits and the turn has room, nobody need wait."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()
        self._left = MOST_A_TURN
        self._scheduled = False

    def has_room(self) -> bool:
        """Take a place in this turn of the event loop, if there is one and nobody has waited longer."""
        self._schedule()
        if self._waiting or not self._left:
            return False
        self._left -= 1
        return True

    def wait(self, read: Callable[[], None]) -> None:
        """Call `read` in a later turn."""
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
