"""Processes that train one model together: each takes a batch of its own, all take the same step.

On a CPU two processes of one thread saw 65 samples a second where one saw 44; two threads in one process were no
faster than one, for the work between the matrix products is many small pieces.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor

MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class Crew:
    """How many train together, and which of them this process is; the first keeps and reports."""

    rank: int = 0
    size: int = 1

    @property
    def leads(self) -> bool:
        """Whether this process is the first, or alone."""
        return self.rank == 0

    def agree(self, gradients: Sequence[Tensor], progress: float) -> float:
        """Make each gradient the mean over the crew, in place; returns the progress of the first of it."""
        if self.size == 1:
            return progress
        told = gradients[0].new_tensor([progress if self.leads else 0.0])
        flat = torch.cat([told, *(part.flatten() for part in gradients)])
        dist.all_reduce(flat)
        means = torch.split(flat[1:] / self.size, [part.numel() for part in gradients])
        for part, mean in zip(gradients, means, strict=True):
            part.copy_(mean.view_as(part))
        return float(flat[0])


ALONE = Crew()


def work_together(work: Callable[[Crew], object], run: Path, processes: int) -> None:
    """Do the work in so many processes of one thread each, the first of which is this one.

    The work must be possible to pickle. RuntimeError if another one fails.
    """
    if processes == 1:
        work(ALONE)
        return
    meeting = run / MEETING
    meeting.unlink(missing_ok=True)
    context = multiprocessing.get_context("spawn")
    others: list[Any] = [
        context.Process(target=_join, args=(work, meeting, Crew(rank, processes)), daemon=True)
        for rank in range(1, processes)
    ]
    for each in others:
        each.start()
    _join(work, meeting, Crew(0, processes))
    for each in others:
        each.join()
        if each.exitcode:
            raise RuntimeError(f"a process of the crew ended with {each.exitcode}; its words are above")


def _join(work: Callable[[Crew], object], meeting: Path, crew: Crew) -> None:
    with _one_core(crew.rank):
        address = meeting.absolute().as_uri()
        dist.init_process_group("gloo", init_method=address, rank=crew.rank, world_size=crew.size)
        try:
            work(crew)
        finally:
            dist.destroy_process_group()


@contextmanager
def _one_core(number: int) -> Iterator[None]:
    """One thread for as long as a block lasts, where the system allows it on one core of those that may be used."""
    threads, pinned = torch.get_num_threads(), hasattr(os, "sched_setaffinity")
    cores = os.sched_getaffinity(0) if pinned else set()
    torch.set_num_threads(1)
    if cores:
        os.sched_setaffinity(0, {sorted(cores)[number % len(cores)]})
    try:
        yield
    finally:
        if cores:
            os.sched_setaffinity(0, cores)
        torch.set_num_threads(threads)
