"""How much of a stage's budget is spent, in seconds or in steps; both go on after a kill where they stood."""

import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class Pace:
    """The budget of one stage: `seconds` of work, or exactly `steps` of it when these are given.

    `spent` is what earlier processes have used of it.
    """

    seconds: float
    steps: int | None = None
    spent: float = 0.0
    done: int = 0
    _started: float = field(default_factory=time.monotonic)

    @property
    def used(self) -> float:
        """Seconds of work so far, those of earlier processes included."""
        return self.spent + time.monotonic() - self._started

    @property
    def progress(self) -> float:
        """From 0 to 1."""
        if self.steps is not None:
            return min(1.0, self.done / self.steps)
        return min(1.0, self.used / self.seconds)

    @property
    def over(self) -> bool:
        """Whether the budget is spent."""
        return self.progress >= 1.0
