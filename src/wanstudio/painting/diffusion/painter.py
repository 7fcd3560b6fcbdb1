"""The painter that has checkpoints: any number of threads paint, one engine batches across them."""

import structlog
import torch

from wanstudio.errors import PaintingFailed
from wanstudio.painting.diffusion.checkpoints import read_shelf
from wanstudio.painting.diffusion.engine import Engine, PictureUnwanted
from wanstudio.painting.diffusion.folders import check_folders
from wanstudio.painting.diffusion.hub import fetch
from wanstudio.painting.diffusion.loading import expected_bytes, load
from wanstudio.painting.diffusion.memory import budget_bytes, device_name, in_use_bytes
from wanstudio.painting.diffusion.residency import Residency
from wanstudio.painting.painter import Canvas, Pixels, Standing, Watch
from wanstudio.settings import Settings

_EASELS = 8
_LONGEST_REASON = 500
_log = structlog.get_logger(__name__)


class DiffusionPainter:
    """Paints with the checkpoints of the settings; the default one is loaded in the background at once.

    `name` is as the settings have it: the embedded model is a checkpoint like any other.
    """

    def __init__(self, settings: Settings) -> None:
        self.name: str = settings.painter
        for checkpoint in read_shelf(settings).all:
            fetch(checkpoint)
        check_folders(settings)
        self._shelf = read_shelf(settings)
        self._device = device = _device(settings.engine_device)
        budget = budget_bytes(settings.memory_budget_gib, device)
        self._residency = residency = Residency(
            budget,
            lambda checkpoint: load(checkpoint, device),
            lambda checkpoint: expected_bytes(checkpoint, device),
        )
        self.easels = max(_EASELS, settings.paint_threads)
        self._engine = Engine(residency, device, threads=settings.engine_threads, ready=self._shelf.all[0])

    def paint(self, canvas: Canvas, watch: Watch | None = None) -> Pixels:
        """Return the picture as `[height, width, 3]` uint8 RGB; PaintingFailed whatever the reason was not."""
        watch = watch or Watch()
        try:
            return self._engine.paint(canvas, self._shelf.find(canvas.model), watch)
        except PictureUnwanted:
            raise
        except Exception as error:
            size = f"{canvas.width}*{canvas.height}"
            reason = str(error)[:_LONGEST_REASON]
            _log.exception(
                "picture_failed", model=canvas.model, size=size, error=type(error).__name__, reason=reason
            )
            raise PaintingFailed from error

    def standing(self) -> Standing:
        """The device, its memory, and the folders whose weights lie in it."""
        used, total = in_use_bytes(self._device)
        names = tuple(key[0].name for key in self._residency.held)
        return Standing(self.name, device_name(self._device), used, total, names)

    def close(self) -> None:
        """Give up what is unfinished."""
        self._engine.close()


def _device(choice: str) -> torch.device:
    if choice == "auto":
        choice = "cuda" if torch.cuda.is_available() else "cpu"
    return torch.device(choice)
