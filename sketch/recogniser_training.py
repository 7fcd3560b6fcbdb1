"""Trains the recogniser on the middle-sized drawings of the pool, seen through the linear code."""

import math
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (everybody's name for it)
from torch import Tensor, nn

from sketch.by_chance import chance
from sketch.denoiser import half_precision
from sketch.keeping import note
from sketch.muon import Muon
from sketch.pace import Pace
from sketch.patches import Patches
from sketch.plan import Plan
from sketch.pool import Pool
from sketch.recogniser import BEFORE, COUNTS, PEOPLE, PERSON, SIDE, Lens, Recogniser, Sight
from sketch.shards import FIELDS, NAMED, WITHHELD
from sketch.world import KINDS
from wanstudio.painting.diffusion.dtypes import dtype_of

_BATCH, _BATCH_ON_GPU = 32, 256
_RATE, _MATRIX_RATE, _FINAL, _WARM_UP = 2e-3, 2e-2, 0.02, 100
_AGAIN = 0.4
"""Of the rates, for one that goes on."""
_DECAY, _LONGEST = 0.05, 2.0
_NOTED = 100
_AVERAGE = 0.99
_NOISE, _SHIFT, _ZOOM = 0.05, 0.06, 0.06
_THERE, _SEVERAL = 4.0, 2.0
"""How much more a kind that is there weighs than one that is not, and a count of several than a count of one."""
_HELD, _SEEN_WRONGLY = 256, 200
"""From so many pictures kept apart the bar for seeing is told; one absent kind in so many is seen then."""
_WITHHELD = 0.25
"""Of its records so many are of pairings that no denoiser sees, where such were drawn."""
_TAKEN = 3
_TWO_THINGS, _MANY = 2.0, 4.0
"""From so many times as many records those of a step are taken, with so much better chances if there is more in them."""
_HUMAN = [KINDS.index(kind) for kind in (PERSON, *PEOPLE)]


def loss_of(model: Recogniser, sight: Sight, labels: Tensor) -> Tensor:
    """labels: [B, kinds, place, hour, style, then the named things] as the pool has them; -1 is not asked."""
    count = len(KINDS)
    shown, known = _shown(labels[:, :count])
    there = torch.full_like(sight.kinds[0], _THERE)
    missed = F.binary_cross_entropy_with_logits(
        sight.kinds, shown.float(), reduction="none", pos_weight=there
    )
    loss = 0.15 * (missed * known).sum(1).mean()
    for column, told in enumerate((sight.settings, sight.times, sight.styles)):
        loss = loss + 0.4 * _asked(told, labels[:, count + column])
    named = labels[:, count + 3 :].view(-1, NAMED, FIELDS)
    rows, places = (named[:, :, 0] >= 0).nonzero(as_tuple=True)
    kind, colour, number, *spot = named[rows, places].unbind(1)
    beside = (shown | ~known)[rows].scatter(1, kind[:, None], value=False)
    loss = loss + F.cross_entropy(sight.kinds[rows].masked_fill(beside, -1e4), kind)
    colours, counts, spots = model.tell(sight, rows, kind)
    weight = torch.full((COUNTS,), _SEVERAL, device=labels.device)
    weight[0] = 1.0
    goal = torch.stack(spot, 1)
    off = (spots - goal / 100).abs().sum(1) * (goal[:, 0] >= 0)
    return (
        loss + _asked(colours, colour) + 2 * off.mean()
        + F.cross_entropy(counts, (number - 1).clamp(0, COUNTS - 1), weight)
    )  # fmt: skip


def _asked(told: Tensor, wanted: Tensor) -> Tensor:
    return F.cross_entropy(told, wanted, ignore_index=-1, reduction="sum") / (wanted >= 0).sum().clamp(min=1)


def _shown(kinds: Tensor) -> tuple[Tensor, Tensor]:
    """Whether each kind is shown and whether that is known, [B, K]: which sort a person is nobody knows."""
    shown, known = kinds > 0, torch.ones_like(kinds, dtype=torch.bool)
    person, *people = _HUMAN
    known[:, people] = shown[:, people] | ~shown[:, [person]]
    shown[:, person] = shown[:, _HUMAN].any(1)
    return shown, known


def jostled(pictures: Tensor, labels: Tensor, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Pictures a little shifted and zoomed, each otherwise, and their labels with the spots where they are then."""
    count, device = len(pictures), pictures.device
    zoom = torch.from_numpy(rng.uniform(1 - _ZOOM, 1 + _ZOOM, count).astype(np.float32)).to(device)
    shift = torch.from_numpy(rng.uniform(-_SHIFT, _SHIFT, (count, 2)).astype(np.float32)).to(device)
    matrix = torch.cat([torch.diag_embed(zoom[:, None].expand(-1, 2)), shift[:, :, None]], 2)
    grid = F.affine_grid(matrix, list(pictures.shape), align_corners=False)
    moved = F.grid_sample(pictures, grid, padding_mode="reflection", align_corners=False)
    labels = labels.clone()
    spots = labels[:, len(KINDS) + 3 :].view(-1, NAMED, FIELDS)[:, :, 3:]
    there = ((spots / 50 - 1 - shift[:, None]) / zoom[:, None, None] + 1) * 50
    spots.copy_(torch.where(spots >= 0, there.round().long().clamp(0, 100), spots))
    return moved, labels


@dataclass(slots=True)
class Lessons:
    """A recogniser with its optimizers, Muon for the convolutions, and its running average."""

    model: Recogniser
    optimizers: list[torch.optim.Optimizer]
    average: Recogniser
    done: int = 0

    @classmethod
    def start(cls, model: Recogniser) -> "Lessons":
        """Nothing learnt yet."""
        matrices = model.matrices
        others = [each for each in model.parameters() if all(each is not matrix for matrix in matrices)]
        optimizers = [
            Muon(matrices, _MATRIX_RATE, _DECAY, dtype_of("auto", matrices[0].device)),
            torch.optim.AdamW(others, lr=_RATE, weight_decay=_DECAY),
        ]
        for group in (group for optimizer in optimizers for group in optimizer.param_groups):
            group["full"] = group["lr"]
        return cls(model, optimizers, deepcopy(model).requires_grad_(False))

    def step(self, pictures: Tensor, labels: Tensor, share: float) -> float:
        """One step down, at this share of the rates. Returns the loss."""
        with half_precision(pictures.device):
            loss = loss_of(self.model, self.model.see(pictures), labels)
        self.model.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), _LONGEST)
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = share * group["full"]
            optimizer.step()
        decay = min(_AVERAGE, (1 + self.done) / (10 + self.done))
        weights = [weight.detach() for weight in self.model.parameters()]
        torch._foreach_lerp_(list(self.average.parameters()), weights, 1 - decay)
        self.done += 1
        return float(loss.detach())


def train_recogniser(plan: Plan, run: Path, pace: Pace, device: torch.device) -> None:
    """The first shard of the pool is kept apart, to settle doubts by; the averaged weights are left in the run.

    It knows the pairings too that are withheld from the denoiser: what never was is not to be taken for impossible. If one to go on from lies in the run, it goes on from there, at smaller rates.
    """
    pool, withheld = (Pool(folder, (SIDE, SIDE), device) for folder in (run, run / WITHHELD))
    lens = Lens.of(Patches.load(run / "patches.safetensors"), device)
    torch.manual_seed(plan.seed)
    before, rates = run / BEFORE, 1.0
    if before.exists():
        model, rates = Recogniser.load(before), _AGAIN
    else:
        model = Recogniser(plan.recogniser_width)
    lessons = Lessons.start(model.to(device))
    losses: list[float] = []
    with click.progressbar(length=1000, label="recogniser") as bar:
        while not pace.over:
            if pace.done % _NOTED == 0:
                pool.refresh()
                withheld.refresh()
            seen = _seen(plan, pool, withheld, lens, pace.done)
            losses.append(lessons.step(*seen, rates * _share(pace)))
            pace.done += 1
            if pace.done % _NOTED == 0:
                loss = float(np.mean(losses[-_NOTED:]))
                note(run, "recogniser", step=pace.done, seconds=round(pace.used), loss=loss)
            bar.update(int(1000 * pace.progress) - bar.pos)
    settle_doubts(lessons.average, pool, lens)
    lessons.average.save(run / "recogniser.safetensors")


@torch.no_grad()
def settle_doubts(model: Recogniser, pool: Pool, lens: Lens) -> None:
    """Move the bar for seeing a kind to where one absent kind in so many is seen in the shard kept apart."""
    batch = pool.batch(_HELD, np.random.default_rng(0), held=True)
    shown, known = _shown(batch.labels[:, : len(KINDS)])
    absent = model.see(lens.show(batch.latents)).kinds[known & ~shown]
    model.presence.bias.sub_(absent.quantile(1 - 1 / _SEEN_WRONGLY))


def _share(pace: Pace) -> float:
    """Of the rates: up in the first steps, then down along a cosine."""
    fallen = _FINAL + (1 - _FINAL) * 0.5 * (1 + math.cos(math.pi * pace.progress))
    return min(1.0, (pace.done + 1) / _WARM_UP) * fallen


@torch.no_grad()
def _seen(plan: Plan, pool: Pool, withheld: Pool, lens: Lens, step: int) -> tuple[Tensor, Tensor]:
    """Pictures and labels of one step, the latents a little noisy as those of the model are."""
    rng = np.random.default_rng([plan.seed, 6, step])
    count = _BATCH if lens.weight.device.type == "cpu" else _BATCH_ON_GPU
    others = round(_WITHHELD * count) if len(withheld) else 0
    asked = [(pool, count - others), (withheld, others)]
    batches = [each.batch(_TAKEN * many, rng) for each, many in asked if many]
    rows = [chosen(batch.labels, rng) for batch in batches]
    latents, labels = (
        torch.cat([getattr(batch, name)[row] for batch, row in zip(batches, rows, strict=True)])
        for name in ("latents", "labels")
    )
    noise = torch.randn(
        latents.shape, generator=chance(latents.device, plan.seed, 6, step), device=latents.device
    )
    pictures = lens.show(latents + _NOISE * float(rng.random()) * noise)
    return jostled(pictures, labels, rng)


def chosen(labels: Tensor, rng: np.random.Generator) -> Tensor:
    """Rows of the records to learn from, one in three: those with two things or several of one are too few else."""
    named = labels[:, len(KINDS) + 3 :].view(-1, NAMED, FIELDS)
    weight = torch.ones(len(labels), dtype=torch.float64)
    weight[(named[:, 1, 0] >= 0).cpu()] = _TWO_THINGS
    weight[(named[:, :, 2] > 1).any(1).cpu()] = _MANY
    rows = rng.choice(len(labels), len(labels) // _TAKEN, replace=False, p=(weight / weight.sum()).numpy())
    return torch.from_numpy(rows).to(labels.device)
