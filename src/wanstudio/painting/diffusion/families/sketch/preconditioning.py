"""The velocity of which a part is known beforehand, so that the network has to find the rest alone."""

from collections.abc import Sequence

import torch
from torch import Tensor


class Preconditioning:
    """From what the network answers to a velocity, by the spread s of each latent channel.

    With latents x = (1 - t) picture + t noise, the best linear guess at noise - picture from x alone is
    a x; the network's answer F is scaled to the size of what that leaves: v = a x + b F, with
    D = t² + (1 - t)² s², a = (t - (1 - t) s²) / D, b = s / sqrt(D).
    """

    def __init__(self, channel_std: Sequence[float], device: torch.device) -> None:
        self._std = torch.tensor(channel_std, dtype=torch.float32, device=device).view(1, -1, 1, 1, 1)

    def velocity(self, answer: Tensor, latents: Tensor, timestep: Tensor) -> Tensor:
        """answer, latents: [1, C, 1, h, w]; timestep: scalar in 0..1000 -> [1, C, 1, h, w] float32."""
        time, std = timestep.to(torch.float32) / 1000, self._std
        spread = time**2 + (1 - time) ** 2 * std**2
        known = (time - (1 - time) * std**2) / spread
        return known * latents.float() + std / spread.sqrt() * answer.float()
