"""Which checkpoints are in memory: as many as the budget holds, the least recently used leaves first."""

import gc
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping

import structlog

from wanstudio.painting.diffusion.checkpoints import Checkpoint, WeightsKey
from wanstudio.painting.diffusion.loading import Loaded

_log = structlog.get_logger(__name__)


def leaving(
    held: Mapping[WeightsKey, int], wanted: int, budget: int, in_use: Collection[WeightsKey]
) -> tuple[WeightsKey, ...] | None:
    """Who must leave so that `wanted` bytes more fit; None while those in use leave too little room.

    `held` is in the order of last use. With nothing in use everything may leave, and what still does not
    fit is tried all the same: the budget is a guess, a failure to allocate is not.
    """
    gone: list[WeightsKey] = []
    total = sum(held.values()) + wanted
    for key, size in held.items():
        if total <= budget:
            break
        if key not in in_use:
            gone.append(key)
            total -= size
    return tuple(gone) if total <= budget or not in_use else None


class Residency:
    """The checkpoints in memory, and how much room painting beside them takes.

    `held` is whose weights are in memory, least recently used first; any thread may read it.
    """

    def __init__(
        self, budget: int, load: Callable[[Checkpoint], Loaded], weigh: Callable[[Checkpoint], int]
    ) -> None:
        self._budget = budget
        self._load = load
        self._weigh = weigh
        self._held: OrderedDict[WeightsKey, Loaded] = OrderedDict()
        self._peaks: dict[WeightsKey, float] = {}
        self.held: tuple[WeightsKey, ...] = ()

    def note_peak(self, key: WeightsKey, pixels: int, peak: int) -> None:
        """Painting so many pixels took so many bytes beside the weights."""
        self._peaks[key] = max(self._peaks.get(key, 0.0), peak / pixels)

    def take(self, checkpoint: Checkpoint, pixels: int, in_use: Collection[WeightsKey]) -> Loaded | None:
        """The loaded checkpoint, or None until samples that use other ones have gone. May take long."""
        key = checkpoint.weights
        found = self._held.get(key)
        room = int(self._peaks.get(key, 0.0) * pixels)
        wanted = room if found else room + self._weigh(checkpoint)
        sizes = {each: loaded.weight_bytes for each, loaded in self._held.items() if each != key}
        if found:
            wanted += found.weight_bytes
        gone = leaving(sizes, wanted, self._budget, set(in_use) - {key})
        if gone is None:
            return None
        for each in gone:
            del self._held[each]
            _log.info("checkpoint_left", folder=str(each[0]))
        if gone:
            gc.collect()
        if found is None:
            found = self._held[key] = self._load(checkpoint)
            _log.info("checkpoint_loaded", folder=str(key[0]), tier=checkpoint.tier, bytes=found.weight_bytes)
        self._held.move_to_end(key)
        self.held = tuple(self._held)
        return found
