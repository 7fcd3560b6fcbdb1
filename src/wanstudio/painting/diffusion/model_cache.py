"""Which checkpoints are in memory: as many as the budget holds, the least recently used leaves first."""

import gc
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping

import structlog

from wanstudio.painting.diffusion.protocol import LoadedModel
from wanstudio.painting.diffusion.registry import ServedCheckpoint

_log = structlog.get_logger(__name__)


def leaving(
    held: Mapping[Hashable, int], wanted: int, budget: int, in_use: Collection[Hashable]
) -> tuple[Hashable, ...] | None:
    """Who must leave so that `wanted` bytes more fit; None while those in use leave too little room.

    `held` is in the order of last use. With nothing in use everything may leave, and what still does not
    fit is tried all the same: the budget is a guess, a failure to allocate is not.
    """
    gone: list[Hashable] = []
    total = sum(held.values()) + wanted
    for key, size in held.items():
        if total <= budget:
            break
        if key not in in_use:
            gone.append(key)
            total -= size
    return tuple(gone) if total <= budget or not in_use else None


class ModelCache:
    """The checkpoints in memory, and how much room denoising beside them takes.

    `held` names the checkpoints whose weights are in memory, least recently used first; any thread may read it.
    """

    def __init__(self, budget: int, load: Callable[[ServedCheckpoint], LoadedModel]) -> None:
        self._budget = budget
        self._load = load
        self._held: OrderedDict[Hashable, LoadedModel] = OrderedDict()
        self._names: dict[Hashable, str] = {}
        self._peaks: dict[Hashable, float] = {}
        self.held: tuple[str, ...] = ()

    def note_peak(self, key: Hashable, pixels: int, peak: int) -> None:
        """Denoising so many pixels took so many bytes beside the weights."""
        self._peaks[key] = max(self._peaks.get(key, 0.0), peak / pixels)

    def take(self, served: ServedCheckpoint, pixels: int, in_use: Collection[Hashable]) -> LoadedModel | None:
        """The loaded model, or None until images that use other ones have gone. May take long."""
        key = served.spec.key
        found = self._held.get(key)
        room = int(self._peaks.get(key, 0.0) * pixels)
        wanted = room + (found.weight_bytes if found else served.spec.file_bytes)
        sizes = {each: model.weight_bytes for each, model in self._held.items() if each != key}
        gone = leaving(sizes, wanted, self._budget, set(in_use) - {key})
        if gone is None:
            return None
        for each in gone:
            del self._held[each]
            _log.info("checkpoint_evicted", checkpoint=self._names[each])
        if gone:
            gc.collect()
        if found is None:
            found = self._held[key] = self._load(served)
            self._names[key] = served.checkpoint.folder.name
            _log.info(
                "checkpoint_loaded",
                folder=str(served.checkpoint.folder),
                family=served.family.name,
                bytes=found.weight_bytes,
            )
        self._held.move_to_end(key)
        self.held = tuple(self._names[each] for each in self._held)
        return found
