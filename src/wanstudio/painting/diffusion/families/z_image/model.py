"""A Z-Image checkpoint in memory: diffusers' transformer, which takes images of any sizes in one forward."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import torch
from diffusers import AutoencoderKL, ZImageTransformer2DModel
from torch import Tensor, nn
from transformers import Qwen3Model

from wanstudio.painting.diffusion.component_loading import (
    load_component,
    load_tokenizer,
    module_bytes,
    plain_errors,
)
from wanstudio.painting.diffusion.dtypes import dtype_of
from wanstudio.painting.diffusion.flow_generation import FlowGeneration
from wanstudio.painting.diffusion.flow_spec import FlowSpec
from wanstudio.painting.diffusion.kl_decoder import KLDecoder
from wanstudio.painting.diffusion.latent_preview import LatentPreview, fit_preview
from wanstudio.painting.diffusion.noise_schedule import draw_noise, flow_schedule, linear_mu
from wanstudio.painting.diffusion.onednn import pack_linears
from wanstudio.painting.diffusion.protocol import ImageRequest
from wanstudio.painting.diffusion.sample_attention import SampleAttention, rotate
from wanstudio.painting.diffusion.text_cache import TextCache
from wanstudio.painting.painter import Pixels

_TEXT_TOKENS = 512
_PAD = 32
"""The transformer fills up texts and images to a multiple of so many tokens."""
_PATCH = 2
_SMALL = 2000
"""Fewer tokens than this in both halves of the guidance: one forward is cheaper than two one after the other."""


class ZImageReader:
    """The prompt as a chat message; the rows of the last layer but one, [n, width]."""

    def __init__(self, tokenizer: Any, encoder: Any) -> None:
        """`encoder` loses its last layer and norm, whose answers are never read."""
        encoder.layers = encoder.layers[:-1]
        encoder.config.num_hidden_layers -= 1
        encoder.norm = nn.Identity()
        self._tokenizer, self.encoder = tokenizer, encoder
        self._cache = TextCache(self._encode)

    def read(self, prompt: str) -> Tensor:
        """The rows of a prompt cut to 512 tokens."""
        return self._cache.read(prompt)

    def _encode(self, prompt: str) -> Tensor:
        chat = self._tokenizer.apply_chat_template(
            [{"role": "user", "content": prompt}],
            tokenize=False,
            add_generation_prompt=True,
            enable_thinking=True,
        )
        tokens = self._tokenizer([chat], truncation=True, max_length=_TEXT_TOKENS, return_tensors="pt")
        answer = self.encoder(input_ids=tokens.input_ids.to(self.encoder.device), use_cache=False)
        rows: Tensor = answer.last_hidden_state[0]
        return rows


class _Attention:
    """The attention processor of each block."""

    def __init__(self, attend: SampleAttention) -> None:
        self._attend = attend

    def __call__(
        self,
        attn: Any,
        hidden_states: Tensor,
        attention_mask: Tensor | None = None,
        freqs_cis: Tensor | None = None,
        **_: object,
    ) -> Tensor:
        query, key, value = (
            layer(hidden_states).unflatten(-1, (attn.heads, -1))
            for layer in (attn.to_q, attn.to_k, attn.to_v)
        )
        query = query if attn.norm_q is None else attn.norm_q(query)
        key = key if attn.norm_k is None else attn.norm_k(key)
        if freqs_cis is not None:
            query, key = rotate(query, freqs_cis), rotate(key, freqs_cis)
        shown: Tensor = attn.to_out[0](self._attend(query, key, value, attention_mask))
        return shown


@dataclass(slots=True)
class ZImageModel:
    """The weights of a checkpoint, and how many bytes they take; the preview's map is found when first wanted."""

    reader: ZImageReader
    transformer: Any
    decoder: KLDecoder
    spec: FlowSpec
    device: torch.device
    weight_bytes: int
    _preview: LatentPreview | None = None

    @property
    def cell(self) -> int:
        """Pixels a side of a latent cell."""
        return self.spec.size_step // _PATCH

    @property
    def preview(self) -> LatentPreview:
        """The map from latents to small pictures."""
        if self._preview is None:
            self._preview = fit_preview(
                self.decoder, self.transformer.config.in_channels, self.cell, self.device
            )
        return self._preview

    def begin(self, request: ImageRequest) -> "ZImageGeneration":
        """Read the texts, draw the noise, set the steps."""
        return ZImageGeneration(self, request)

    def predict(self, generations: Sequence["ZImageGeneration"]) -> list[Tensor]:
        """The velocity of each image. [1, C, h, w] float32 each."""
        asked = [(generation, text) for generation in generations for text in generation.texts]
        if len(generations) == 1 and generations[0].tokens >= _SMALL:
            told = [answer for each in asked for answer in self._forward([each])]
        else:
            told = self._forward(asked)
        return [
            generation.guide([told.pop(0).float() for _ in generation.texts]) for generation in generations
        ]

    def _forward(self, asked: Sequence[tuple["ZImageGeneration", Tensor]]) -> list[Tensor]:
        """What the transformer answers to each image with a text: [C, 1, h, w]."""
        dtype = self.transformer.dtype
        # The transformer counts time from noise to picture.
        times = torch.stack([(1000 - generation.time) / 1000 for generation, _ in asked])
        images = [generation.latents[0].unsqueeze(1).to(dtype) for generation, _ in asked]
        texts = [text.to(dtype) for _, text in asked]
        answers: list[Tensor] = self.transformer(images, times, texts, return_dict=False)[0]
        return list(answers)


