"""From the operator's settings to a painter; imports only the one that was chosen."""

from typing import Literal

from wanstudio.errors import SettingsInvalid
from wanstudio.painting.painter import Painter
from wanstudio.settings import Settings

BEST: Literal["procedural"] = "procedural"
"""What `auto` means in this release."""


def open_painter(settings: Settings) -> Painter:
    """The painter that the settings name; `auto` is the best that needs nothing. Loads what it needs."""
    match BEST if settings.painter == "auto" else settings.painter:
        case "procedural":
            from wanstudio.painting.procedural.painter import ProceduralPainter  # noqa: PLC0415

            return ProceduralPainter()
        case "diffusion":
            try:
                from wanstudio.painting.diffusion.painter import DiffusionPainter  # noqa: PLC0415
            except ModuleNotFoundError as error:
                raise SettingsInvalid(
                    problem=f"painter 'diffusion' needs {error.name}: pip install 'wanstudio[painter,diffusion]'"
                ) from error
            return DiffusionPainter(settings)
