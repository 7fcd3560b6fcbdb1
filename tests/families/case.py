"""What the conformance suite knows of each family: how its own pipeline is called, and what a wrong one would do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from diffusers import Flux2KleinPipeline, QwenImagePipeline, WanPipeline, ZImagePipeline
from tests.painting.diffusion.weights import TEXT_TOKENS

PROMPT, NEGATIVE = "a red car under a tree", "blurred, low resolution"


@dataclass(frozen=True)
class Case:
    """`table` is of `[checkpoints]`; `call` goes to the pipeline beside prompt, size, steps and generator."""

    name: str
    family: str
    pipeline: Any
    guided: dict[str, Any]
    guidance: str = "guidance_scale"
    unguided: float = 1.0
    table: dict[str, Any] = field(default_factory=dict)
    call: dict[str, Any] = field(default_factory=dict)
    first: Callable[[Any], Any] = lambda answer: answer.images[0]
    refuses_negative: bool = False
    guidable: bool = True

    def table_of(self, *, guided: bool, **more: Any) -> dict[str, Any]:
        """A table with guidance or without."""
        scale = self.guided["guidance"] if guided else self.unguided
        return {**self.guided, "guidance": scale, "dtype": "float32", **self.table, **more}

    def paint(self, pipeline: Any, size: tuple[int, int], seed: int, *, guided: bool) -> np.ndarray:
        """What the unmodified pipeline paints."""
        scale = self.guided["guidance"] if guided else self.unguided
        told = {} if self.refuses_negative else {"negative_prompt": NEGATIVE}
        answer = pipeline(
            prompt=PROMPT,
            width=size[0],
            height=size[1],
            num_inference_steps=self.guided["steps"],
            generator=torch.Generator("cpu").manual_seed(seed),
            output_type="np",
            **{self.guidance: scale},
            **told,
            **self.call,
        )
        return (np.asarray(self.first(answer)) * 255).round().astype(np.uint8)


CASES = [
    Case(
        "wan",
        "wan",
        WanPipeline,
        {"guidance": 4.0, "steps": 4},
        table={"text_tokens": TEXT_TOKENS},
        call={"num_frames": 1, "max_sequence_length": TEXT_TOKENS},
        first=lambda answer: answer.frames[0][0],
    ),
    Case("z_image", "z-image", ZImagePipeline, {"guidance": 4.0, "steps": 6}, unguided=0.0),
    Case(
        "flux2_klein",
        "flux2-klein",
        Flux2KleinPipeline,
        {"guidance": 16.0, "steps": 4},
        refuses_negative=True,
    ),
    Case(
        "flux2_klein_distilled",
        "flux2-klein",
        Flux2KleinPipeline,
        {"guidance": 4.0, "steps": 4},
        refuses_negative=True,
        guidable=False,
    ),
    Case(
        "qwen_image",
        "qwen-image",
        QwenImagePipeline,
        {"guidance": 30.0, "steps": 6},
        guidance="true_cfg_scale",
    ),
]
