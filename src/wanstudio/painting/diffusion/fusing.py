"""When several samples may share one forward: only where it was seen to pay, and to change no byte."""

import itertools
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from wanstudio.painting.diffusion.denoise import Question
from wanstudio.painting.diffusion.picking import LARGEST_BATCH

_MOST_TOKENS_TRIED = 8192
"""Above this one sample fills any machine; trying would only cost time."""

_GAIN = 0.95
"""A fused forward must take less than this part of the time of the forwards it stands for."""

Predict = Callable[[Sequence[Question]], list[Tensor]]


@dataclass(slots=True)
class Fusing:
    """What is known of each group and batch size. `declared` tokens are taken to pay without measuring.

    Whether a batch changes bytes depends on how the libraries cut up a matrix of so many rows, so it is
    tried once for each shape and batch size, with the first samples that come along.
    """

    declared: int | None = None
    _known: dict[tuple[Hashable, int], bool] = field(default_factory=dict)

    def size(self, group: Hashable, ready: int, tokens: int) -> int:
        """How many of `ready` samples go into the next forward. `tokens`: of one sample, all its texts."""
        size = 1
        while (larger := 2 * size) <= min(ready, LARGEST_BATCH) and self._may(group, larger, tokens * larger):
            size = larger
        return size

    def _may(self, group: Hashable, size: int, tokens: int) -> bool:
        if tokens > (_MOST_TOKENS_TRIED if self.declared is None else self.declared):
            return False
        known = self._known.get((group, size))
        smaller_known = size == 2 or (group, size // 2) in self._known
        return smaller_known if known is None else known

    def predict(
        self, group: Hashable, asked: Sequence[Sequence[Question]], ask: Predict
    ) -> list[list[Tensor]]:
        """The velocity for each question of each sample, the same bytes as if each sample had been alone."""
        size = len(asked)
        if size == 1 or self._known.get((group, size)):
            return _all_at_once(asked, ask)
        return self._try(group, asked, ask)

    def _try(self, group: Hashable, asked: Sequence[Sequence[Question]], ask: Predict) -> list[list[Tensor]]:
        size = len(asked)
        alone_s, alone = _timed(lambda: [ask(questions) for questions in asked])
        self._known[group, size] = False  # and so it stays if there is not memory enough for it
        try:
            fused_s, fused = _timed(lambda: _all_at_once(asked, ask))
        except (MemoryError, RuntimeError):
            return alone
        same = all(
            torch.equal(one, other)
            for own, others in zip(alone, fused, strict=True)
            for one, other in zip(own, others, strict=True)
        )
        pays = self.declared is not None or fused_s < _GAIN * alone_s
        self._known[group, size] = same and pays
        return alone


def _all_at_once(asked: Sequence[Sequence[Question]], ask: Predict) -> list[list[Tensor]]:
    answers = iter(ask([question for questions in asked for question in questions]))
    return [list(itertools.islice(answers, len(questions))) for questions in asked]


def _timed(ask: Callable[[], list[list[Tensor]]]) -> tuple[float, list[list[Tensor]]]:
    started = time.perf_counter()
    answers = ask()
    if answers[0][0].is_cuda:
        torch.cuda.synchronize()
    return time.perf_counter() - started, answers
