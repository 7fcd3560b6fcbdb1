"""The seam of moderation: a text or a picture goes in, a finding or nothing comes out."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:  # The API process looks at texts only and starts without numpy.
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

Kind = Literal["inappropriate", "infringing"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Why something is refused. `category` is for logs and figures; it quotes nothing of the text."""

    category: str
    kind: Kind = "inappropriate"


class ModeratorDown(Exception):
    """A moderator could not look: no answer in time, or one that says neither yes nor no."""


class TextModerator(Protocol):
    """Looks at texts. `name` is what logs and metrics call it."""

    name: str

    def is_quick(self, text: str) -> bool:
        """Whether looking at `text` takes a few milliseconds at most; then no rate need be counted before."""
        ...

    async def look(self, text: str) -> Finding | None:
        """What is wrong with `text`, or None. Raises ModeratorDown."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class PictureModerator(Protocol):
    """Looks at pictures; callable from several threads at once."""

    name: str

    def look(self, pixels: "Pixels") -> Finding | None:
        """What is wrong with `pixels: [H, W, 3] uint8`, or None. Raises ModeratorDown."""
        ...
