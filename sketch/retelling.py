"""What the denoiser makes of drawings: a decoder learns from them to bring back what painting has left out or behind.

Each drawing that was kept whole gets a little noise and goes through the last steps of painting, so that it is still
the same picture, with the faults of a painted one. After SDEdit (Meng et al. 2022, arXiv:2108.01073).
"""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from sketch.denoiser import half_precision
from sketch.few import GUIDANCE, load_average
from sketch.keeping import note
from sketch.model import Sketch, guided, times_of
from sketch.patches import Patches
from sketch.plan import Plan

_STEPS, _FEWEST, _MOST = 12, 2, 4
"""Of so many steps the last ones are gone, from the fewest to the most of them."""
_WEAKEST = 2.0
_TOGETHER = 8
_LANGUAGES = 5
"""So many captions say all of the scene; the ones behind only name things."""


def retold_of(whole: Path) -> Path:
    """Where the latents [n, C, h, w] lie that were made of the drawings in a file."""
    return whole.with_suffix(".retold")


def retell(plan: Plan, run: Path, device: torch.device) -> None:
    """Retell all drawings that were kept whole; those that were retold before are passed over."""
    model = load_average(plan, run, run / "states" / f"{plan.phases[-1].name}.pt", device)
    patches, looks = Patches.load(run / "patches.safetensors"), 1 if plan.free == "nothing" else 2
    for whole in sorted((run / "pool" / "whole").glob("*.npy")):
        file = retold_of(whole)
        if file.exists():
            continue
        pictures = np.load(whole)
        side = pictures.shape[1]
        words = np.load(run / "pool" / f"{side}x{side}" / f"{whole.stem}.words.npy")[::looks][: len(pictures)]
        rng = np.random.default_rng([plan.seed, 8, int(whole.stem)])
        chosen = words[np.arange(len(words)), rng.integers(_LANGUAGES, size=len(words))].astype(np.int64)
        latents = torch.from_numpy(np.stack([patches.encode(each) for each in pictures]))
        texts = torch.from_numpy(chosen)
        told = [
            retold(model, latents[k : k + _TOGETHER].to(device), texts[k : k + _TOGETHER].to(device), rng)
            for k in range(0, len(latents), _TOGETHER)
        ]
        part = file.with_suffix(".part")
        with part.open("wb") as beside:
            np.save(beside, torch.cat(told).half().cpu().numpy())
        part.rename(file)
    note(run, "retelling", files=len(list((run / "pool" / "whole").glob("*.retold"))))


@torch.no_grad()
def retold(model: Sketch, latents: Tensor, words: Tensor, rng: np.random.Generator) -> Tensor:
    """Latents [B, C, h, w] of drawings with some noise, painted to the end for their captions [B, L]."""
    times = times_of(_STEPS)[-1 - int(rng.integers(_FEWEST, _MOST + 1)) :]
    noise = torch.from_numpy(rng.standard_normal(latents.shape, np.float32)).to(latents.device)
    begun = (1 - float(times[0])) * latents + float(times[0]) * noise
    with half_precision(latents.device):
        return guided(
            model, begun, words, words.new_ones(1, 1), times, float(rng.uniform(_WEAKEST, GUIDANCE))
        )
