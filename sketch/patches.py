"""Pictures as numbers by linear algebra alone: the principal components of patches of 32*32 pixels.

A random convolutional autoencoder of this compression stays blurred for long; this one is fitted in seconds,
and a decoder may learn what it leaves out.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from sketch.plan import CELL

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Patches:
    """The basis [C, 3·32·32], the mean patch [3·32·32] and the spread of each coefficient [C]."""

    basis: Floats
    mean: Floats
    spread: Floats

    @property
    def scale(self) -> Floats:
        """What coefficients are divided by: half-whitened, and one over all in the end. [C]"""
        half = np.sqrt(self.spread)
        rest = self.spread / half
        scale: Floats = (half * np.sqrt(np.mean(rest**2))).astype(np.float32)
        return scale

    @property
    def channel_std(self) -> Floats:
        """The spread of each latent channel after that. [C]"""
        return (self.spread / self.scale).astype(np.float32)

    def encode(self, picture: Bytes) -> Floats:
        """A picture [H, W, 3] of whole patches to latents [C, H/32, W/32]."""
        high, wide = picture.shape[0] // CELL, picture.shape[1] // CELL
        coefficients = (rows_of(picture) - self.mean) @ self.basis.T / self.scale
        return np.ascontiguousarray(coefficients.reshape(high, wide, -1).transpose(2, 0, 1))

    def decode(self, latents: Floats) -> Bytes:
        """Latents [C, h, w] to a picture [32·h, 32·w, 3]."""
        channels, high, wide = latents.shape
        rows = (latents.reshape(channels, -1).T * self.scale) @ self.basis + self.mean
        cells = rows.reshape(high, wide, 3, CELL, CELL).transpose(0, 3, 1, 4, 2)
        levels = (cells.reshape(high * CELL, wide * CELL, 3) * 127.5 + 127.5).round()
        return levels.clip(0, 255).astype(np.uint8)

    def save(self, file: Path) -> None:
        """Write it beside its place first, so that a reader sees the whole or nothing."""
        part = file.with_suffix(".part")
        save_file({"basis": self.basis, "mean": self.mean, "spread": self.spread}, part)
        part.rename(file)

    @classmethod
    def load(cls, file: Path) -> "Patches":
        """What `save` wrote."""
        return cls(**load_file(file))


def rows_of(picture: Bytes) -> Floats:
    """The patches of a picture [H, W, 3] as rows, channel before line before column: [h·w, 3·32·32] in -1..1."""
    high, wide = picture.shape[0] // CELL, picture.shape[1] // CELL
    cells = picture.reshape(high, CELL, wide, CELL, 3).transpose(0, 2, 4, 1, 3)
    return cells.reshape(high * wide, -1).astype(np.float32) / 127.5 - 1.0


def fit(pictures: list[Bytes], channels: int, rng: np.random.Generator, most: int = 40_000) -> Patches:
    """The first principal components of patches taken from all the pictures."""
    each = max(1, most // len(pictures))
    chosen = []
    for picture in pictures:
        rows = rows_of(picture)
        chosen.append(rows[rng.choice(len(rows), min(each, len(rows)), replace=False)])
    rows = np.concatenate(chosen)
    mean = rows.mean(0)
    rows -= mean
    values, vectors = np.linalg.eigh(rows.T @ rows / len(rows))
    order = np.argsort(values)[::-1][:channels]
    spread = np.sqrt(np.maximum(values[order], 1e-8))
    return Patches(np.ascontiguousarray(vectors[:, order].T), mean, spread.astype(np.float32))
