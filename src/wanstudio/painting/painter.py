"""The seam of painting: a canvas goes in, a picture comes out."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Canvas:
    """One image to paint: size in pixels, texts already rewritten, one seed.

    `account` is whose it is, for painters that share themselves out between customers; `task_id` and
    `index` say which image of which task, for whoever follows one.
    """

    model: str
    prompt: str
    negative_prompt: str
    width: int
    height: int
    seed: int
    account: str = ""
    task_id: str = ""
    index: int = 0


class Watch:
    """What a painter and whoever waits for its picture tell each other meanwhile, across threads.

    The painter calls `step`, and `show` where `wants_preview` says that somebody looks on; whoever wants the
    picture no more sets `left`, and the painter may give up.
    """

    def __init__(
        self,
        moved: Callable[[int, int], None] | None = None,
        *,
        wants: Callable[[], bool] | None = None,
        shown: Callable[[Pixels], None] | None = None,
    ) -> None:
        self.left = threading.Event()
        self._moved = moved
        self._wants = wants
        self._shown = shown

    @property
    def wants_preview(self) -> bool:
        """Whether a small picture of what there is so far would be seen by somebody now."""
        return self._wants is not None and self._wants()

    def show(self, pixels: Pixels) -> None:
        """Give a preview, `[h, w, 3]` uint8 RGB of the picture's own ratio."""
        if self._shown is not None:
            self._shown(pixels)

    def step(self, done: int, of: int) -> None:
        """Tell that so many of so many steps are done."""
        if self._moved is not None:
            self._moved(done, of)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a painter says of itself for operators: bytes of memory used and there, checkpoints it holds.

    `loading`: what it paints with first is not there yet. `problem`: why it could not be loaded.
    """

    painter: str
    device: str
    memory_used: int = 0
    memory_total: int = 0
    resident: tuple[str, ...] = ()
    loading: bool = False
    problem: str = ""


class Painter(Protocol):
    """Paints one canvas. The same canvas gives the same pixels on the same machine.

    `easels` is how many canvases it likes to have at once: more than one where it shares work between them.
    """

    name: str
    easels: int

    def paint(self, canvas: Canvas, watch: Watch | None = None) -> Pixels:
        """Return the picture as `[height, width, 3]` uint8 RGB. Callable from several threads at once."""
        ...

    def standing(self) -> Standing:
        """How it stands at this moment. Cheap, and callable from any thread."""
        ...
