"""Forwards side by side on one CPU, each on its own part of the threads.

The layers of a small forward are over before a second thread has woken up, so that sharing each of them among
threads brings little; threads that each go the whole way alone meet once a step.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

import torch

Part = TypeVar("Part")
Answer = TypeVar("Answer")
_HANDS = 2


class CfgThreads:
    """Two hands, started when they are first wanted; they end when nobody holds this any more."""

    def __init__(self) -> None:
        self._hands: ThreadPoolExecutor | None = None

    @staticmethod
    def can() -> bool:
        """Whether the calling thread has threads enough to share out."""
        return torch.get_num_threads() >= _HANDS

    def run(self, work: Callable[[Part], Answer], parts: Sequence[Part]) -> list[Answer]:
        """The answer for each part, in inference mode. What one of them raises is raised once all have ended."""
        if self._hands is None:
            self._hands = _start()

        def infer(part: Part) -> Answer:
            with torch.inference_mode():
                return work(part)

        asked = [self._hands.submit(infer, part) for part in parts]
        wait(asked)
        return [each.result() for each in asked]


def _start() -> ThreadPoolExecutor:
    """Hands that know how many threads are theirs; the caller keeps as many as it had."""
    threads = torch.get_num_threads()
    hands = ThreadPoolExecutor(_HANDS, "half")
    all_here = threading.Barrier(_HANDS)

    def begin(_: int) -> None:
        torch.get_num_threads()  # a thread that never asked would later take the number set last by anybody
        torch.set_num_threads(threads // _HANDS)
        all_here.wait()

    list(hands.map(begin, range(_HANDS)))
    torch.set_num_threads(threads)
    return hands
