"""The painter that has checkpoints: any number of threads paint, one engine batches across them."""

import structlog
import torch

from wanstudio.errors import CheckpointInvalid, PaintingFailed
from wanstudio.model_store.folder_lock import mark_in_use
from wanstudio.model_store.manifest import read_manifest
from wanstudio.painting.diffusion.checkpoints import Checkpoint, Shelf, read_shelf
from wanstudio.painting.diffusion.dtypes import resolved
from wanstudio.painting.diffusion.engine import Engine, PictureUnwanted
from wanstudio.painting.diffusion.hub import fetch
from wanstudio.painting.diffusion.memory import budget_bytes, device_name, highest_bytes, in_use_bytes
from wanstudio.painting.diffusion.model_cache import ModelCache
from wanstudio.painting.diffusion.registry import ServedCheckpoint, open_checkpoint
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
        self._shelf = read_shelf(settings)
        # Held as long as this painter lives: nobody removes what it paints with.
        self._marks = [mark_in_use(each.folder) for each in self._shelf.all if read_manifest(each.folder)]
        self._device = device = _device(settings.engine_device)
        self._opened: dict[Checkpoint, ServedCheckpoint] = {}
        ready = self._open_all(self._shelf)
        budget = budget_bytes(settings.memory_budget_gib, device)
        self._models = ModelCache(budget, lambda served: served.family.load(served.spec, device))
        self.easels = max(_EASELS, settings.paint_threads)
        self._engine = Engine(self._models, device, threads=settings.engine_threads, ready=ready)

    def _open_all(self, shelf: Shelf) -> ServedCheckpoint:
        """Fetch and look over every checkpoint; the first that can be used.

        Raises CheckpointInvalid if none can. One that cannot keeps nobody from the others.
        """
        problems: list[CheckpointInvalid] = []
        usable: list[ServedCheckpoint] = []
        for checkpoint in shelf.all:
            try:
                fetch(checkpoint)
                usable.append(self._open(checkpoint))
            except CheckpointInvalid as error:
                _log.error("checkpoint_unusable", problem=error.message)
                problems.append(error)
        if problems and not usable:
            raise problems[0]
        return usable[0]

    def _open(self, checkpoint: Checkpoint) -> ServedCheckpoint:
        """The checkpoint with its spec; one that could not be used is looked at again each time."""
        if checkpoint not in self._opened:
            dtype = resolved(checkpoint.dtype, self._device)
            self._opened[checkpoint] = open_checkpoint(checkpoint, dtype)
        return self._opened[checkpoint]

    def paint(self, canvas: Canvas, watch: Watch | None = None) -> Pixels:
        """Return the picture as `[height, width, 3]` uint8 RGB; PaintingFailed whatever the reason was not."""
        watch = watch or Watch()
        try:
            return self._engine.paint(canvas, self._open(self._shelf.find(canvas.model)), watch)
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
        device, engine = device_name(self._device), self._engine
        return Standing(self.name, device, used, total, self._models.held, engine.loading, engine.fault)

    def peak_bytes(self) -> int:
        """Bytes that this process had on the device at its highest."""
        return highest_bytes(self._device)

    def close(self) -> None:
        """Give up what is unfinished."""
        self._engine.close()
        for mark in self._marks:
            if mark is not None:
                mark.close()


def _device(choice: str) -> torch.device:
    if choice == "auto":
        choice = "cuda" if torch.cuda.is_available() else "cpu"
    return torch.device(choice)
