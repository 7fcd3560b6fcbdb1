"""One forward of the transformer for several samples, each with its own timestep, texts and bytes.

What a sample gets does not depend on its neighbours: conditions and patches are embedded for each alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from wanstudio.painting.diffusion.cfg_threads import CfgThreads
from wanstudio.painting.diffusion.families.wan.attention import TextKeys, keys_of, rotation_of
from wanstudio.painting.diffusion.families.wan.blocks import run_blocks
from wanstudio.painting.diffusion.families.wan.text import shorten

_SMALL = 2000
"""Fewer tokens than this in both halves of the guidance: one forward is cheaper than two one after the other."""


@dataclass(frozen=True, slots=True)
class ModelInput:
    """What one image asks in one step. latents: [1, C, 1, h, w]; timestep: scalar; texts: cond(, uncond)."""

    latents: Tensor
    timestep: Tensor
    texts: tuple[TextKeys, ...]
    guidance: float


@dataclass(frozen=True, slots=True)
class _Row:
    tokens: Tensor
    embedded: Tensor
    modulation: Tensor
    text: TextKeys


class Denoiser:
    """A WanTransformer3DModel that predicts for several images. Subclasses may show it more, or read its answer otherwise."""

    def __init__(self, transformer: Any) -> None:
        self._model = transformer
        self._rotations: dict[torch.Size, Tensor] = {}
        self._threads = CfgThreads()

    @property
    def dtype(self) -> torch.dtype:
        """What it computes in."""
        found: torch.dtype = self._model.dtype
        return found

    def read(self, rows: Tensor, length: int) -> TextKeys:
        """The text of which these are the embedded tokens [n, width], as every layer sees it."""
        short, bias = shorten(rows.to(self.dtype), length)
        embedded = self._model.condition_embedder.text_embedder(short.unsqueeze(0))
        return TextKeys(tuple(keys_of(block.attn2, embedded) for block in self._model.blocks), bias)

    def predict(self, inputs: Sequence[ModelInput]) -> list[Tensor]:
        """The velocity for each input; all of one shape. [1, C, 1, h, w] each."""
        rows = [row for each in inputs for row in self._rows(each)]
        shape = inputs[0].latents.shape
        told = self._tell(rows, shape, alone=len(inputs) == 1)
        answers = []
        for each in inputs:
            own = [self._velocity(told.pop(0), each) for _ in each.texts]
            answers.append(own[0] if len(own) == 1 else own[1] + each.guidance * (own[0] - own[1]))
        return answers

    def _tell(self, rows: Sequence[_Row], shape: torch.Size, *, alone: bool) -> list[Tensor]:
        """The answer to each row: all in one forward, in two side by side, or, large and of one input, one by one."""
        device = rows[0].tokens.device
        if alone and sum(row.tokens.shape[1] for row in rows) >= _SMALL:
            told = [self._forward([row], shape) for row in rows]
        elif len(rows) > 1 and device.type == "cpu" and CfgThreads.can():
            self._rotation(shape, device)  # made before both look for it
            middle = len(rows) // 2
            told = self._threads.run(lambda some: self._forward(some, shape), [rows[:middle], rows[middle:]])
        else:
            told = [self._forward(rows, shape)]
        return [answer for answers in told for answer in answers]

    def _velocity(self, answer: Tensor, asked: ModelInput) -> Tensor:
        """The velocity, of what the model answers to one text."""
        del asked
        return answer

    def _shown(self, latents: Tensor) -> Tensor:
        """What the model is shown of the latents."""
        return latents

    def _rows(self, asked: ModelInput) -> list[_Row]:
        model = self._model
        patches = model.patch_embedding(self._shown(asked.latents).to(self.dtype))
        tokens = patches.flatten(2).transpose(1, 2)
        embedder = model.condition_embedder
        waves = embedder.timesteps_proj(asked.timestep.reshape(1))
        waves = waves.to(next(embedder.time_embedder.parameters()).dtype)
        embedded = embedder.time_embedder(waves).to(self.dtype)
        modulation = embedder.time_proj(embedder.act_fn(embedded)).unflatten(1, (6, -1))
        return [_Row(tokens, embedded, modulation, text) for text in asked.texts]

    def _rotation(self, latents: torch.Size, device: torch.device) -> Tensor:
        """The rotary embedding of a shape; few shapes are in use, so each is made once."""
        if latents not in self._rotations:
            if len(self._rotations) > 32:
                self._rotations.clear()
            self._rotations[latents] = rotation_of(*self._model.rope(torch.empty(latents, device=device)))
        return self._rotations[latents]

    def _forward(self, rows: Sequence[_Row], shape: torch.Size) -> list[Tensor]:
        """The blocks over a batch. The float32 parts are where the model itself has them."""
        model = self._model
        hidden = torch.cat([row.tokens for row in rows]).float()
        modulation = torch.cat([row.modulation for row in rows])
        texts = [row.text for row in rows]
        rotation = self._rotation(shape, hidden.device)
        hidden = run_blocks(model.blocks, hidden, texts, modulation, rotation)
        embedded = torch.cat([row.embedded for row in rows])
        shift, scale = (model.scale_shift_table + embedded.unsqueeze(1)).chunk(2, dim=1)
        hidden = (model.norm_out(hidden) * (1 + scale) + shift).to(self.dtype)
        return [_unpatch(each, shape, model.config.patch_size) for each in model.proj_out(hidden).split(1)]


def _unpatch(tokens: Tensor, shape: torch.Size, patch: tuple[int, int, int]) -> Tensor:
    """[1, S, p·p·C] -> [1, C, 1, h, w]."""
    _, _, _, high, wide = shape
    _, p_h, p_w = patch
    cells = tokens.reshape(1, high // p_h, wide // p_w, p_h, p_w, -1).permute(0, 5, 1, 3, 2, 4)
    return cells.reshape(1, -1, 1, high, wide)
