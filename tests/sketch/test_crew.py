"""Two processes train one model as one process would that sees both their batches."""

import os
import shutil
from functools import partial

import torch
from sketch.crew import work_together
from sketch.denoiser import train_phase
from sketch.keeping import load_state
from sketch.pace import Pace
from tests.sketch.conftest import CPU


def trained(tiny_run, folder, processes, steps):
    for name in ("pool", "tokenizer"):
        shutil.copytree(tiny_run.folder / name, folder / name)
    shutil.copy(tiny_run.folder / "patches.safetensors", folder)
    plan = tiny_run.plan
    work = partial(train_phase, plan, folder, plan.phases[0], Pace(0, steps=steps), CPU, None, None)
    work_together(work, folder, processes)
    return load_state(folder / "states" / "small.pt")


def test_a_crew_of_two_takes_as_many_steps_and_keeps_one_state(tiny_run, tmp_path):
    cores, threads = os.sched_getaffinity(0), torch.get_num_threads()
    alone = trained(tiny_run, tmp_path / "one", 1, 6)
    together = trained(tiny_run, tmp_path / "two", 2, 6)
    repeated = trained(tiny_run, tmp_path / "again", 2, 6)
    assert (os.sched_getaffinity(0), torch.get_num_threads()) == (cores, threads)
    assert alone["done"] == together["done"] == 6
    weights = together["model"]
    assert any(not torch.equal(alone["model"][name], weight) for name, weight in weights.items())
    assert all(torch.allclose(repeated["model"][name], weight) for name, weight in weights.items())
