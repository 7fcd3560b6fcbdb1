"""One painter for all tests of painting, and a short way to call it."""

from collections.abc import Callable

import pytest

from wanstudio.painting.painter import Canvas, Pixels
from wanstudio.painting.procedural.painter import ProceduralPainter

Paint = Callable[..., Pixels]


@pytest.fixture(scope="session")
def paint() -> Paint:
    """Paint a prompt with the procedural painter."""
    painter = ProceduralPainter()

    def paint_prompt(
        prompt: str, seed: int = 1, size: tuple[int, int] = (512, 512), negative: str = ""
    ) -> Pixels:
        return painter.paint(Canvas("wan2.6-t2i", prompt, negative, size[0], size[1], seed))

    return paint_prompt
