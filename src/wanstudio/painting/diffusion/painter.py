"""The painter that has checkpoints: any number of threads paint, one engine batches across them."""

import structlog
import torch

from wanstudio.errors import CheckpointInvalid, PaintingFailed
from wanstudio.model_store.folder_lock import mark_in_use
from wanstudio.model_store.manifest import read_manifest
from wanstudio.painting.diffusion.checkpoints import read_shelf
from wanstudio.painting.diffusion.engine import Engine, PictureUnwanted
from wanstudio.painting.diffusion.folders import read_folder
from wanstudio.painting.diffusion.hub import fetch
from wanstudio.painting.diffusion.loading import expected_bytes, load
from wanstudio.painting.diffusion.memory import budget_bytes, device_name, highest_bytes, in_use_bytes
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
        usable = _try_folders(settings)
        self._shelf = read_shelf(settings)
        # Held as long as this painter lives: nobody removes what it paints with.
        self._marks = [mark_in_use(each.folder) for each in self._shelf.all if read_manifest(each.folder)]
        self._device = device = _device(settings.engine_device)
        budget = budget_bytes(settings.memory_budget_gib, device)
        self._residency = residency = Residency(
            budget,
            lambda checkpoint: load(checkpoint, device),
            lambda checkpoint: expected_bytes(checkpoint, device),
        )
        self.easels = max(_EASELS, settings.paint_threads)
        self._engine = Engine(
            residency, device, threads=settings.engine_threads, ready=self._shelf.all[usable]
        )

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
        device, engine = device_name(self._device), self._engine
        return Standing(self.name, device, used, total, names, engine.loading, engine.fault)

    def peak_bytes(self) -> int:
        """Bytes that this process had on the device at its highest."""
        return highest_bytes(self._device)

    def close(self) -> None:
        """Give up what is unfinished."""
        self._engine.close()
        for mark in self._marks:
            if mark is not None:
                mark.close()


def _try_folders(settings: Settings) -> int:
    """Fetch and look over every checkpoint; the number of the first that can be used.

    Raises CheckpointInvalid if none can. One that cannot keeps nobody from the others.
    """
    problems: list[CheckpointInvalid] = []
    usable: list[int] = []
    for number, checkpoint in enumerate(read_shelf(settings).all):
        try:
            fetch(checkpoint)
            read_folder(checkpoint.folder, checkpoint.transformer)
        except CheckpointInvalid as error:
            _log.error("checkpoint_unusable", problem=error.message)
            problems.append(error)
        else:
            usable.append(number)
    if problems and not usable:
        raise problems[0]
    return usable[0]


def _device(choice: str) -> torch.device:
    if choice == "auto":
        choice = "cuda" if torch.cuda.is_available() else "cpu"
    return torch.device(choice)
