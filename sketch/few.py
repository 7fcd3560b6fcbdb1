"""The few-step tier: a student that goes in one step where its teacher, guided, goes several."""

import itertools
from pathlib import Path

import click
import numpy as np
import torch
from torch import Tensor

from sketch.by_chance import chance
from sketch.denoiser import Trainer, half_precision, new_sketch
from sketch.keeping import load_state, note, save_state
from sketch.model import Sketch, times_of
from sketch.pace import Pace
from sketch.plan import MIDDLE, Plan
from sketch.pool import Batch, Pool

GUIDANCE = 2.5
"""What the teacher is guided by; the student has it in its weights."""
_SUBSTEPS = 3
_RATE = 3e-4
_KEEP_SECONDS = 60.0


def load_average(plan: Plan, run: Path, state: Path, device: torch.device) -> Sketch:
    """The finished denoiser with its averaged weights."""
    model = new_sketch(plan, run)
    found = load_state(state)
    assert found is not None
    with torch.no_grad():
        for name, weight in model.named_parameters():
            weight.copy_(found["average"][name])
    return model.to(device).eval()


def train_few(plan: Plan, run: Path, teacher_state: Path, pace: Pace, device: torch.device) -> None:
    """Train the transformer alone, on pictures of the middle size; the texts stay as the teacher reads them."""
    file = run / "states" / "few.pt"
    teacher = load_average(plan, run, teacher_state, device).requires_grad_(requires_grad=False)
    student = load_average(plan, run, teacher_state, device)
    student.encoder.requires_grad_(requires_grad=False)
    trainer = Trainer.start(student, plan)
    if state := load_state(file):
        trainer.restore(state)
        pace.spent, pace.done = state["spent"], state["done"]
    pool = Pool(run, MIDDLE[0][:2], device)
    pool.refresh()
    kept = pace.used
    with click.progressbar(length=1000, label="few-step tier") as bar:
        while not pace.over:
            place = plan.seed, 5, pace.done
            rng = np.random.default_rng(place)
            batch = pool.batch(max(1, plan.tokens // 64), rng)
            step = int(rng.integers(plan.few_steps))
            with half_precision(device):
                loss = student_loss(teacher, student, batch, step, chance(device, *place))
            trainer.learn(loss)
            norm = trainer.step(_RATE * (1 - 0.98 * pace.progress), pace.done)
            pace.done += 1
            if pace.done % 50 == 0:
                note(
                    run,
                    "few",
                    step=pace.done,
                    seconds=round(pace.used),
                    loss=float(loss.detach()),
                    norm=float(norm),
                )
            if pace.used - kept > _KEEP_SECONDS:
                kept = pace.used
                save_state(file, trainer.state() | {"spent": pace.used, "done": pace.done})
            bar.update(int(1000 * pace.progress) - bar.pos)
    save_state(file, trainer.state() | {"spent": pace.used, "done": pace.done})


def student_loss(
    teacher: Sketch, student: Sketch, batch: Batch, step: int, generator: torch.Generator
) -> Tensor:
    """How far one step of the student ends from several of the guided teacher, over the length of the step."""
    latents, words = batch.latents, batch.words
    times = times_of(student.plan.few_steps)
    start, end = float(times[step]), float(times[step + 1])
    noise = torch.randn(latents.shape, generator=generator, device=latents.device)
    begun = (1 - start) * latents + start * noise
    with torch.no_grad():
        empty = torch.zeros_like(words)
        empty[:, 0] = 1
        text = teacher.read(torch.cat([words, empty]))
        reached = begun
        between = torch.linspace(start, end, _SUBSTEPS + 1).tolist()
        for now, then in itertools.pairwise(between):
            time = torch.full((2 * len(latents),), now, device=latents.device)
            wanted, unwanted = teacher(torch.cat([reached, reached]), time, text).chunk(2)
            reached = reached + (then - now) * (unwanted + GUIDANCE * (wanted - unwanted))
        goal = (reached - begun) / (end - start)
        read = student.read(words)
    time = torch.full((len(latents),), start, device=latents.device)
    loss: Tensor = (student(begun, time, read) - goal).square().mean()
    return loss
