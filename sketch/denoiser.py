"""Trains the denoiser: phases of growing pictures, many small steps, an average of the weights kept beside them.

Where a phase says so most steps look at some tokens of each picture only, those of the named things before others.
After MaskDiT (Zheng et al. 2023, arXiv:2306.09305), without its decoder: what is not looked at is not asked for.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.attention import SDPBackend, sdpa_kernel

from sketch.by_chance import chance, earlier_by_chance, times_by_chance, tokens_by_chance
from sketch.crew import ALONE, Crew
from sketch.keeping import load_state, note, save_state
from sketch.model import Sketch, shift_of
from sketch.muon import Muon
from sketch.pace import Pace
from sketch.patches import Patches
from sketch.plan import Phase, Plan
from sketch.pool import Batch, Pool, of_mere_places
from sketch.shards import Size
from sketch.swift import Swift
from sketch.words import load_words
from wanstudio.painting.diffusion.dtypes import dtype_of, multiplies_bfloat16

KEEP_SECONDS = 60.0
_FINAL_RATE = 0.02
_EMPTY = 1
_LEVELLED = 15.0
"""So many times the rate of AdamW is Muon's."""


@contextmanager
def half_precision(device: torch.device) -> Iterator[None]:
    """Matrix work in bfloat16 where the device multiplies it; on a CPU plain attention, whose backward is faster."""
    backends = (
        [SDPBackend.MATH]
        if device.type == "cpu"
        else [SDPBackend.FLASH_ATTENTION, SDPBackend.EFFICIENT_ATTENTION, SDPBackend.MATH]
    )
    with (
        torch.autocast(device.type, torch.bfloat16, enabled=multiplies_bfloat16(device)),
        sdpa_kernel(backends),
    ):
        yield


def new_sketch(plan: Plan, run: Path) -> Sketch:
    """The untrained model of a run; the same whenever it is made."""
    torch.manual_seed(plan.seed)
    std = Patches.load(run / "patches.safetensors").channel_std
    return Sketch(plan, len(load_words(run / "tokenizer")), std.tolist())


