"""What a step of training leaves to chance: times, and the tokens that it looks at."""

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (everybody's name for it)
from torch import Tensor

_UNIFORM = 0.2
_SOUGHT = 3.0
_LATEST = 0.9995
_EARLY, _MOSTLY = 0.8, 0.75
"""Above this time it is decided what is there, and so many of those that `earlier_by_chance` chooses from are met there."""


def chance(device: torch.device, *numbers: int) -> torch.Generator:
    """Random numbers on a device that depend on these numbers alone."""
    seed = int(np.random.SeedSequence(numbers).generate_state(1)[0])
    return torch.Generator(device).manual_seed(seed)


def times_by_chance(count: int, shift: float, generator: torch.Generator) -> Tensor:
    """Four of five logit-normal and shifted towards noise, one of five uniform. [count]"""
    device = generator.device
    normal = torch.randn(count, generator=generator, device=device).sigmoid()
    uniform, which = torch.rand(2, count, generator=generator, device=device)
    shifted = shift * normal / (1 + (shift - 1) * normal)
    return torch.where(which < _UNIFORM, uniform, shifted).clamp(0.002, _LATEST)


def tokens_by_chance(focus: Tensor, count: int, generator: torch.Generator) -> Tensor:
    """So many tokens of each picture, those with a named thing far sooner than others. focus: [B, h, w] -> [B, count]"""
    shown = F.max_pool2d(focus, 2).flatten(1)
    chance = torch.rand(shown.shape, generator=generator, device=focus.device)
    return (_SOUGHT * shown - (-chance.clamp(1e-9).log()).log()).topk(count, 1).indices.sort(1).values


def earlier_by_chance(times: Tensor, which: Tensor, generator: torch.Generator) -> Tensor:
    """The times, most of those of the samples `which` moved near pure noise. [count], [count] -> [count]"""
    earlier, moved = torch.rand(2, len(times), generator=generator, device=times.device)
    return torch.where(which & (moved < _MOSTLY), _EARLY + (_LATEST - _EARLY) * earlier, times)
