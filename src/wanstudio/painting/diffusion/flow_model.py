"""A flow model that reads whole texts, in memory, and its images: what such families share but the forward itself."""

from collections.abc import Hashable, Sequence
from typing import Any, ClassVar, Protocol, cast

import torch
from torch import Tensor, nn

from wanstudio.painting.diffusion.flow_generation import FlowGeneration, LatentDecoder
from wanstudio.painting.diffusion.flow_spec import FlowSpec
from wanstudio.painting.diffusion.latent_preview import LatentPreview, fit_preview
from wanstudio.painting.diffusion.noise_schedule import draw_noise, flow_schedule, linear_mu
from wanstudio.painting.diffusion.protocol import ImageRequest
from wanstudio.painting.painter import Pixels

_SMALL = 2000
"""Fewer tokens than this in both halves of the guidance: one forward is cheaper than two one after the other."""


class TextReader(Protocol):
    """Reads prompts for a transformer."""

    def read(self, prompt: str) -> Tensor:
        """The rows of a prompt: [n, width]."""
        ...


class TextDecoder(LatentDecoder, Protocol):
    """A decoder that can also be called, for finding the preview's map."""

    def __call__(self, latents: Tensor) -> Tensor:
        """latents: [B, C, h, w] -> [B, 3, H, W] in -1..1."""
        ...


class FlowModel:
    """Weights in memory. A family says how its transformer is called, and what guidance makes of the answers."""

    token_cells: ClassVar[int] = 2
    """Latent cells a side of one token."""
    text_multiple: ClassVar[int] = 1
    """Texts are filled up to a multiple of so many tokens."""
    mixes_sizes: ClassVar[bool] = False
    """Whether images of different sizes can share a forward."""

    def __init__(
        self,
        spec: FlowSpec,
        device: torch.device,
        *,
        transformer: Any,
        reader: TextReader,
        decoder: TextDecoder,
        channels: int,
        weight_bytes: int,
    ) -> None:
        self.transformer, self.reader, self.decoder = transformer, reader, decoder
        self.device, self.channels, self.weight_bytes = device, channels, weight_bytes
        self.cell = spec.size_step // self.token_cells
        self.scheduler_config = spec.folder.configs["scheduler"]
        self._preview: LatentPreview | None = None

    @property
    def preview(self) -> LatentPreview:
        """The map from latents to small pictures, found when it is first wanted."""
        if self._preview is None:
            self._preview = fit_preview(self.decoder, self.channels, self.cell, self.device)
        return self._preview

    def begin(self, request: ImageRequest) -> "TextGeneration":
        """Read the texts, draw the noise, set the steps."""
        return TextGeneration(self, request)

    def predict(self, generations: Sequence["TextGeneration"]) -> list[Tensor]:
        """The velocity of each image. [1, C, h, w] float32 each."""
        asked = [(generation, text) for generation in generations for text in generation.texts]
        if len(generations) == 1 and generations[0].tokens >= _SMALL:
            told = [answer for each in asked for answer in self.forward([each])]
        else:
            told = self.forward(asked)
        return [
            generation.guide([told.pop(0).float() for _ in generation.texts]) for generation in generations
        ]

    def forward(self, asked: Sequence[tuple["TextGeneration", Tensor]]) -> list[Tensor]:
        """What the transformer answers to each image with one of its texts."""
        raise NotImplementedError

    def combine(self, towards: Tensor, against: Tensor, guidance: float) -> Tensor:
        """Both halves of the guidance as one answer."""
        return against + guidance * (towards - against)

    def velocity(self, answer: Tensor, latents: Tensor) -> Tensor:
        """An answer in the shape of the latents, from picture to noise."""
        raise NotImplementedError

    def mu(self, tokens: int, steps: int) -> float:
        """How far a dynamic schedule is shifted for an image of so many tokens."""
        del steps
        return linear_mu(tokens, self.scheduler_config)

    def negative_of(self, request: ImageRequest) -> str:
        """What the second half of the guidance reads."""
        return request.negative_prompt


class TextGeneration(FlowGeneration):
    """One image; its texts are cond(, uncond)."""

    def __init__(self, model: FlowModel, request: ImageRequest) -> None:
        """Draw the noise, read the texts, set the steps."""
        spec = cast(FlowSpec, request.spec)
        self._model, self._guidance = model, spec.table.guidance
        shape = 1, model.channels, request.height // model.cell, request.width // model.cell
        noise = draw_noise(shape, request.seed)
        self.image_tokens = shape[2] * shape[3] // model.token_cells**2
        scheduler = flow_schedule(
            model.scheduler_config,
            spec.steps,
            model.device,
            mu=model.mu(self.image_tokens, spec.steps),
            shift=spec.table.shift,
        )
        super().__init__(noise.to(model.device), scheduler, model.decoder, model.transformer.dtype)
        asked = [request.prompt, model.negative_of(request)][: 2 if spec.guided else 1]
        self.texts = tuple(model.reader.read(text) for text in asked)

    @property
    def batch_group(self) -> Hashable:
        """Images with as many texts, and of one size unless the transformer takes others along."""
        return len(self.texts), None if self._model.mixes_sizes else self.latents.shape

    @property
    def batch_form(self) -> Hashable:
        """The size, and how long the texts are once they are filled up."""
        return self.latents.shape, self._text_tokens

    @property
    def tokens(self) -> int:
        """Tokens of image and text in all halves."""
        return self.image_tokens * len(self.texts) + sum(self._text_tokens)

    @property
    def _text_tokens(self) -> tuple[int, ...]:
        return tuple(filled(len(text), self._model.text_multiple) for text in self.texts)

    def guide(self, answers: Sequence[Tensor]) -> Tensor:
        """The velocity, of what the transformer answers to each text."""
        towards, *against = answers
        if against:
            towards = self._model.combine(towards, against[0], self._guidance)
        return self._model.velocity(towards, self.latents)

    def preview(self, velocity: Tensor) -> Pixels:
        """What this velocity would end at. [h/8, w/8, 3] uint8."""
        return self.look(self._model.preview, velocity)


def filled(tokens: int, multiple: int) -> int:
    """The next multiple."""
    return -(-tokens // multiple) * multiple


def cut_layers(encoder: Any, count: int) -> None:
    """Leave the first layers of a language model, and no norm behind them: the rest of it is never read."""
    encoder.layers = encoder.layers[:count]
    encoder.config.num_hidden_layers = count
    encoder.norm = nn.Identity()
