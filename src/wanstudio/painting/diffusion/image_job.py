"""One image in the engine: what was asked for, the size it is denoised at, and how far it is."""

import math
from concurrent.futures import Future
from dataclasses import dataclass, field

import numpy as np

from wanstudio.painting.diffusion.latent_preview import cut_preview
from wanstudio.painting.diffusion.native_area import Size, painted_size
from wanstudio.painting.diffusion.protocol import Generation, ImageRequest, LoadedModel
from wanstudio.painting.diffusion.registry import ServedCheckpoint
from wanstudio.painting.diffusion.step_planner import StepCandidate
from wanstudio.painting.painter import Canvas, Pixels, Watch


@dataclass(slots=True, eq=False)
class ImageJob:
    """An image that waits for its weights; `picture` is the promise to whoever asked for it."""

    number: int
    canvas: Canvas
    served: ServedCheckpoint
    watch: Watch
    picture: Future[Pixels] = field(default_factory=Future)

    @property
    def painted(self) -> Size:
        """Width and height that the checkpoint paints: the asked ones, or smaller ones of about its native area."""
        spec = self.served.spec
        return painted_size(self.canvas.width, self.canvas.height, spec.native_area, spec.size_step)

    @property
    def pixels(self) -> int:
        """How many are painted for it."""
        width, height = self.painted
        return width * height

    def request(self) -> ImageRequest:
        """What its model is asked for: sides rounded up to whole steps."""
        spec, canvas = self.served.spec, self.canvas
        width, height = (math.ceil(side / spec.size_step) * spec.size_step for side in self.painted)
        return ImageRequest(spec, canvas.prompt, canvas.negative_prompt, width, height, canvas.seed)


@dataclass(slots=True, eq=False)
class ActiveImage:
    """An image in work, with the model that denoises it; its first turn begins the generation."""

    job: ImageJob
    model: LoadedModel
    generation: Generation | None = None

    @property
    def canvas(self) -> Canvas:
        """What was asked for."""
        return self.job.canvas

    @property
    def done(self) -> int:
        """Steps behind it."""
        return 0 if self.generation is None else self.generation.done

    @property
    def candidate(self) -> StepCandidate:
        """How the step planner sees it: only between its steps can it share a forward."""
        group, generation = None, self.generation
        if generation is not None and generation.done < generation.steps:
            own = generation.batch_group
            group = None if own is None else (self.job.served.spec.key, own)
        return StepCandidate(self.job.number, self.canvas.account, group)

    def cut(self, pixels: Pixels) -> Pixels:
        """The painted part of a canvas whose sides were rounded up."""
        width, height = self.job.painted
        return np.ascontiguousarray(pixels[:height, :width])

    def cut_preview(self, pixels: Pixels) -> Pixels:
        """A preview of the whole canvas as it is shown: of the asked ratio, and small."""
        return cut_preview(pixels, self.job.painted, (self.canvas.width, self.canvas.height))
