"""A pipeline in memory, loaded by its own class; its calls run one at a time, a step each."""

import inspect
from collections.abc import Mapping, Sequence
from typing import Any, cast

import diffusers
import torch
from torch import Tensor, nn

from wanstudio.painting.diffusion.component_loading import module_bytes, plain_errors
from wanstudio.painting.diffusion.dtypes import dtype_of
from wanstudio.painting.diffusion.families.pipeline.generation import PipelineGeneration
from wanstudio.painting.diffusion.families.pipeline.spec import PipelineSpec
from wanstudio.painting.diffusion.protocol import ImageRequest


class PipelineModel:
    """A pipeline whose components all of its calls share."""

    def __init__(self, pipeline: Any, device: torch.device) -> None:
        self._pipeline, self._device = pipeline, device
        self._parameters = inspect.signature(pipeline.__call__).parameters
        modules = [each for each in pipeline.components.values() if isinstance(each, nn.Module)]
        self.weight_bytes = module_bytes(*modules)

    def begin(self, request: ImageRequest) -> PipelineGeneration:
        """Start a call and let it run to its first step."""
        spec = cast(PipelineSpec, request.spec)
        return PipelineGeneration(self._pipeline, self._call(spec, request), spec.steps, self._device)

    def _call(self, spec: PipelineSpec, request: ImageRequest) -> Mapping[str, Any]:
        told: dict[str, Any] = {
            "prompt": request.prompt,
            "width": request.width,
            "height": request.height,
            "num_inference_steps": spec.steps,
            "guidance_scale": spec.guidance,
            "generator": torch.Generator("cpu").manual_seed(request.seed),
            "output_type": "np",
        }
        if spec.heeds_negative_prompt and "negative_prompt" in self._parameters:
            told["negative_prompt"] = request.negative_prompt
        return {**told, **spec.kind.fixed}

    def predict(self, generations: Sequence[PipelineGeneration]) -> list[Tensor]:
        """Let one call run to its next step; its answer says nothing, since the pipeline takes the step itself."""
        (generation,) = generations
        generation.run()
        return [torch.zeros(())]


@torch.no_grad()
def load_model(spec: PipelineSpec, device: torch.device) -> PipelineModel:
    """Load a checkpoint; CheckpointInvalid says what cannot be used."""
    with plain_errors(spec.folder):
        # Always the concrete class: the general one ignores components that it takes for optional.
        kind = getattr(diffusers, spec.class_name)
        pipeline = kind.from_pretrained(
            spec.folder,
            torch_dtype=dtype_of(spec.table.dtype, device),
            use_safetensors=True,
            local_files_only=True,
            trust_remote_code=False,
        ).to(device)
    pipeline.set_progress_bar_config(disable=True)
    for component in pipeline.components.values():
        if isinstance(component, nn.Module):
            component.eval().requires_grad_(requires_grad=False)
    return PipelineModel(pipeline, device)
