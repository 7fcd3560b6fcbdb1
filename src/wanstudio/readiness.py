"""What keeps this installation from finishing new tasks: told at `/readyz`, and why creates are refused.

Reads files only, so that the API process knows without loading what paints or signs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from wanstudio.errors import ModelUnusable
from wanstudio.finishing.signing_health import SigningHealth
from wanstudio.painting.checkpoint_health import CheckpointHealth
from wanstudio.settings import Settings

if TYPE_CHECKING:  # The API process starts without numpy.
    from wanstudio.painting.painter import Standing

_NO_WORKER = "None of the workers can finish a task."


class Readiness:
    """What `look` found last; any thread may read it."""

    def __init__(
        self,
        settings: Settings,
        standing: "Callable[[], Standing] | None" = None,
        pictures_away: Callable[[], str] = str,
    ) -> None:
        """`standing` is what the painter says of itself, where there is one; `pictures_away` why none can be stored."""
        self._standing, self._pictures_away = standing, pictures_away
        self._checkpoints = CheckpointHealth(settings)
        self.signing = SigningHealth(settings)
        self._workers_stopped = False

    def look(self) -> None:
        """Look at everything again. Reads files: not for the event loop."""
        self._checkpoints.look()
        self.signing.look()

    def hear(self, workers: Sequence[Mapping[str, Any]]) -> None:
        """Take note of what each worker says of itself: what they need may lie on their machines only.

        What is being loaded, or is away for a while, keeps nobody from submitting.
        """
        stopped = [
            worker
            for worker in workers
            if worker.get("unready") and not worker.get("loading") and not worker.get("pictures_away")
        ]
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
        told = (self.unready, stopped, *self._checkpoints.problems.values())
        return tuple(dict.fromkeys(filter(None, told)))

    @property
    def unready(self) -> str:
        """Why nothing that is claimed now could be finished; empty if it could."""
        return self._lasting or self._pictures_away()

    @property
    def _lasting(self) -> str:
        """Why nothing could be finished even if its pictures could be stored."""
        if self._standing is None:
            return self.signing.problem
        standing = self._standing()
        loading = "the weights are being loaded" if standing.loading else ""
        return loading or standing.problem or self.signing.problem

    @property
    def status(self) -> dict[str, object]:
        """What operators are shown of a worker."""
        ends = self.signing.ends
        told = {
            "unready": self.unready,
            "pictures_away": bool(self._pictures_away()) and not self._lasting,
            "signing_ends_ms": int(ends.timestamp() * 1000) if ends else None,
        }
        return (asdict(self._standing()) if self._standing else {}) | told
