"""From the operator's setting to a painter; imports only the one that was chosen."""

from typing import Literal

from wanstudio.painting.painter import Painter

BEST: Literal["procedural"] = "procedural"
"""What `auto` means in this release."""


def open_painter(choice: Literal["auto", "procedural"]) -> Painter:
    """The painter of that name; `auto` is the best there is. Loads what it needs."""
    match BEST if choice == "auto" else choice:
        case "procedural":
            from wanstudio.painting.procedural.painter import ProceduralPainter  # noqa: PLC0415

            return ProceduralPainter()
