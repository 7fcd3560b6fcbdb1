"""The denoiser in training: Wan's own transformer and text encoder, with what the embedded model adds to them.

Six channels of position beside the latent, and a velocity of which the analytic part is taken out.
"""

import itertools
import math
from collections.abc import Sequence
from typing import Any

import torch
from diffusers import FlowMatchEulerDiscreteScheduler, WanTransformer3DModel
from diffusers.models.transformers.transformer_wan import WanAttnProcessor
from torch import Tensor, nn
from transformers import UMT5Config, UMT5EncoderModel

from sketch.plan import Plan
from sketch.swift import Swift

POSITIONS = 6
SHIFT = 4.0
"""How far the steps of painting are moved towards noise, whatever the size."""
_READINGS = 4
"""So many times the text encoder is asked for one batch, on a CPU."""
_EVEN = 8
"""Whole texts and the empty row are together a multiple of this: on a GPU such matrices are multiplied faster."""


class _Padded(WanAttnProcessor):  # type: ignore[misc]
    """Attention to texts of different lengths: `bias` is added to the logits. [B, 1, 1, L]"""

    bias: Tensor | None = None

    def __call__(self, attn: Any, hidden: Tensor, text: Tensor, mask: Any, rotary: Any) -> Tensor:
        del mask
        bias = None if self.bias is None else self.bias.to(attn.to_q.weight.dtype)
        if bias is not None and torch.is_autocast_enabled(hidden.device.type):
            bias = bias.to(torch.get_autocast_dtype(hidden.device.type))
        told: Tensor = super().__call__(attn, hidden, text, bias, rotary)
        return told


def new_transformer(plan: Plan) -> Any:
    """A WanTransformer3DModel that does nothing yet: every gate is shut."""
    model = WanTransformer3DModel(
        num_attention_heads=plan.heads,
        attention_head_dim=plan.width // plan.heads,
        in_channels=plan.channels + POSITIONS,
        out_channels=plan.channels,
        text_dim=plan.text_width,
        freq_dim=256,
        ffn_dim=4 * plan.width,
        num_layers=plan.layers,
    )
    for module in model.modules():
        if isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight)
            nn.init.zeros_(module.bias)
    nn.init.xavier_uniform_(model.patch_embedding.weight.flatten(1))
    shut: list[Any] = [model.condition_embedder.time_proj.weight, model.proj_out.weight]
    shut += [block.scale_shift_table for block in model.blocks]
    shut += [block.attn2.to_out[0].weight for block in model.blocks]
    for weight in shut:
        nn.init.zeros_(weight)
    return model


def new_text_encoder(plan: Plan, vocabulary: int) -> Any:
    """A small UMT5EncoderModel that starts as little more than its embeddings."""
    encoder = UMT5EncoderModel(
        UMT5Config(
            vocab_size=vocabulary,
            d_model=plan.text_width,
            d_kv=plan.text_width // plan.text_heads,
            d_ff=2 * plan.text_width,
            num_layers=plan.text_layers,
            num_heads=plan.text_heads,
            dropout_rate=0.0,
            pad_token_id=0,
            eos_token_id=1,
        )
    )
    for name, weight in encoder.named_parameters():
        if name.endswith((".o.weight", ".wo.weight")):
            nn.init.zeros_(weight)
    return encoder


def positions(high: int, wide: int) -> Tensor:
    """Six channels that say where a cell is: x, y and their waves over the picture. [1, 6, h, w]"""
    y = ((2 * torch.arange(high) + 1) / high - 1).view(high, 1).expand(high, wide)
    x = ((2 * torch.arange(wide) + 1) / wide - 1).view(1, wide).expand(high, wide)
    waves = [wave(math.pi * side) for side in (x, y) for wave in (torch.sin, torch.cos)]
    return torch.stack([x, y, *waves]).unsqueeze(0)


