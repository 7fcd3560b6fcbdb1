"""From the operator's settings to a painter; imports only the one that was chosen."""

from wanstudio.painting.auto import check_packages, settle
from wanstudio.painting.painter import Painter
from wanstudio.settings import Settings


def open_painter(settings: Settings) -> Painter:
    """The painter that the settings name; `auto` is the best that needs nothing. Loads what it needs."""
    settled = settle(settings)
    if settled.painter == "procedural":
        from wanstudio.painting.procedural.painter import ProceduralPainter  # noqa: PLC0415

        return ProceduralPainter()
    check_packages(settled)
    from wanstudio.painting.diffusion.painter import DiffusionPainter  # noqa: PLC0415

    return DiffusionPainter(settled)
