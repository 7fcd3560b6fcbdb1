"""Sample sheets: what the model paints at some moment of its training, for a person to look at."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import torch

from sketch.denoiser import half_precision
from sketch.few import load_average
from sketch.model import paint
from sketch.patches import Bytes, Patches
from sketch.plan import CELL, Plan
from sketch.words import load_words, numbers_of

PROMPTS = (
    "a red car on a street at noon", "a sitting orange cat in a meadow", "a white chapel in a snowfield at night",
    "a blue boat at sea at sunset", "an aurora over a lake at night", "a yellow sunflower in a garden",
    "a pink balloon among the clouds", "a green tree in a meadow, watercolour", "a castle in the mountains at dawn",
    "红色的汽车，街道上", "一只白色的兔子，雪地里", "夜晚，海边，灯塔",
)  # fmt: skip


def sheet_of(pictures: Sequence[Bytes], columns: int) -> Bytes:
    """Pictures of one size side by side, row by row."""
    rows = [np.concatenate(pictures[k : k + columns], 1) for k in range(0, len(pictures), columns)]
    return np.concatenate(rows, 0)


def sample_sheet(
    plan: Plan,
    run: Path,
    name: str,
    device: torch.device,
    *,
    size: int,
    steps: int = 12,
    guidance: float = 2.0,
) -> None:
    """Twelve prompts at `size` pixels a side, in the linear code, as `<name>.png` in the run."""
    model = load_average(plan, run, run / "states" / f"{name}.pt", device)
    tokenizer, patches = load_words(run / "tokenizer"), Patches.load(run / "patches.safetensors")
    words = torch.from_numpy(numbers_of(tokenizer, PROMPTS, plan.text_tokens).astype(np.int64)).to(device)
    against = torch.tensor([[1]], device=device)
    side = size // CELL
    with half_precision(device):
        painted = paint(model, words, against, (side, side), steps=steps, guidance=guidance)
    sheet = sheet_of([patches.decode(each) for each in painted.float().cpu().numpy()], 4)
    cv2.imwrite(str(run / f"{name}.png"), sheet[:, :, ::-1])
