"""The clock of a store on another machine: asked now and then, and counted on from there.

What this machine takes for the time of day plays no part: it may be days off.
"""

import time

_ASKED_EVERY_SECONDS = 30.0
_STEP_SECONDS = 1.0


class StoreClock:
    """An estimate of the store's clock. Before it was first asked, this machine's."""

    def __init__(self) -> None:
        self._ahead_ms = (time.time() - time.monotonic()) * 1000
        self._asked_at = float("-inf")
        self._drift = 0.0

    def now_ms(self) -> int:
        """Milliseconds since 1970 by the store's clock."""
        return int(time.monotonic() * 1000 + self._ahead_ms)

    @property
    def stale(self) -> bool:
        """Whether the store should be asked again: it was long ago, or this machine slept or set its clock."""
        moved = abs(time.time() - time.monotonic() - self._drift)
        return time.monotonic() - self._asked_at > _ASKED_EVERY_SECONDS or moved > _STEP_SECONDS

    def note(self, store_ms: int) -> None:
        """Take over what the store has just answered."""
        self._asked_at = time.monotonic()
        self._drift = time.time() - self._asked_at
        self._ahead_ms = store_ms - self._asked_at * 1000