@dataclass(slots=True)
class Trainer:
    """A model with its optimizers and its running average."""

    model: Sketch
    optimizers: list[torch.optim.Optimizer]
    average: dict[str, Tensor]
    decay: float

    @classmethod
    def start(cls, model: Sketch, plan: Plan) -> "Trainer":
        """AdamW, the text encoder at a tenth of the rate: at the full one it forgets the text.

        If the plan says so Muon takes the matrices of the transformer's blocks.
        """
        blocks = [
            weight for weight in model.transformer.blocks.parameters() if plan.muon and weight.ndim == 2
        ]
        taken = {id(weight) for weight in blocks}
        groups = [
            {
                "params": [each for each in model.transformer.parameters() if id(each) not in taken],
                "factor": 1.0,
            },
            {"params": list(model.encoder.parameters()), "factor": plan.text_rate},
        ]
        optimizers: list[torch.optim.Optimizer] = [
            torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.95), weight_decay=0.01, fused=True)
        ]
        if blocks:
            muon = Muon(blocks, 0.02, 0.01, dtype_of("auto", blocks[0].device))
            muon.param_groups[0]["factor"] = _LEVELLED
            optimizers.append(muon)
        average = {name: weight.detach().clone() for name, weight in model.named_parameters()}
        return cls(model, optimizers, average, plan.average)

    def learn(self, loss: Tensor) -> list[Tensor]:
        """The gradients of the loss, one for each weight."""
        self.model.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        return [weight.grad for weight in self.model.parameters() if weight.grad is not None]

    def step(self, rate: float, done: int) -> Tensor:
        """One step down; of gradients that are no numbers nothing is followed. Returns their norm."""
        slopes = [weight.grad for weight in self.model.parameters() if weight.grad is not None]
        norm = torch.nn.utils.get_total_norm(slopes)
        length = torch.where(norm.isfinite(), (1 / (norm + 1e-6)).clamp(max=1.0), 0.0)
        for slope in slopes:
            slope.nan_to_num_(posinf=0.0, neginf=0.0)
        torch._foreach_mul_(slopes, length)
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate * group["factor"]
            optimizer.step()
        decay = min(self.decay, (1 + done) / (10 + done))
        weights = [weight.detach() for weight in self.model.parameters()]
        torch._foreach_lerp_(list(self.average.values()), weights, 1 - decay)
        return norm

    def state(self) -> dict[str, Any]:
        """All of it."""
        return {
            "model": self.model.state_dict(),
            "optimizers": [each.state_dict() for each in self.optimizers],
            "average": self.average,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self.model.load_state_dict(state["model"])
        for optimizer, kept in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(kept)
        for name, weight in state["average"].items():
            self.average[name].copy_(weight)


def loss_of(
    model: Sketch,
    batch: Batch,
    generator: torch.Generator,
    drop: float,
    focus: float = 0.0,
    kept: int = 0,
    *,
    early: bool = False,
) -> Tensor:
    """The squared error of the velocity at times by chance, some captions taken away, cells in focus weighing more.

    With `kept` so many tokens of each picture count, all alike, and no others. `early`: mere places are mostly met
    near pure noise.
    """
    latents, words, device = batch.latents, batch.words, batch.latents.device
    count = len(latents)
    dropped = torch.rand(count, generator=generator, device=device) < drop
    nothing = torch.zeros_like(words[0])
    nothing[0] = _EMPTY
    words = torch.where(dropped[:, None], nothing, words)
    time = times_by_chance(count, shift_of(latents.shape[2] * latents.shape[3]), generator)
    if early:
        time = earlier_by_chance(time, of_mere_places(batch.labels), generator)
    noise = torch.randn(latents.shape, generator=generator, device=device)
    t = time.view(-1, 1, 1, 1)
    tokens = tokens_by_chance(batch.focus, kept, generator) if kept else None
    told = model((1 - t) * latents + t * noise, time, model.read(words), tokens)
    if tokens is None:
        weight = 1 + focus * batch.focus
    else:
        high, wide = batch.focus.shape[1] // 2, batch.focus.shape[2] // 2
        weight = batch.focus.new_zeros(count, high * wide).scatter(1, tokens, 1.0).view(count, high, wide)
        weight = weight.repeat_interleave(2, 1).repeat_interleave(2, 2)
    weight = weight.unsqueeze(1)
    loss: Tensor = ((told - (noise - latents)).square() * (weight / weight.mean())).mean()
    return loss


def train_phase(
    plan: Plan,
    run: Path,
    phase: Phase,
    pace: Pace,
    device: torch.device,
    before: Path | None,
    needs: NDArray[np.float64] | None = None,
    crew: Crew = ALONE,
) -> None:
    """One phase, from the state of the one before, or from where it was killed; its state is left in the run.

    `needs` is how often each kind is to be learnt from.
    """
    file = run / "states" / f"{phase.name}.pt"
    model = new_sketch(plan, run).to(device)
    if plan.compiled:
        model.swift = Swift(model.transformer, dtype_of("auto", device))
    trainer = Trainer.start(model, plan)
    if before is not None and (state := load_state(before)):
        trainer.restore(state)
    if state := load_state(file):
        trainer.restore(state)
        pace.spent, pace.done = state["spent"], state["done"]
    pools = {
        (wide, high): Pool(run, (wide, high), device, needs, plan.crowds, phase.places)
        for wide, high, _ in phase.sizes
    }
    _wait_for(pools, run)
    saved, over = pace.used, pace.over
    with click.progressbar(length=1000, label=f"denoiser, {phase.name}", hidden=not crew.leads) as bar:
        while not over:
            place = plan.seed, 4, plan.phases.index(phase), pace.done, crew.rank
            rng = np.random.default_rng(place)
            size = _choose(phase, pools, rng)
            if pace.done % 100 == 0:
                for pool in pools.values():
                    pool.refresh()
            kept = _kept(phase, size, np.random.default_rng(place[:-1]))
            batch = pools[size].batch(_count(plan, size, kept), rng)
            with half_precision(device):
                loss = loss_of(
                    model, batch, chance(device, *place), plan.drop_caption, plan.focus, kept,
                    early=phase.places > 0,
                )  # fmt: skip
            gradients = trainer.learn(loss)
            pace.done += 1
            progress = crew.agree(gradients, pace.progress)
            norm = trainer.step(_rate(plan, phase, pace.done, progress), pace.done - 1)
            over = progress >= 1
            if crew.leads and pace.done % 50 == 0:
                _report(run, phase, pace, float(loss.detach()), float(norm), sum(map(len, pools.values())))
            if crew.leads and (over or pace.used - saved > KEEP_SECONDS):
                saved = pace.used
                save_state(file, trainer.state() | {"spent": pace.used, "done": pace.done})
            bar.update(int(1000 * pace.progress) - bar.pos)


def _rate(plan: Plan, phase: Phase, step: int, progress: float) -> float:
    """The learning rate: warmed up in each phase, in the last one cooled down."""
    warm = min(1.0, step / phase.warm_up)
    return phase.rate * warm * _cosine(progress if phase.name == plan.phases[-1].name else 0.0)


def _report(run: Path, phase: Phase, pace: Pace, loss: float, norm: float, records: int) -> None:
    note(run, phase.name, step=pace.done, seconds=round(pace.used), loss=loss, norm=norm, records=records)


def _wait_for(pools: dict[Size, Pool], run: Path) -> None:
    """Until there is something of each size; the drawing processes bring it."""
    import time  # noqa: PLC0415

    while True:
        for pool in pools.values():
            pool.refresh()
        if all(len(pool) for pool in pools.values()):
            return
        note(run, "waiting", records=sum(map(len, pools.values())))
        time.sleep(2)


def _choose(phase: Phase, pools: dict[Size, Pool], rng: np.random.Generator) -> Size:
    sizes, chances = list(pools), np.array([chance for _, _, chance in phase.sizes])
    return sizes[int(rng.choice(len(sizes), p=chances / chances.sum()))]


def _tokens_of(size: Size) -> int:
    return math.ceil(size[0] / 64) * math.ceil(size[1] / 64)


def _kept(phase: Phase, size: Size, rng: np.random.Generator) -> int:
    """How many tokens of each picture a step looks at; 0 for all. The same for the whole crew, if its sizes are."""
    part = round(phase.kept * _tokens_of(size))
    return part if rng.random() >= phase.whole else 0


def _count(plan: Plan, size: Size, kept: int) -> int:
    """As many pictures as make a step's tokens, one at least."""
    return max(1, plan.tokens // (kept or _tokens_of(size)))


def _cosine(progress: float) -> float:
    return _FINAL_RATE + (1 - _FINAL_RATE) * (0.5 + 0.5 * math.cos(math.pi * progress))
