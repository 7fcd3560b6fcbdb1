"""The Wan transformer of a checkpoint that declares coordinates or the spread of its latents."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from wanstudio.painting.diffusion.families.sketch.coordinates import coordinates_of
from wanstudio.painting.diffusion.families.sketch.preconditioning import Preconditioning
from wanstudio.painting.diffusion.families.wan.denoiser import Denoiser, ModelInput


class DeclaredDenoiser(Denoiser):
    """`coordinates`: it was trained with the place of each cell behind the latents; `channel_std`: preconditioned."""

    def __init__(
        self,
        transformer: Any,
        *,
        coordinates: bool,
        channel_std: Sequence[float] | None,
        device: torch.device,
    ) -> None:
        super().__init__(transformer)
        self._coordinates = coordinates
        self._preconditioning = None if channel_std is None else Preconditioning(channel_std, device)

    def _velocity(self, answer: Tensor, asked: ModelInput) -> Tensor:
        if self._preconditioning is None:
            return answer
        return self._preconditioning.velocity(answer, asked.latents, asked.timestep)

    def _shown(self, latents: Tensor) -> Tensor:
        if not self._coordinates:
            return latents
        high, wide = latents.shape[3:]
        return torch.cat([latents, coordinates_of(high, wide, latents.device)], dim=1)
