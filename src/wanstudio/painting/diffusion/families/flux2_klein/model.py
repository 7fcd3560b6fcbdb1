"""A FLUX.2 klein checkpoint in memory: diffusers' transformer over images of one size."""

from collections.abc import Sequence
from typing import Any

import torch
from diffusers import AutoencoderKLFlux2, Flux2Transformer2DModel
from torch import Tensor, nn
from transformers import Qwen3Model

from wanstudio.painting.diffusion.component_loading import (
    load_component,
    load_tokenizer,
    module_bytes,
    plain_errors,
)
from wanstudio.painting.diffusion.dtypes import dtype_of
from wanstudio.painting.diffusion.families.flux2_klein.spec import READ_LAYERS
from wanstudio.painting.diffusion.finite import check_finite
from wanstudio.painting.diffusion.flow_model import FlowModel, TextGeneration, cut_layers
from wanstudio.painting.diffusion.flow_spec import FlowSpec
from wanstudio.painting.diffusion.onednn import pack_linears
from wanstudio.painting.diffusion.protocol import ImageRequest
from wanstudio.painting.diffusion.text_cache import TextCache

_TEXT_TOKENS = 512
_MANY_TOKENS = 4300
"""Above this the schedule's shift is a line in the tokens alone."""


class Flux2KleinModel(FlowModel):
    """Its latents are patches of two by two cells of the autoencoder."""

    token_cells = 1

    def forward(self, asked: Sequence[tuple[TextGeneration, Tensor]]) -> list[Tensor]:
        """What the transformer answers to each image with a text: [S, C]."""
        dtype = self.transformer.dtype
        high, wide = asked[0][0].latents.shape[-2:]
        images = torch.cat([generation.latents for generation, _ in asked]).flatten(2).transpose(1, 2)
        texts = torch.stack([text for _, text in asked]).to(dtype)
        answers: Tensor = self.transformer(
            hidden_states=images.to(dtype),
            timestep=torch.stack([generation.time for generation, _ in asked]) / 1000,
            guidance=None,
            encoder_hidden_states=texts,
            txt_ids=self._places(1, 1, texts.shape[1]),
            img_ids=self._places(high, wide, 1),
            return_dict=False,
        )[0]
        return list(answers)

    def _places(self, high: int, wide: int, long: int) -> Tensor:
        """Where each token is: time, line, column, place in the text. [S, 4]."""
        axes = (torch.arange(count, device=self.device) for count in (1, high, wide, long))
        return torch.cartesian_prod(*axes)

    def velocity(self, answer: Tensor, latents: Tensor) -> Tensor:
        """Tokens as an image."""
        return answer.T.reshape(latents.shape)

    def mu(self, tokens: int, steps: int) -> float:
        """The line that was fitted for this family: in the tokens, between 10 and 200 steps also in the steps."""
        at_200 = 0.00016927 * tokens + 0.45666666
        if tokens > _MANY_TOKENS:
            return at_200
        at_10 = 8.73809524e-05 * tokens + 1.89833333
        return at_200 + (at_10 - at_200) * (200 - steps) / 190

    def negative_of(self, request: ImageRequest) -> str:
        """An empty text, whatever was asked for."""
        del request
        return ""


class Flux2KleinReader:
    """The prompt as a chat message, filled up to 512 tokens that are all seen; the rows of three layers side by side."""

    def __init__(self, tokenizer: Any, encoder: Any) -> None:
        """`encoder` loses the layers behind the last that is read."""
        cut_layers(encoder, READ_LAYERS[-1])
        self._tokenizer, self._encoder = tokenizer, encoder
        self._cache = TextCache(self._encode)

    def read(self, prompt: str) -> Tensor:
        """The rows of a prompt: [512, 3 · width]."""
        return self._cache.read(prompt)

    def _encode(self, prompt: str) -> Tensor:
        chat = self._tokenizer.apply_chat_template(
            [{"role": "user", "content": prompt}],
            tokenize=False,
            add_generation_prompt=True,
            enable_thinking=False,
        )
        tokens = self._tokenizer(
            [chat], padding="max_length", truncation=True, max_length=_TEXT_TOKENS, return_tensors="pt"
        ).to(self._encoder.device)
        states = self._encoder(
            input_ids=tokens.input_ids,
            attention_mask=tokens.attention_mask,
            output_hidden_states=True,
            use_cache=False,
        ).hidden_states
        return torch.cat([states[layer] for layer in READ_LAYERS], dim=-1)[0]


class Flux2Decoder(nn.Module):
    """Latents are normalised as a batch was in training; the encoder's half of the autoencoder is dropped."""

    def __init__(self, vae: Any) -> None:
        super().__init__()
        vae.encoder = vae.quant_conv = None
        self.vae = vae

    def forward(self, latents: Tensor) -> Tensor:
        """latents: [B, 4 C, h, w] -> [B, 3, H, W] in -1..1."""
        return self.end(latents, None)

    def begin(self, latents: Tensor) -> None:
        """It decodes in one go."""

    def end(self, latents: Tensor, lower: Tensor | None) -> Tensor:
        """The picture; NotFinite if it is none."""
        del lower
        norm = self.vae.bn
        std = (norm.running_var + self.vae.config.batch_norm_eps).sqrt().view(1, -1, 1, 1)
        patches = latents.to(self.vae.dtype) * std + norm.running_mean.view(1, -1, 1, 1)
        picture: Tensor = self.vae.decode(nn.functional.pixel_shuffle(patches, 2), return_dict=False)[0]
        # Before the clamp, which would make infinity white.
        check_finite(picture, "the decoder", self.vae.dtype)
        return picture.clamp_(-1.0, 1.0)


@torch.no_grad()
def load_model(spec: FlowSpec, device: torch.device) -> Flux2KleinModel:
    """Load a checkpoint; CheckpointInvalid says what cannot be used."""
    dtype, path = dtype_of(spec.table.dtype, device), spec.folder.path
    with plain_errors(path):
        transformer = load_component(Flux2Transformer2DModel, path / "transformer", dtype, device)
        vae = load_component(AutoencoderKLFlux2, path / "vae", torch.float32, device)
        encoder = load_component(Qwen3Model, path / "text_encoder", dtype, device)
        reader = Flux2KleinReader(load_tokenizer(path / "tokenizer"), encoder)
    decoder = Flux2Decoder(vae)
    size = module_bytes(transformer, encoder, decoder)
    pack_linears(transformer)
    return Flux2KleinModel(
        spec,
        device,
        transformer=transformer,
        reader=reader,
        decoder=decoder,
        channels=transformer.config.in_channels,
        weight_bytes=size,
    )
