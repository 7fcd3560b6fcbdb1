"""What keeps this installation from finishing new tasks: told at `/readyz`, and why creates are refused.

Reads files only, so that the API process knows without loading what paints or signs.
"""

from wanstudio.painting.checkpoint_health import CheckpointHealth
from wanstudio.settings import Settings


class Readiness:
    """What `look` found last; any thread may read it."""

    def __init__(self, settings: Settings) -> None:
        self._checkpoints = CheckpointHealth(settings)

    def look(self) -> None:
        """Look at everything again. Reads files: not for the event loop."""
        self._checkpoints.look()

    def check(self, model: str) -> None:
        """Raise ModelUnusable if no task of this model could be finished."""
        self._checkpoints.check(model)

    @property
    def problems(self) -> tuple[str, ...]:
        """Everything that is wrong, a sentence each; they name no place on this machine."""
        return tuple(self._checkpoints.problems.values())
