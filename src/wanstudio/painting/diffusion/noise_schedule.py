"""Noise, timesteps and the scheduler of one picture: nothing here is shared between pictures."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch
from diffusers import FlowMatchEulerDiscreteScheduler, UniPCMultistepScheduler
from torch import Tensor

SchedulerKind = Literal["unipc", "euler"]


@dataclass(frozen=True, slots=True)
class Grid:
    """How many pixels one latent cell and one token cover, and how many channels a cell has."""

    cell: int
    token: int
    channels: int

    @property
    def per_token(self) -> int:
        """How many cells a side one token covers."""
        return self.token // self.cell

    def latent_shape(self, width: int, height: int) -> tuple[int, int, int, int, int]:
        """The latents that cover a picture: sides rounded up to whole tokens. [1, C, 1, h, w]."""
        high, wide = (math.ceil(side / self.token) * self.per_token for side in (height, width))
        return 1, self.channels, 1, high, wide

    def tokens(self, width: int, height: int) -> int:
        """How many tokens such a picture has."""
        return math.ceil(width / self.token) * math.ceil(height / self.token)


def draw_noise(shape: tuple[int, ...], seed: int) -> Tensor:
    """Noise of a seed, drawn on the CPU so that it is the same for every device."""
    generator = torch.Generator("cpu").manual_seed(seed)
    return torch.randn(shape, generator=generator, dtype=torch.float32)


def new_scheduler(
    config: Mapping[str, Any],
    steps: int,
    device: torch.device,
    *,
    kind: SchedulerKind | None = None,
    shift: float | None = None,
) -> Any:
    """A scheduler for one image of a Wan checkpoint, its timesteps set as WanPipeline sets them.

    `kind` and `shift` go before what the folder's configuration says. On Euler the shift counts twice, as it does in
    WanPipeline.
    """
    named = config.get("_class_name", "")
    if kind == "unipc" or (kind is None and named.startswith("UniPC")):
        if named.startswith("UniPC") and shift is None:
            scheduler = UniPCMultistepScheduler.from_config(config)
        else:
            shift = shift or config.get("flow_shift", config.get("shift", 1.0))
            changed = {"flow_shift": shift, "prediction_type": "flow_prediction", "use_flow_sigmas": True}
            scheduler = UniPCMultistepScheduler.from_config(config, **changed)
    else:
        shift = shift or config.get("shift", config.get("flow_shift", 1.0))
        scheduler = FlowMatchEulerDiscreteScheduler.from_config(config, shift=shift)
    scheduler.set_timesteps(steps, device=device)
    scheduler.set_begin_index(0)
    return scheduler


def flow_schedule(
    config: Mapping[str, Any], steps: int, device: torch.device, *, mu: float, shift: float | None = None
) -> Any:
    """An Euler scheduler for one image of a flow model: even sigmas from 1 to 1 / steps, shifted once.

    `mu` is how far a dynamic scheduler shifts for a number of tokens; a static one ignores it. `shift` goes before both.
    """
    changed: dict[str, Any] = {}
    if shift is not None:
        mu = math.log(shift)
        changed = {} if config.get("use_dynamic_shifting") else {"shift": shift}
    scheduler = FlowMatchEulerDiscreteScheduler.from_config(config, **changed)
    sigmas = np.linspace(1.0, 1.0 / steps, steps)
    scheduler.set_timesteps(sigmas=sigmas, mu=mu, device=device)
    scheduler.set_begin_index(0)
    return scheduler


def linear_mu(tokens: int, config: Mapping[str, Any]) -> float:
    """How far a dynamic schedule is shifted for so many tokens, on a line between two that the configuration names."""
    few, many = config.get("base_image_seq_len", 256), config.get("max_image_seq_len", 4096)
    low, high = config.get("base_shift", 0.5), config.get("max_shift", 1.15)
    return float(low + (tokens - few) * (high - low) / (many - few))
