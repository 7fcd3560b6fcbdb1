"""One image of a Wan checkpoint: its texts, and what it asks of the transformer next."""

from collections.abc import Hashable
from typing import TYPE_CHECKING

from torch import Tensor

from wanstudio.painting.diffusion.families.wan.denoiser import ModelInput
from wanstudio.painting.diffusion.families.wan.spec import WanTable
from wanstudio.painting.diffusion.flow_generation import FlowGeneration
from wanstudio.painting.diffusion.noise_schedule import draw_noise, new_scheduler
from wanstudio.painting.diffusion.protocol import ImageRequest
from wanstudio.painting.painter import Pixels

if TYPE_CHECKING:
    from wanstudio.painting.diffusion.families.wan.model import WanModel


class WanGeneration(FlowGeneration):
    """Latents, scheduler and texts are its own and nobody else's; the texts are cond(, uncond)."""

    batch_form: Hashable = ()

    def __init__(self, model: "WanModel", request: ImageRequest, table: WanTable) -> None:
        """Draw the noise, read the texts, set the steps."""
        self._model, self._table = model, table
        noise = draw_noise(model.grid.latent_shape(request.width, request.height), request.seed)
        scheduler = new_scheduler(
            model.scheduler_config, table.steps, model.device, kind=table.scheduler, shift=table.shift
        )
        super().__init__(noise.to(model.device), scheduler, model.decoder, model.denoiser.dtype)
        self._read_texts(request)

    def _read_texts(self, request: ImageRequest) -> None:
        reader, denoiser, length = self._model.reader, self._model.denoiser, self._table.text_tokens
        asked = [request.prompt, request.negative_prompt][: 2 if self._table.guidance > 1 else 1]
        self._texts = tuple(denoiser.read(reader.read(text, length), length) for text in asked)

    @property
    def batch_group(self) -> Hashable:
        """Images of one size with as many texts share a forward."""
        return self.latents.shape, len(self._texts)

    @property
    def tokens(self) -> int:
        """Tokens of both halves."""
        high, wide = self.latents.shape[-2:]
        return len(self._texts) * high * wide // self._model.grid.per_token**2

    def ask(self) -> ModelInput:
        """What it asks of the transformer next."""
        return ModelInput(self.latents, self.time, self._texts, self._table.guidance)

    def preview(self, velocity: Tensor) -> Pixels:
        """What this velocity would end at. [h/8, w/8, 3] uint8."""
        return self.look(self._model.preview, velocity)