class Sketch(nn.Module):
    """Text encoder and transformer as one module. Predicts the velocity of flow matching, noise - picture."""

    std: Tensor
    swift: Swift | None = None
    """Another way through the transformer, for training."""

    def __init__(self, plan: Plan, vocabulary: int, channel_std: Sequence[float]) -> None:
        super().__init__()
        self.plan = plan
        self.encoder = new_text_encoder(plan, vocabulary)
        self.transformer = new_transformer(plan)
        self._padded = _Padded()
        for block in self.transformer.blocks:
            block.attn2.set_processor(self._padded)
        std = torch.tensor(channel_std, dtype=torch.float32).view(1, -1, 1, 1)
        self.register_buffer("std", std, persistent=False)

    def read(self, words: Tensor, *, whole: bool | None = None) -> tuple[Tensor, Tensor]:
        """Texts [B, L], zeros behind, as embeddings [B, n+1, width] and what their padding weighs [B, 1, 1, n+1].

        One empty row stands for all the padding up to `text_tokens`, and weighs as much. `whole`, on a GPU if not
        said: all texts as they come, padded, so that nothing waits to learn how long they are.
        """
        lengths = (words != 0).sum(1)
        if words.is_cuda if whole is None else whole:
            words = nn.functional.pad(words, (0, -(words.shape[1] + 1) % _EVEN))
            real = words != 0
            rows = self.encoder(words, real.long()).last_hidden_state * real.unsqueeze(-1)
            rows = nn.functional.pad(rows, (0, 0, 0, 1))
        else:
            words = words[:, : int(lengths.max())]
            real = words != 0
            rows = self._rows(words, lengths)
        bias = torch.zeros(rows.shape[:2], device=rows.device).masked_fill(
            torch.cat([~real, real.new_zeros(len(real), 1)], 1), -1e4
        )
        bias[:, -1] = (self.plan.text_tokens - lengths).clamp(min=1e-4).log()
        return rows, bias[:, None, None]

    def _rows(self, words: Tensor, lengths: Tensor) -> Tensor:
        """Embeddings [B, L+1, width], zeros behind each text; texts of like length are read together, for speed."""
        order = lengths.argsort()
        rows = []
        for some in order.chunk(_READINGS):
            part = words[some, : int(lengths[some].max())]
            real = part != 0
            told = self.encoder(part, real.long()).last_hidden_state * real.unsqueeze(-1)
            rows.append(nn.functional.pad(told, (0, 0, 0, words.shape[1] + 1 - told.shape[1])))
        return torch.cat(rows)[order.argsort()]

    def forward(
        self, noisy: Tensor, time: Tensor, text: tuple[Tensor, Tensor], kept: Tensor | None = None
    ) -> Tensor:
        """noisy: [B, C, h, w]; time: [B] in 0..1, 1 is all noise; -> velocity [B, C, h, w].

        With `kept` [B, k] it is right where these tokens are, and the others are not looked at: by `swift` only.
        """
        rows, self._padded.bias = text
        place = positions(*noisy.shape[2:]).to(noisy).expand(len(noisy), -1, -1, -1)
        seen = torch.cat([noisy, place], 1)
        if self.swift is None:
            assert kept is None
            told = self.transformer(seen.unsqueeze(2), 1000 * time, rows, return_dict=False)[0].squeeze(2)
        else:
            told = self.swift(seen, 1000 * time, rows, text[1], kept)
        return velocity(noisy, time, told.float(), self.std)


def velocity(noisy: Tensor, time: Tensor, told: Tensor, std: Tensor) -> Tensor:
    """What the network said with the analytic part put back: the best guess from the spread alone.

    With D = t² + (1-t)²s²: v = (t - (1-t)s²)/D · x + s/√D · F.
    """
    t = time.view(-1, 1, 1, 1)
    spread = t**2 + ((1 - t) * std) ** 2
    return (t - (1 - t) * std**2) / spread * noisy + std * spread.rsqrt() * told


def shift_of(cells: int) -> float:
    """How far times are moved towards noise in training, for so many cells: 3 at 64, 7 at 1600.

    The coarsest channels stand out of the noise until it is nearly all there is, and the more cells, the
    longer: text has its say only beyond that.
    """
    return max(3.0, 3.0 + 4.0 * math.log(cells / 64) / math.log(25))


def new_scheduler(shift: float = SHIFT) -> Any:
    """Euler's steps of flow matching, the last of them a long one: below 0.25 nothing is left but fine grain."""
    return FlowMatchEulerDiscreteScheduler(shift=shift, shift_terminal=0.25)


def times_of(steps: int, shift: float = SHIFT) -> Tensor:
    """Where the steps begin and end: from 1, all noise, to 0. [steps+1]"""
    scheduler = new_scheduler(shift)
    scheduler.set_timesteps(steps)
    times: Tensor = scheduler.sigmas
    return times


@torch.no_grad()
def paint(
    model: Sketch,
    words: Tensor,
    against: Tensor,
    cells: tuple[int, int],
    *,
    steps: int = 12,
    guidance: float = 2.0,
    seed: int = 0,
) -> Tensor:
    """Latents [B, C, h, w] for texts [B, L], by Euler's steps; `against` [1, L] is the negative text."""
    generator = torch.Generator().manual_seed(seed)
    shape = len(words), model.plan.channels, *cells
    noisy = torch.randn(shape, generator=generator).to(words.device)
    return guided(model, noisy, words, against, times_of(steps), guidance)


def guided(
    model: Sketch, noisy: Tensor, words: Tensor, against: Tensor, times: Tensor, guidance: float
) -> Tensor:
    """Where Euler's steps from the first of the times to the last lead. noisy: [B, C, h, w]"""
    texts = model.read(words) if guidance <= 1 else model.read(_both(words, against))
    for now, then in itertools.pairwise(times):
        halves = noisy if guidance <= 1 else torch.cat([noisy, noisy])
        told = model(halves, now.to(noisy).expand(len(halves)), texts)
        if guidance > 1:
            wanted, unwanted = told.chunk(2)
            told = unwanted + guidance * (wanted - unwanted)
        noisy = noisy + (then - now).to(noisy) * told
    return noisy


def _both(words: Tensor, against: Tensor) -> Tensor:
    width = max(words.shape[1], against.shape[1])
    rows = [nn.functional.pad(each, (0, width - each.shape[1])) for each in (words, against)]
    return torch.cat([rows[0], rows[1].expand(len(words), -1)])
