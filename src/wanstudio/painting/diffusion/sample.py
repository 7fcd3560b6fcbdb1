"""One picture in the making: what it asks next, and what an answer does to it."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from wanstudio.painting.diffusion.attention import TextKeys
from wanstudio.painting.diffusion.checkpoints import Checkpoint
from wanstudio.painting.diffusion.denoise import Question
from wanstudio.painting.diffusion.finite import check_finite
from wanstudio.painting.diffusion.loading import Loaded
from wanstudio.painting.diffusion.naming import denies
from wanstudio.painting.diffusion.native_area import Size, painted_size
from wanstudio.painting.diffusion.picking import Standing
from wanstudio.painting.diffusion.regions import Columns, columns_of, join, prompts_of
from wanstudio.painting.diffusion.schedule import draw_noise, new_scheduler
from wanstudio.painting.painter import Canvas, Pixels, Watch

_CARRIED = 2**26
"""Bytes of a half decoded picture that may wait for its next turn."""


@dataclass(frozen=True, slots=True)
class Guide:
    """What a region is guided by: `texts` are what the halves of the guidance read, `denying` what they read in the
    steps of the checkpoint's denial, if it has any.
    """

    texts: tuple[TextKeys, ...]
    denying: tuple[TextKeys, ...]


@dataclass(slots=True, eq=False)
class Sample:
    """A canvas in the engine. Latents, scheduler and texts are its own and nobody else's.

    `loaded` is set on admission; `begin` fills the rest. `guides` are those of its regions, one or two.
    """

    number: int
    canvas: Canvas
    checkpoint: Checkpoint
    watch: Watch
    picture: Future[Pixels] = field(default_factory=Future)
    loaded: Loaded | None = None
    latents: Tensor | None = None
    scheduler: Any = None
    guides: tuple[Guide, ...] = ()
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
            (start, end), *_ = self.regions
            shape = *self.latents.shape[:-1], end - start
            group = self.checkpoint.weights, shape, len(self.guides), len(self.guides[0].texts)
        return Standing(self.number, self.canvas.account, group)

    @property
    def tokens(self) -> int:
        """How many tokens one forward for it has, all its texts together."""
        assert self.loaded is not None
        grid, (_, high) = self.loaded.grid, self.painted
        (start, end), *_ = self.regions
        halves = sum(len(guide.texts) for guide in self.guides)
        return halves * grid.tokens(grid.cell * (end - start), high)

    @property
    def time(self) -> Tensor:
        """That of its next step, 1000 to 0."""
        time: Tensor = self.scheduler.timesteps[self.done]
        return time

    @property
    def regions(self) -> tuple[Columns, ...]:
        """Where its guides hold in the next step."""
        assert self.loaded is not None
        assert self.latents is not None
        declared, overlap = self.checkpoint.regions, 0
        if declared and len(self.guides) > 1 and float(self.time) <= 1000 * declared.above:
            overlap = declared.overlap
        return columns_of(len(self.guides), self.latents.shape[-1], self.loaded.grid.per_token, overlap)

    def begin(self) -> None:
        """Draw the noise, read the texts, set the steps."""
        assert self.loaded is not None
        loaded, canvas = self.loaded, self.canvas
        noise = draw_noise(loaded.grid.latent_shape(*self.painted), canvas.seed)
        high, wide = (side // loaded.grid.per_token for side in noise.shape[-2:])
        self.scheduler = new_scheduler(self.checkpoint, loaded.schedule, loaded.device)
        denied = self.checkpoint.denial is not None and denies(canvas.prompt, canvas.negative_prompt)
        # Denial was measured with prompts as they are typed.
        prompts = (canvas.prompt,) if denied else prompts_of(canvas, high, wide, self.checkpoint)
        self.guides = tuple(self._read(prompt, denied=denied) for prompt in prompts)
        self.latents = noise.to(loaded.device)

    def _read(self, prompt: str, *, denied: bool) -> Guide:
        """Read what a region with this prompt is guided by."""
        assert self.loaded is not None
        loaded, negative, length = self.loaded, self.canvas.negative_prompt, self.checkpoint.text_tokens
        texts = [prompt]
        if self.checkpoint.guidance > 1:
            texts.append(negative)
            if denied:
                texts.append(f"{prompt}, {negative}")
        rows = [loaded.reader.read(text, length) for text in texts]
        if len(rows) > 2 and len(rows[2]) == length:
            # Perhaps cut: with nothing denied in it, it would deny the prompt.
            rows.pop()
        read = [loaded.denoiser.read(each, length) for each in rows]
        return Guide(tuple(read[:2]), (read[0], read[2]) if len(read) == 3 else ())

    def ask(self) -> tuple[Question, ...]:
        """What it asks of the transformer next: one thing for each region."""
        assert self.latents is not None
        time, denial, asked = self.time, self.checkpoint.denial, []
        for guide, (start, end) in zip(self.guides, self.regions, strict=True):
            texts, guidance = guide.texts, self.checkpoint.guidance
            if guide.denying and denial and float(time) > 1000 * denial.above:
                texts, guidance = guide.denying, denial.guidance
            asked.append(Question(self.latents[..., start:end], time, texts, guidance))
        return tuple(asked)

    def join(self, answers: Sequence[Tensor]) -> Tensor:
        """The velocity of the whole, of the answers to what it asked."""
        return join(answers, self.regions)

    def foresee(self, velocity: Tensor) -> Tensor:
        """The latents of the picture that this velocity, kept up, would end at. [1, C, 1, h, w]."""
        assert self.latents is not None
        return self.latents - self.time / 1000 * velocity

    def advance(self, velocity: Tensor) -> None:
        """Take one step along the answer; NotFinite after the first or the last step if it led nowhere."""
        self.latents = self.scheduler.step(velocity, self.time, self.latents, return_dict=False)[0]
        self.done += 1
        # Weights that give NaN give it at once, and what is lost stays lost. Between these two steps a GPU need
        # not wait for an answer.
        if self.done == 1 or self.finished:
            assert self.loaded is not None
            where = f"step {self.done} of {self.checkpoint.steps}"
            check_finite(self.latents, where, self.loaded.denoiser.dtype)

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
