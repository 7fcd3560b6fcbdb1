"""The pipelines that the adapter serves, and how each is called. Each is held to by `tests/families`.

Knows nothing of torch.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class PipelineKind:
    """Defaults as the pipeline has them; `heeds_negative_prompt`: with guidance above 1.

    `fixed` switches off what a pipeline does of its own accord: other sizes than those asked for, prompts rewritten.
    """

    steps: int
    guidance: float
    heeds_negative_prompt: bool = True
    fixed: Mapping[str, Any] = field(default_factory=dict)


KINDS: Mapping[str, PipelineKind] = {
    "AuraFlowPipeline": PipelineKind(50, 3.5),
    "ChromaPipeline": PipelineKind(35, 5.0),
    "CogView4Pipeline": PipelineKind(50, 5.0),
    "ErnieImagePipeline": PipelineKind(50, 4.0, fixed={"use_pe": False}),
    # Its guidance is told to the transformer, and has no second half.
    "FluxPipeline": PipelineKind(28, 3.5, heeds_negative_prompt=False),
    "Lumina2Pipeline": PipelineKind(30, 4.0),
    "OvisImagePipeline": PipelineKind(50, 5.0),
    "PixArtSigmaPipeline": PipelineKind(
        20, 4.5, fixed={"use_resolution_binning": False, "clean_caption": False}
    ),
    "SanaPipeline": PipelineKind(
        20, 4.5, fixed={"use_resolution_binning": False, "complex_human_instruction": None}
    ),
    "StableDiffusion3Pipeline": PipelineKind(28, 7.0),
    "StableDiffusionPipeline": PipelineKind(50, 7.5),
    "StableDiffusionXLPipeline": PipelineKind(50, 5.0),
}
