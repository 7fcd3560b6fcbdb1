"""From the operator's settings to a painter; imports only the ones that were chosen."""

from wanstudio.catalog.served import checkpoint_names
from wanstudio.extras import check_extra
from wanstudio.painting.auto import check_packages, settle
from wanstudio.painting.fallback import FallbackPainter
from wanstudio.painting.painter import Painter
from wanstudio.settings import Settings


def open_painter(settings: Settings) -> Painter:
    """The painter that the settings name. Loads what it needs."""
    check_extra("painter", "Painting")
    settled = settle(settings)
    if settled.painter == "procedural":
        return _procedural()
    check_packages(settled)
    from wanstudio.painting.diffusion.painter import DiffusionPainter  # noqa: PLC0415

    painter = DiffusionPainter(settled)
    if settled.painter == "diffusion" and settled.procedural_fallback and not settled.default_checkpoint:
        return FallbackPainter(painter, checkpoint_names(settled), _procedural())
    return painter


def _procedural() -> Painter:
    from wanstudio.painting.procedural.painter import ProceduralPainter  # noqa: PLC0415

    return ProceduralPainter()
