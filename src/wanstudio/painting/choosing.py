"""From the operator's setting to a painter; imports only the one that was chosen."""

from typing import Literal

from wanstudio.painting.painter import Painter


def open_painter(choice: Literal["auto", "procedural"]) -> Painter:
    """The painter of that name; `auto` is the best that is installed."""
    from wanstudio.painting.procedural.painter import ProceduralPainter  # noqa: PLC0415 (loads the renderer)

    return ProceduralPainter()
