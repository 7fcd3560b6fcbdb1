"""The procedural painter, directed: it waits, fails or paints as the board says."""

import threading
from functools import cached_property

from wanstudio.emulator.board import Board
from wanstudio.errors import PaintingFailed
from wanstudio.painting.painter import Canvas, Painter, Pixels, Standing, Watch

EASELS = 64
_AT_ONCE = 2


class DirectedPainter:
    """Has an easel for every task that may be held, and paints few at once."""

    name = "procedural"
    easels = EASELS

    def __init__(self, board: Board) -> None:
        self._board = board
        self._brush = threading.Semaphore(_AT_ONCE)

    @cached_property
    def _painter(self) -> Painter:
        # Half of what a start would take; the first picture needs it, a test of refusals does not.
        from wanstudio.painting.procedural.painter import ProceduralPainter  # noqa: PLC0415

        return ProceduralPainter()

    def paint(self, canvas: Canvas, watch: Watch | None = None) -> Pixels:
        """Return the picture as `[height, width, 3]` uint8 RGB, or raise the error that the board has for it.

        Faults are looked for before the wait, so that tasks meet them in order, and once more behind it,
        so that one can be told while the task is held. Nothing is painted that nobody wants any more.
        """
        asked = (canvas.task_id, canvas.model, canvas.index)
        left = watch.left if watch else threading.Event()
        fault = self._board.fault_of_image(*asked)
        self._board.await_turn(canvas.task_id, canvas.model, left)
        if left.is_set():
            raise PaintingFailed
        if fault := fault or self._board.fault_of_image(*asked):
            raise fault
        with self._brush:
            return self._painter.paint(canvas, watch)

    def standing(self) -> Standing:
        """As the painter it directs."""
        return Standing(self.name, "cpu")
