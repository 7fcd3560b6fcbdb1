"""How many images may share one forward: only where it was seen to pay, and to change no byte."""

import time
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import torch
from torch import Tensor

from wanstudio.painting.diffusion.step_planner import LARGEST_BATCH

_MOST_TOKENS_TRIED = 8192
"""Above this one image fills any machine; trying would only cost time."""

_LOSSES = 2
"""After so many trials that lost time, no batch of as many tokens or more is tried."""

_GAIN = 0.95
"""A shared forward must take less than this part of the time of the forwards it stands for."""


class Batchable(Protocol):
    """What of a Generation decides with whom it may share a forward."""

    @property
    def batch_group(self) -> Hashable | None: ...
    @property
    def batch_form(self) -> Hashable: ...
    @property
    def tokens(self) -> int: ...


Each = TypeVar("Each", bound=Batchable)
Predict = Callable[[Sequence[Each]], list[Tensor]]


@dataclass(slots=True)
class Batching:
    """What is known of each group and each multiset of forms. `declared` tokens are taken to pay without measuring.

    Whether a batch changes bytes depends on how the libraries cut up a matrix of so many rows, so it is tried once for
    each group and forms, with the first images that come along. A trial costs as much as the batch: where batches of as
    few tokens have lost time before, others are not tried.
    """

    declared: int | None = None
    clock: Callable[[], float] = time.perf_counter
    _known: dict[Hashable, bool] = field(default_factory=dict)
    _losses: list[int] = field(default_factory=list)

    def size(self, ready: Sequence[Batchable]) -> int:
        """How many of those that are ready, all of one group, go into the next forward."""
        size = 1
        while (larger := 2 * size) <= min(len(ready), LARGEST_BATCH) and self._may(ready[:larger]):
            size = larger
        return size

    def _may(self, batch: Sequence[Batchable]) -> bool:
        tokens = sum(each.tokens for each in batch)
        if tokens > (_MOST_TOKENS_TRIED if self.declared is None else self.declared):
            return False
        if _key(batch) not in self._known and self._lost_at(tokens):
            return False
        half = batch[: len(batch) // 2]
        smaller_known = len(half) == 1 or _key(half) in self._known
        return self._known.get(_key(batch), smaller_known)

    def _lost_at(self, tokens: int) -> bool:
        """Whether batches of so many tokens or fewer took longer than each alone, more often than a busy machine explains."""
        return sum(lost <= tokens for lost in self._losses) >= _LOSSES

    def predict(self, batch: Sequence[Each], predict: "Predict[Each]") -> list[Tensor]:
        """The velocity of each, the same bytes as if each had been alone."""
        if len(batch) == 1 or self._known.get(_key(batch)):
            return predict(batch)
        return self._try(batch, predict)

    def _try(self, batch: Sequence[Each], predict: "Predict[Each]") -> list[Tensor]:
        key = _key(batch)
        alone_s, alone = self._timed(lambda: [predict([each])[0] for each in batch])
        self._known[key] = False  # and so it stays if there is not memory enough for it
        try:
            shared_s, shared = self._timed(lambda: predict(batch))
        except (MemoryError, RuntimeError):
            return alone
        same = all(torch.equal(one, other) for one, other in zip(alone, shared, strict=True))
        pays = self.declared is not None or shared_s < _GAIN * alone_s
        if shared_s > alone_s and self.declared is None:
            self._losses.append(sum(each.tokens for each in batch))
        self._known[key] = same and pays
        return alone

    def _timed(self, predict: Callable[[], list[Tensor]]) -> tuple[float, list[Tensor]]:
        started = self.clock()
        velocities = predict()
        if velocities[0].is_cuda:
            torch.cuda.synchronize()
        return self.clock() - started, velocities


def _key(batch: Sequence[Batchable]) -> Hashable:
    forms = Counter(each.batch_form for each in batch)
    return batch[0].batch_group, frozenset(forms.items())