class ZImageGeneration(FlowGeneration):
    """One image; its texts are cond(, uncond), guided where the guidance is above 0."""

    def __init__(self, model: ZImageModel, request: ImageRequest) -> None:
        """Draw the noise, read the texts, set the steps."""
        table = cast(FlowSpec, request.spec).table
        self._model, self._guidance = model, table.guidance
        channels = model.transformer.config.in_channels
        noise = draw_noise(
            (1, channels, request.height // model.cell, request.width // model.cell), request.seed
        )
        config = model.spec.folder.configs["scheduler"]
        mu = linear_mu(_patches(noise), config)
        scheduler = flow_schedule(config, table.steps, model.device, mu=mu, shift=table.shift)
        super().__init__(noise.to(model.device), scheduler, model.decoder, model.transformer.dtype)
        asked = [request.prompt, request.negative_prompt][: 2 if table.guidance > 0 else 1]
        self.texts = tuple(model.reader.read(text) for text in asked)

    @property
    def batch_group(self) -> Hashable:
        """Images of any sizes share a forward."""
        return ()

    @property
    def batch_form(self) -> Hashable:
        """The size, and how long the texts are once they are filled up."""
        return self.latents.shape, tuple(_padded(len(text)) for text in self.texts)

    @property
    def tokens(self) -> int:
        """Tokens of image and text, filled up, of both halves."""
        return sum(_padded(_patches(self.latents)) + _padded(len(text)) for text in self.texts)

    def guide(self, answers: Sequence[Tensor]) -> Tensor:
        """The velocity, of what the transformer answers to each text, [C, 1, h, w]."""
        towards, *against = answers
        if against:
            towards = towards + self._guidance * (towards - against[0])
        return -towards.squeeze(1).unsqueeze(0)

    def preview(self, velocity: Tensor) -> Pixels:
        """What this velocity would end at. [h/8, w/8, 3] uint8."""
        return self.look(self._model.preview, velocity)


def _patches(latents: Tensor) -> int:
    high, wide = latents.shape[-2:]
    return high * wide // _PATCH**2


def _padded(tokens: int) -> int:
    return -(-tokens // _PAD) * _PAD


@torch.no_grad()
def load_model(spec: FlowSpec, device: torch.device) -> ZImageModel:
    """Load a checkpoint; CheckpointInvalid says what cannot be used."""
    dtype, path = dtype_of(spec.table.dtype, device), spec.folder.path
    with plain_errors(path):
        transformer = load_component(ZImageTransformer2DModel, path / "transformer", dtype, device)
        vae = load_component(AutoencoderKL, path / "vae", torch.float32, device)
        encoder = load_component(Qwen3Model, path / "text_encoder", dtype, device)
        reader = ZImageReader(load_tokenizer(path / "tokenizer"), encoder)
    decoder = KLDecoder(vae)
    size = module_bytes(transformer, encoder, decoder)
    attend = SampleAttention()
    for block in (*transformer.noise_refiner, *transformer.context_refiner, *transformer.layers):
        block.attention.set_processor(_Attention(attend))
    pack_linears(transformer)
    return ZImageModel(reader, transformer, decoder, spec, device, size)
