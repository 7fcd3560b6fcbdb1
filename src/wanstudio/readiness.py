"""What keeps this installation from finishing new tasks: told at `/readyz`, and why creates are refused.

Reads files only, so that the API process knows without loading what paints or signs.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from wanstudio.errors import ModelUnusable
from wanstudio.finishing.signing_health import SigningHealth
from wanstudio.painting.checkpoint_health import CheckpointHealth
from wanstudio.settings import Settings

_NO_WORKER = "None of the workers can finish a task."


class Readiness:
    """What `look` found last; any thread may read it."""

    def __init__(self, settings: Settings) -> None:
        self._checkpoints = CheckpointHealth(settings)
        self.signing = SigningHealth(settings)
        self._workers_stopped = False

    def look(self) -> None:
        """Look at everything again. Reads files: not for the event loop."""
        self._checkpoints.look()
        self.signing.look()

    def hear(self, workers: Sequence[Mapping[str, Any]]) -> None:
        """Take note of what each worker says of itself: what they need may lie on their machines only."""
        stopped = [worker for worker in workers if worker.get("unready") and not worker.get("loading")]
        self._workers_stopped = bool(workers) and len(stopped) == len(workers)

    def check(self, model: str) -> None:
        """Raise ModelUnusable if no task of this model could be finished."""
        if problem := self.signing.problem:
            raise ModelUnusable(problem=problem)
        if self._workers_stopped:
            raise ModelUnusable(problem=_NO_WORKER)
        self._checkpoints.check(model)

    @property
    def problems(self) -> tuple[str, ...]:
        """Everything that is wrong, a sentence each; they name no place on this machine."""
        stopped = _NO_WORKER if self._workers_stopped else ""
        return tuple(filter(None, (self.signing.problem, stopped, *self._checkpoints.problems.values())))
