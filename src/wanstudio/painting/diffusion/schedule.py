"""Noise, timesteps and the scheduler of one picture: nothing here is shared between pictures."""

import math
from dataclasses import dataclass
from typing import Any

import torch
from diffusers import FlowMatchEulerDiscreteScheduler, UniPCMultistepScheduler
from torch import Tensor

from wanstudio.painting.diffusion.checkpoints import Checkpoint


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


def new_scheduler(checkpoint: Checkpoint, config: dict[str, Any], device: torch.device) -> Any:
    """A scheduler for one picture, its timesteps set."""
    named = config.get("_class_name", "")
    unipc = checkpoint.scheduler == "unipc" or (checkpoint.scheduler is None and named.startswith("UniPC"))
    changed: dict[str, Any] = {}
    if unipc:
        if named.startswith("UniPC") and checkpoint.shift is None:
            scheduler = UniPCMultistepScheduler.from_config(config)
        else:
            shift = checkpoint.shift or config.get("flow_shift", config.get("shift", 1.0))
            changed = {"flow_shift": shift, "prediction_type": "flow_prediction", "use_flow_sigmas": True}
            scheduler = UniPCMultistepScheduler.from_config(config, **changed)
    else:
        shift = checkpoint.shift or config.get("shift", config.get("flow_shift", 1.0))
        scheduler = FlowMatchEulerDiscreteScheduler.from_config(config, shift=shift)
    scheduler.set_timesteps(checkpoint.steps, device=device)
    scheduler.set_begin_index(0)
    return scheduler
