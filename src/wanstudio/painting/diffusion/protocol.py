"""What the engine knows of a model: a spec, images in the making, weights in memory, and the family that reads them.

A family's module is importable without torch: processes that paint nothing read specs too.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    import torch
    from torch import Tensor

    from wanstudio.painting.painter import Pixels

DECLARATION = "wanstudio.json"
"""What a folder may declare of itself beside diffusers' own files: a family finds this name in the index if it is there."""


class CheckpointSpec(Protocol):
    """One table of `[checkpoints]` with its folder, read and found good: a frozen record of the family's own."""

    @property
    def key(self) -> Hashable:
        """What must be in memory: specs with equal keys share one LoadedModel."""
        ...

    @property
    def file_bytes(self) -> int:
        """Bytes of memory that loading takes at most."""
        ...

    @property
    def size_step(self) -> int:
        """Sides are denoised in multiples of so many pixels; the engine rounds up and crops."""
        ...

    @property
    def native_area(self) -> int:
        """Pixels above which the engine denoises smaller and enlarges; 0: never."""
        ...

    @property
    def steps(self) -> int:
        """Denoising steps of an image."""
        ...

    @property
    def heeds_negative_prompt(self) -> bool:
        """Whether a negative prompt changes the image: distilled models ignore it."""
        ...


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """One image to denoise. `width` and `height` are pixels, multiples of the spec's `size_step`."""

    spec: CheckpointSpec
    prompt: str
    negative_prompt: str
    width: int
    height: int
    seed: int


class Generation(Protocol):
    """One image being denoised; everything that changes lives here. Only the engine's thread touches it."""

    steps: int
    done: int

    @property
    def batch_group(self) -> Hashable | None:
        """It may share its next forward with equal groups; None: with nobody. May change from step to step."""
        ...

    @property
    def batch_form(self) -> Hashable:
        """Shape and text lengths: that a batch changes no byte was tried for equal multisets of forms."""
        ...

    @property
    def tokens(self) -> int:
        """Tokens of its next forward, all its texts together."""
        ...

    def advance(self, velocity: Tensor) -> None:
        """Take one step along the velocity; `done` grows by one. Raises NotFinite if that led nowhere."""
        ...

    def preview(self, velocity: Tensor) -> Pixels | None:
        """What this velocity would end at, `[h/8, w/8, 3]` uint8; None if it cannot tell. Changes nothing."""
        ...

    def decode(self) -> Pixels | None:
        """After the last step: `[height, width, 3]` uint8; None while it needs another turn."""
        ...

    def close(self) -> None:
        """Release what it holds: it is over, finished or not. Called once, in any state."""
        ...


class LoadedModel(Protocol):
    """Weights in memory."""

    @property
    def weight_bytes(self) -> int:
        """Bytes that the weights take."""
        ...

    def begin(self, request: ImageRequest) -> Generation:
        """Read the texts, draw the noise on the CPU in float32, set the steps."""
        ...

    def predict(self, generations: Sequence[Generation]) -> list[Tensor]:
        """One velocity of the whole image for each, guidance applied, float32; all are of one batch group.

        It changes no generation that has a batch group, and may be asked twice.
        """
        ...


class Family(Protocol):
    """How checkpoints of one kind are recognised, read and loaded. Needs no torch before `load`."""

    @property
    def name(self) -> str:
        """The family's name, for logs."""
        ...

    def serves(self, model_index: Mapping[str, object]) -> bool:
        """Whether a folder with this index is its own."""
        ...

    def read(self, folder: Path, table: Mapping[str, object]) -> CheckpointSpec:
        """Look over a folder and its table.

        Raises CheckpointInvalid for what is missing or does not fit, SettingsInvalid for a field of the table that
        the family does not know.
        """
        ...

    def load(self, spec: CheckpointSpec, device: torch.device) -> LoadedModel:
        """Load the weights; CheckpointInvalid says what cannot be used."""
        ...
