"""One picture in the making: what it asks next, and what an answer does to it."""

from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from wanstudio.painting.diffusion.attention import TextKeys
from wanstudio.painting.diffusion.checkpoints import Checkpoint
from wanstudio.painting.diffusion.denoise import Question
from wanstudio.painting.diffusion.loading import Loaded
from wanstudio.painting.diffusion.native_area import Size, painted_size
from wanstudio.painting.diffusion.picking import Standing
from wanstudio.painting.diffusion.schedule import draw_noise, new_scheduler
from wanstudio.painting.painter import Canvas, Pixels, Watch

_CARRIED = 2**26
"""Bytes of a half decoded picture that may wait for its next turn."""


@dataclass(slots=True, eq=False)
class Sample:
    """A canvas in the engine. Latents, scheduler and texts are its own and nobody else's.

    `loaded` is set on admission; `begin` fills the rest. `texts` are what the halves of the guidance read, `denying`
    what they read in the steps of the checkpoint's denial.
    """

    number: int
    canvas: Canvas
    checkpoint: Checkpoint
    watch: Watch
    picture: Future[Pixels] = field(default_factory=Future)
    loaded: Loaded | None = None
    latents: Tensor | None = None
    scheduler: Any = None
    texts: tuple[TextKeys, ...] = ()
    denying: tuple[TextKeys, ...] = ()
    done: int = 0
    half_decoded: Tensor | None = None

    @property
    def begun(self) -> bool:
        """Whether its noise is drawn and its texts are read."""
        return self.latents is not None

    @property
    def finished(self) -> bool:
        """Whether nothing is left but to decode it."""
        return self.done == self.checkpoint.steps

    @property
    def painted(self) -> Size:
        """Width and height that it is painted at; before its weights are there, not yet on their grid."""
        step = 1 if self.loaded is None else self.loaded.grid.token
        return painted_size(self.canvas.width, self.canvas.height, self.checkpoint.native_area, step)

    @property
    def pixels(self) -> int:
        """How many are painted for it."""
        width, height = self.painted
        return width * height

    @property
    def standing(self) -> Standing:
        """How it stands before the rules of picking: only between its steps can it share a forward."""
        group = None
        if self.latents is not None and not self.finished:
            group = self.checkpoint.weights, tuple(self.latents.shape), len(self.texts)
        return Standing(self.number, self.canvas.account, group)

    @property
    def tokens(self) -> int:
        """How many tokens one forward for it has, all its texts together."""
        assert self.loaded is not None
        return len(self.texts) * self.loaded.grid.tokens(*self.painted)

    def begin(self) -> None:
        """Draw the noise, read the texts, set the steps."""
        assert self.loaded is not None
        loaded, canvas, length = self.loaded, self.canvas, self.checkpoint.text_tokens
        texts = [canvas.prompt]
        if self.checkpoint.guidance > 1:
            texts.append(canvas.negative_prompt)
            if self.checkpoint.denial and canvas.negative_prompt:
                texts.append(f"{canvas.prompt}, {canvas.negative_prompt}")
        rows = [loaded.reader.read(text, length) for text in texts]
        if len(rows) > 2 and len(rows[2]) == length:
            # Perhaps cut: with nothing denied in it, it would deny the prompt.
            rows.pop()
        read = [loaded.denoiser.read(each, length) for each in rows]
        noise = draw_noise(loaded.grid.latent_shape(*self.painted), canvas.seed)
        self.scheduler = new_scheduler(self.checkpoint, loaded.schedule, loaded.device)
        self.texts, self.latents = tuple(read[:2]), noise.to(loaded.device)
        self.denying = (read[0], read[2]) if len(read) == 3 else ()

    def ask(self) -> Question:
        """What it asks of the transformer next."""
        assert self.latents is not None
        time = self.scheduler.timesteps[self.done]
        denial = self.checkpoint.denial
        if self.denying and denial and float(time) > 1000 * denial.above:
            return Question(self.latents, time, self.denying, denial.guidance)
        return Question(self.latents, time, self.texts, self.checkpoint.guidance)

    def foresee(self, velocity: Tensor) -> Tensor:
        """The latents of the picture that this velocity, kept up, would end at. [1, C, 1, h, w]."""
        assert self.latents is not None
        time: Tensor = self.scheduler.timesteps[self.done]
        return self.latents - time / 1000 * velocity

    def advance(self, velocity: Tensor) -> None:
        """Take one step along the answer."""
        time = self.scheduler.timesteps[self.done]
        self.latents = self.scheduler.step(velocity, time, self.latents, return_dict=False)[0]
        self.done += 1

    def develop(self) -> Pixels | None:
        """Decode; None after the first of two halves. Then the picture as painted, [h, w, 3] uint8, cropped.

        Only where what lies between the halves is small, so that many may be half decoded at once.
        """
        assert self.loaded is not None
        assert self.latents is not None
        decoder, half, latents = self.loaded.decoder, self.half_decoded, self.latents[:, :, 0]
        if half is None:
            half = decoder.begin(latents)
            if half is not None and half.nbytes <= _CARRIED:
                self.half_decoded = half
                return None
        width, height = self.painted
        shown = decoder.end(latents, half)[0, :, :height, :width]
        levels = shown.mul(0.5).add_(0.5).mul_(255).round_().to(torch.uint8)
        return np.ascontiguousarray(levels.permute(1, 2, 0).cpu().numpy())
