"""The pool of drawings as a trainer reads it, shard by shard as they come; `shards.py` says what is in them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sketch.shards import FIELDS, NAMED, Size
from sketch.world import KINDS

_READ = np.array((4, 4, 4, 6, 6, 3, 3)) / 30
"""How often each of a drawing's captions is read: both languages about alike."""


@dataclass(frozen=True, slots=True)
class Batch:
    """latents: [B, C, h, w] float32; words: [B, L] int64, zeros behind; labels: [B, F]; focus: [B, h, w] float32."""

    latents: Tensor
    words: Tensor
    labels: Tensor
    focus: Tensor


class Pool:
    """The shards of one size that are there; `refresh` looks for new ones.

    With `needs`, a weight for each kind, records are taken the oftener the more the neediest of their things needs
    it; those with several things so often as `crowds` says beside those with one; those with none, if `places` is
    not 0, so often that they are this share. `joined`, on a GPU if not said: all of them in the device's memory, one
    behind the other, instead of each shard in its file.
    """

    def __init__(
        self,
        run: Path,
        size: Size,
        device: torch.device,
        needs: NDArray[np.float64] | None = None,
        crowds: float = 1.0,
        places: float = 0.0,
        *,
        joined: bool | None = None,
    ) -> None:
        self._folder = run / "pool" / f"{size[0]}x{size[1]}"
        self._device = device
        self._needs = np.ones(len(KINDS)) if needs is None else needs
        self._crowds, self._places = crowds, places
        self._shards: dict[str, tuple[Tensor, ...]] = {}
        self._chances: dict[str, NDArray[np.float64]] = {}
        self._joins = device.type != "cpu" if joined is None else joined
        self._joined: tuple[Tensor, ...] | None = None
        self._reach = np.zeros(0)

    def __len__(self) -> int:
        return sum(len(shard[0]) for shard in self._shards.values())

    def refresh(self) -> None:
        """Take in the shards that have come."""
        before = len(self._shards)
        for file in sorted(self._folder.glob("*.latents.npy")):
            name = file.name.partition(".")[0]
            if name not in self._shards:
                parts = [
                    torch.from_numpy(np.load(self._folder / f"{name}.{part}.npy", mmap_mode="c"))
                    for part in ("latents", "words", "labels", "focus")
                ]
                self._chances[name] = self._chances_of(parts[2].numpy())
                parts[1] = parts[1].view(torch.int16)
                self._shards[name] = tuple(parts)
        if self._joins and len(self._shards) > before:
            self._join(before)

    def _join(self, before: int) -> None:
        """Copy the shards that came last behind those on the GPU; all but the first, which is kept apart."""
        names = list(self._shards)
        news = [self._shards[name] for name in names[max(1, before) :]]
        if not news:
            return
        filled = len(self._reach)
        parts = [torch.cat(column).to(self._device) for column in zip(*news, strict=True)]
        room = 0 if self._joined is None else len(self._joined[0])
        if self._joined is None or filled + len(parts[0]) > room:
            larger = [part.new_empty((2 * (filled + len(part)), *part.shape[1:])) for part in parts]
            for part, there in zip(larger, self._joined or (), strict=False):
                part[:filled] = there[:filled]
            self._joined = tuple(larger)
        for there, part in zip(self._joined, parts, strict=True):
            there[filled : filled + len(part)] = part
        self._reach = np.concatenate([self._chances[name] / len(names) for name in names[1:]]).cumsum()

    def _chances_of(self, labels: NDArray[np.int8]) -> NDArray[np.float64]:
        named = labels[:, len(KINDS) + 3 :].reshape(-1, NAMED, FIELDS).astype(int)
        kinds, counts = named[:, :, 0], named[:, :, 2]
        weight = np.where(kinds >= 0, self._needs[kinds], 1.0).max(1)
        weight[np.where(kinds >= 0, counts, 0).sum(1) > 1] *= self._crowds
        mere = kinds[:, 0] < 0
        if self._places and mere.any() and not mere.all():
            others = weight[~mere].sum()
            weight[mere] *= self._places / (1 - self._places) * others / weight[mere].sum()
        chances: NDArray[np.float64] = weight / weight.sum()
        return chances

    def batch(self, count: int, rng: np.random.Generator, *, held: bool = False) -> Batch:
        """Records by chance, a caption of each by chance; `held` ones come from the first shard, kept apart."""
        if self._joined is not None and not held:
            chosen = np.searchsorted(self._reach / self._reach[-1], rng.random(count), side="right")
            return self._read(self._joined, chosen, rng)
        names = list(self._shards)
        names = names[:1] if held else names[1:] or names
        each = min(count, 16)
        parts = [self._take(names[rng.integers(len(names))], each, rng) for _ in range(-(-count // each))]
        return Batch(*(torch.cat(list(column))[:count] for column in zip(*map(_fields, parts), strict=True)))

    def _take(self, name: str, count: int, rng: np.random.Generator) -> Batch:
        shard, chances = self._shards[name], self._chances[name]
        return self._read(shard, rng.choice(len(chances), count, p=chances), rng)

    def _read(
        self, records: tuple[Tensor, ...], numbers: NDArray[np.int64], rng: np.random.Generator
    ) -> Batch:
        latents, words, labels, focus = records
        which = torch.from_numpy(rng.choice(len(_READ), size=len(numbers), p=_READ)).to(latents.device)
        rows = torch.from_numpy(numbers).to(latents.device)
        told = latents[rows], words[rows, which], labels[rows], focus[rows]
        latents, words, labels, focus = (part.to(self._device) for part in told)
        return Batch(latents.float(), words.long(), labels.long(), focus.float())


def of_mere_places(labels: Tensor) -> Tensor:
    """Which records name no thing. labels: [B, F] -> [B]"""
    return labels[:, len(KINDS) + 3] < 0


def _fields(batch: Batch) -> tuple[Tensor, ...]:
    return batch.latents, batch.words, batch.labels, batch.focus
