"""A small recogniser of drawings: it says what is in a picture, and is itself checked before it may judge.

It reads a picture of 512*512 in the linear code, [C, 16, 16], which keeps what the eye needs and is small.
"""

from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (everybody's name for it)
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from sketch.denoiser import chance
from sketch.keeping import note
from sketch.pace import Pace
from sketch.patches import Bytes, Patches
from sketch.plan import Plan
from sketch.pool import FIELDS, NAMED, Pool, fitted
from sketch.world import KINDS, PAINTS, SETTINGS, STYLES, TIMES

SIDE = 512
COUNTS = 7
_RATE = 1e-3


class _Block(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.way = nn.Sequential(
            nn.GroupNorm(8, width), nn.SiLU(), nn.Conv2d(width, width, 3, padding=1),
            nn.GroupNorm(8, width), nn.SiLU(), nn.Conv2d(width, width, 3, padding=1),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        shown: Tensor = x + self.way(x)
        return shown


@dataclass(frozen=True, slots=True)
class Reading:
    """What was seen in each of B pictures, as logits; `spots` are the middles of each kind, 0..1.

    kinds [B, K], settings, times, styles [B, ...], colours [B, K, ...], counts [B, K, 7], spots [B, K, 2].
    """

    kinds: Tensor
    settings: Tensor
    times: Tensor
    styles: Tensor
    colours: Tensor
    counts: Tensor
    spots: Tensor


class Recogniser(nn.Module):
    """Convolutions over the cells, then one layer that answers every question."""

    def __init__(self, channels: int, width: int = 128) -> None:
        super().__init__()
        self.eyes = nn.Sequential(
            nn.Conv2d(channels, width, 3, padding=1), _Block(width), _Block(width),
            nn.Conv2d(width, 2 * width, 3, stride=2, padding=1), _Block(2 * width), _Block(2 * width),
            nn.GroupNorm(8, 2 * width), nn.SiLU(),
        )  # fmt: skip
        self.look = nn.Conv2d(2 * width, len(KINDS), 1)
        self.answer = nn.Linear(4 * width, len(SETTINGS) + len(TIMES) + len(STYLES))
        self.tell = nn.Linear(2 * width, len(PAINTS) + COUNTS)
        self.name = nn.Embedding(len(KINDS), 2 * width)
        self.presence = nn.Linear(4 * width, len(KINDS))

    def forward(self, latents: Tensor) -> Reading:
        """latents: [B, C, 16, 16] in the linear code."""
        seen = self.eyes(latents)
        pooled = torch.cat([seen.mean((2, 3)), seen.amax((2, 3))], 1)
        where = self.look(seen).flatten(2)
        weight = where.softmax(2)
        high, wide = seen.shape[2:]
        x = (torch.arange(wide, device=seen.device) + 0.5) / wide
        y = (torch.arange(high, device=seen.device) + 0.5) / high
        spots = torch.stack(
            [(weight * x.repeat(high)).sum(2), (weight * y.repeat_interleave(wide)).sum(2)], 2
        )
        at_kind = torch.einsum("bks,bcs->bkc", weight, seen.flatten(2)) + self.name.weight
        colours, counts = self.tell(F.silu(at_kind)).split([len(PAINTS), COUNTS], 2)
        settings, times, styles = self.answer(pooled).split([len(SETTINGS), len(TIMES), len(STYLES)], 1)
        kinds = self.presence(pooled) + where.amax(2)
        return Reading(kinds, settings, times, styles, colours, counts, spots)


def loss_of(reading: Reading, labels: Tensor) -> Tensor:
    """labels: [B, kinds, place, hour, style, then the named things] as the pool has them; -1 is not asked."""
    count = len(KINDS)
    loss = F.binary_cross_entropy_with_logits(reading.kinds, labels[:, :count].float()) * 8
    for column, told in enumerate((reading.settings, reading.times, reading.styles)):
        loss = loss + F.cross_entropy(told, labels[:, count + column], ignore_index=-1) * 0.5
    named = labels[:, count + 3 :].view(-1, NAMED, FIELDS)
    rows, places = (named[:, :, 0] >= 0).nonzero(as_tuple=True)
    kind, colour, number, *spot = named[rows, places].unbind(1)
    loss = loss + _asked(reading.colours[rows, kind], colour)
    loss = loss + _asked(reading.counts[rows, kind], (number - 1).clamp(max=COUNTS - 1))
    goal = torch.stack(spot, 1)
    off = (reading.spots[rows, kind] - goal / 100).abs().sum(1) * (goal[:, 0] >= 0)
    return loss + 2 * off.mean()


def _asked(told: Tensor, wanted: Tensor) -> Tensor:
    chosen = wanted >= 0
    return F.cross_entropy(told[chosen], wanted[chosen]) if chosen.any() else told.sum() * 0


def train_recogniser(plan: Plan, run: Path, pace: Pace, device: torch.device) -> None:
    """Train it on the middle-sized drawings of the pool, a little noise on them; the first shard is kept for the check."""
    pool = Pool(run, (SIDE, SIDE), device)
    torch.manual_seed(plan.seed)
    model = Recogniser(plan.channels).to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=_RATE, weight_decay=0.05)
    with click.progressbar(length=1000, label="recogniser") as bar:
        while not pace.over:
            if pace.done % 100 == 0:
                pool.refresh()
            rng = np.random.default_rng([plan.seed, 6, pace.done])
            batch = pool.batch(64, rng)
            noise = torch.randn(
                batch.latents.shape, generator=chance(device, plan.seed, 6, pace.done), device=device
            )
            with torch.autocast(device.type, torch.bfloat16):
                reading = model(batch.latents + 0.05 * float(rng.random()) * noise)
            loss = loss_of(Reading(*(part.float() for part in _parts(reading))), batch.labels)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            for group in optimizer.param_groups:
                group["lr"] = _RATE * min(1.0, (pace.done + 1) / 100) * (1 - 0.97 * pace.progress)
            optimizer.step()
            pace.done += 1
            if pace.done % 100 == 0:
                note(run, "recogniser", step=pace.done, seconds=round(pace.used), loss=float(loss.detach()))
            bar.update(int(1000 * pace.progress) - bar.pos)
    save_file(
        {name: each.cpu().contiguous() for name, each in model.state_dict().items()},
        run / "recogniser.safetensors",
    )


def _parts(reading: Reading) -> tuple[Tensor, ...]:
    return (
        reading.kinds, reading.settings, reading.times, reading.styles, reading.colours, reading.counts, reading.spots,
    )  # fmt: skip


@dataclass(slots=True)
class Judge:
    """A trained recogniser with the linear code that it reads through."""

    model: Recogniser
    patches: Patches

    @classmethod
    def load(cls, run: Path) -> "Judge":
        """The recogniser of a run."""
        patches = Patches.load(run / "patches.safetensors")
        model = Recogniser(len(patches.spread))
        model.load_state_dict(load_file(run / "recogniser.safetensors"))
        return cls(model.eval(), patches)

    @torch.no_grad()
    def read(self, pictures: list[Bytes]) -> Reading:
        """What is in pictures of any one size."""
        small = [fitted(each, (SIDE, SIDE)) for each in pictures]
        latents = np.stack([self.patches.encode(each) for each in small])
        reading: Reading = self.model(torch.from_numpy(latents))
        return reading
