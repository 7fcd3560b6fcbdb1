"""One image of a flow model: its latents go along the velocities to the picture, step by step."""

from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor

from wanstudio.painting.diffusion.finite import check_finite
from wanstudio.painting.diffusion.latent_preview import LatentPreview
from wanstudio.painting.painter import Pixels

_CARRIED = 2**26
"""Bytes of a half decoded picture that may wait for its next turn."""


class LatentDecoder(Protocol):
    """From latents [1, C, h, w] to a picture [1, 3, H, W] in -1..1, in two halves where it can."""

    def begin(self, latents: Tensor) -> Tensor | None:
        """The first half; None where there is only one."""
        ...

    def end(self, latents: Tensor, lower: Tensor | None) -> Tensor:
        """The rest, from what `begin` gave for the same latents; NotFinite if that is no picture."""
        ...


class FlowGeneration:
    """Latents [1, C, h, w] or [1, C, 1, h, w], a scheduler with its timesteps set, and a decoder: all its own but the last.

    A family adds texts and what it batches by.
    """

    def __init__(self, latents: Tensor, scheduler: Any, decoder: LatentDecoder, dtype: torch.dtype) -> None:
        """`dtype` is what the transformer computes in, for the message about lost numbers."""
        self.latents, self.scheduler = latents, scheduler
        self.steps, self.done = len(scheduler.timesteps), 0
        self._decoder, self._dtype = decoder, dtype
        self._half_decoded: Tensor | None = None

    @property
    def time(self) -> Tensor:
        """That of its next step, 1000 to 0."""
        time: Tensor = self.scheduler.timesteps[self.done]
        return time

    def predict_x0(self, velocity: Tensor) -> Tensor:
        """The latents that this velocity, kept up, would end at."""
        sigma: Tensor = self.scheduler.sigmas[self.done].to(velocity.device)
        return self.latents - sigma * velocity

    def advance(self, velocity: Tensor) -> None:
        """Take one step along the velocity; NotFinite after the first or the last step if it led nowhere."""
        self.latents = self.scheduler.step(velocity, self.time, self.latents, return_dict=False)[0]
        self.done += 1
        # Weights that give NaN give it at once, and what is lost stays lost. Between these two steps a GPU need
        # not wait for an answer.
        if self.done in (1, self.steps):
            check_finite(self.latents, f"step {self.done} of {self.steps}", self._dtype)

    def look(self, preview: LatentPreview, velocity: Tensor) -> Pixels:
        """What this velocity would end at, through the map of the decoder. [h/8, w/8, 3] uint8."""
        return preview.look(_flat(self.predict_x0(velocity)))

    def decode(self) -> Pixels | None:
        """Decode; None after the first of two halves. Then the whole picture, [height, width, 3] uint8.

        Only where what lies between the halves is small, so that many may be half decoded at once.
        """
        half, latents = self._half_decoded, _flat(self.latents)
        if half is None:
            half = self._decoder.begin(latents)
            if half is not None and half.nbytes <= _CARRIED:
                self._half_decoded = half
                return None
        return as_pixels(self._decoder.end(latents, half)[0])

    def close(self) -> None:
        """Release what is half decoded."""
        self._half_decoded = None


def as_pixels(picture: Tensor) -> Pixels:
    """[3, H, W] in -1..1 -> [H, W, 3] uint8. The picture is written over."""
    levels = picture.mul_(0.5).add_(0.5).mul_(255).round_().to(torch.uint8)
    return np.ascontiguousarray(levels.permute(1, 2, 0).cpu().numpy())


def _flat(latents: Tensor) -> Tensor:
    return latents[:, :, 0] if latents.dim() == 5 else latents
