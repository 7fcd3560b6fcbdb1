"""What unmodified diffusers paints."""

import torch
from tests.painting.diffusion.conftest import as_bytes
from tests.painting.diffusion.weights import TEXT_TOKENS

PROMPT, NEGATIVE = "a sitting  orange cat &amp; a red car", "low resolution, blurred"


def reference(pipeline, steps, guidance, size):
    return as_bytes(
        pipeline(
            prompt=PROMPT,
            negative_prompt=NEGATIVE,
            width=size[0],
            height=size[1],
            num_frames=1,
            num_inference_steps=steps,
            guidance_scale=guidance,
            max_sequence_length=TEXT_TOKENS,
            generator=torch.Generator("cpu").manual_seed(11),
        ).frames[0][0]
    )
