"""Regions of a canvas, each denoised by a prompt of its own, as one picture.

In every step each region is asked as if it were a picture by itself, and the velocity of the canvas goes over from one to
the other where they overlap (MultiDiffusion, Bar-Tal et al., 2023, https://arxiv.org/abs/2302.08113).
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from wanstudio.painting.diffusion.families.sketch.naming import apart, plainly
from wanstudio.painting.diffusion.families.sketch.spec import DeclaredTable
from wanstudio.painting.diffusion.protocol import ImageRequest

Columns = tuple[int, int]
"""A region: the columns of cells from the first to before the second, over the whole height."""

_LEAST, _TALLEST = 4, 4.0
"""Tokens that a canvas of two regions is wide, and how many times as high as wide half of it may be: in less a thing
has no room."""


def prompts_of(request: ImageRequest, high: int, wide: int, table: DeclaredTable) -> tuple[str, ...]:
    """The prompt of each region of a canvas of so many tokens, from left to right.

    Two where the checkpoint has regions, the prompt is of two things and there is room for them; else one for all.
    """
    if table.regions and wide >= _LEAST and 2 * high <= _TALLEST * wide:
        prompts = apart(request.prompt, request.negative_prompt)
        if prompts is not None:
            return prompts
    return (plainly(request.prompt) if table.plain_words else request.prompt,)


def columns_of(count: int, wide: int, token: int, overlap: int) -> tuple[Columns, ...]:
    """One region or two of one width, on latents that are `wide` cells wide and have `token` cells in a token.

    Two reach half of `overlap` tokens over the middle; they may meet in the middle of a token, and then share it.
    """
    if count == 1:
        return ((0, wide),)
    width = min(wide, (-(-wide // (2 * token)) + overlap // 2) * token)
    return (0, width), (wide - width, wide)


def join(answers: Sequence[Tensor], regions: Sequence[Columns]) -> Tensor:
    """The velocity of the canvas, of those of its regions from left to right. [1, C, 1, h, w]."""
    joined, end = answers[0], regions[0][1]
    for answer, (start, following) in zip(answers[1:], regions[1:], strict=True):
        shared = end - start
        fading = torch.linspace(1, 0, shared + 2, device=answer.device)[1:-1]
        over = joined[..., start:] * fading + answer[..., :shared] * (1 - fading)
        joined, end = torch.cat([joined[..., :start], over, answer[..., shared:]], dim=-1), following
    return joined
