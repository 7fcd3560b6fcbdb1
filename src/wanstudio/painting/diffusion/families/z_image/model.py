"""A Z-Image checkpoint in memory: diffusers' transformer, which takes images of any sizes in one forward."""

from collections.abc import Sequence
from typing import Any

import torch
from diffusers import AutoencoderKL, ZImageTransformer2DModel
from torch import Tensor
from transformers import Qwen3Model

from wanstudio.painting.diffusion.component_loading import (
    load_component,
    load_tokenizer,
    module_bytes,
    plain_errors,
)
from wanstudio.painting.diffusion.dtypes import dtype_of
from wanstudio.painting.diffusion.flow_model import FlowModel, TextGeneration, cut_layers
from wanstudio.painting.diffusion.flow_spec import FlowSpec
from wanstudio.painting.diffusion.kl_decoder import KLDecoder
from wanstudio.painting.diffusion.onednn import pack_linears
from wanstudio.painting.diffusion.sample_attention import SampleAttention, rotate
from wanstudio.painting.diffusion.text_cache import TextCache

_TEXT_TOKENS = 512


class ZImageModel(FlowModel):
    """The transformer fills up texts and images to a multiple of 32 tokens."""

    text_multiple = 32
    mixes_sizes = True

    def forward(self, asked: Sequence[tuple[TextGeneration, Tensor]]) -> list[Tensor]:
        """What the transformer answers to each image with a text: [C, 1, h, w]."""
        dtype = self.transformer.dtype
        # The transformer counts time from noise to picture.
        times = torch.stack([(1000 - generation.time) / 1000 for generation, _ in asked])
        images = [generation.latents[0].unsqueeze(1).to(dtype) for generation, _ in asked]
        texts = [text.to(dtype) for _, text in asked]
        return list(self.transformer(images, times, texts, return_dict=False)[0])

    def combine(self, towards: Tensor, against: Tensor, guidance: float) -> Tensor:
        """Its scale counts from the positive half: 0 is no guidance."""
        return towards + guidance * (towards - against)

    def velocity(self, answer: Tensor, latents: Tensor) -> Tensor:
        """It answers from noise to picture."""
        return -answer.view_as(latents)


class ZImageReader:
    """The prompt as a chat message; the rows of the last layer but one, [n, width]."""

    def __init__(self, tokenizer: Any, encoder: Any) -> None:
        """`encoder` loses its last layer, whose answers are never read."""
        cut_layers(encoder, len(encoder.layers) - 1)
        self._tokenizer, self._encoder = tokenizer, encoder
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
        answer = self._encoder(input_ids=tokens.input_ids.to(self._encoder.device), use_cache=False)
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
    attention = _Attention(SampleAttention())
    for block in (*transformer.noise_refiner, *transformer.context_refiner, *transformer.layers):
        block.attention.set_processor(attention)
    pack_linears(transformer)
    return ZImageModel(
        spec,
        device,
        transformer=transformer,
        reader=reader,
        decoder=decoder,
        channels=transformer.config.in_channels,
        weight_bytes=size,
    )
