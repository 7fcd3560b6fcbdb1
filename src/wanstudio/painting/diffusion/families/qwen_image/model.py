"""A Qwen-Image checkpoint in memory: diffusers' transformer over images of one size, with texts of any lengths."""

from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 (everybody's name for it)
from diffusers import AutoencoderKLQwenImage, QwenImageTransformer2DModel
from torch import Tensor, nn
from transformers import Qwen2_5_VLForConditionalGeneration

from wanstudio.painting.diffusion.component_loading import (
    load_component,
    load_tokenizer,
    module_bytes,
    plain_errors,
)
from wanstudio.painting.diffusion.decode import fold
from wanstudio.painting.diffusion.dtypes import decoder_dtype_of, dtype_of
from wanstudio.painting.diffusion.families.qwen_image.attention import JointAttention
from wanstudio.painting.diffusion.flow_model import FlowModel, TextGeneration, filled
from wanstudio.painting.diffusion.flow_spec import FlowSpec
from wanstudio.painting.diffusion.onednn import pack_linears
from wanstudio.painting.diffusion.protocol import ImageRequest
from wanstudio.painting.diffusion.text_cache import TextCache

_INSTRUCTION = (
    "Describe the image by detailing the color, shape, size, texture, quantity, text, spatial relationships of the "
    "objects and background:"
)
"""What the model was trained with: other words before the prompt give other pictures."""
_TEMPLATE = "<|im_start|>system\n{instruction}<|im_end|>\n<|im_start|>user\n{prompt}<|im_end|>\n<|im_start|>assistant\n"
_INSTRUCTION_TOKENS = 34
_READ_TOKENS, _TEXT_TOKENS = 1024, 512
"""How many tokens of a prompt are read, and how many of their rows are kept."""


class QwenImageModel(FlowModel):
    """Texts are filled up, so that batches of other prompts have lengths that were tried before."""

    text_multiple = 32

    def forward(self, asked: Sequence[tuple[TextGeneration, Tensor]]) -> list[Tensor]:
        """What the transformer answers to each image with a text: [S, 4 C]."""
        dtype = self.transformer.dtype
        high, wide = (side // self.token_cells for side in asked[0][0].latents.shape[-2:])
        images = torch.cat([_packed(generation.latents) for generation, _ in asked])
        lengths = [len(text) for _, text in asked]
        longest = filled(max(lengths), self.text_multiple)
        texts = torch.stack([F.pad(text, (0, 0, 0, longest - len(text))) for _, text in asked])
        places = torch.arange(longest, device=self.device)
        answers: Tensor = self.transformer(
            hidden_states=images.to(dtype),
            timestep=torch.stack([generation.time for generation, _ in asked]) / 1000,
            encoder_hidden_states=texts.to(dtype),
            encoder_hidden_states_mask=places < torch.tensor(lengths, device=self.device).unsqueeze(1),
            img_shapes=[[(1, high, wide)]] * len(asked),
            return_dict=False,
        )[0]
        return list(answers)

    def combine(self, towards: Tensor, against: Tensor, guidance: float) -> Tensor:
        """Each token as long as the positive half has it."""
        combined = super().combine(towards, against, guidance)
        wanted, found = (torch.linalg.vector_norm(each, dim=-1, keepdim=True) for each in (towards, combined))
        rescaled: Tensor = combined * (wanted / found)
        return rescaled

    def velocity(self, answer: Tensor, latents: Tensor) -> Tensor:
        """Tokens as an image."""
        high, wide = (side // self.token_cells for side in latents.shape[-2:])
        patches = answer.T.reshape(1, -1, high, wide)
        return F.pixel_shuffle(patches, self.token_cells)

    def negative_of(self, request: ImageRequest) -> str:
        """One blank where nothing is unwanted, as the authors have it."""
        return request.negative_prompt or " "


def _packed(latents: Tensor) -> Tensor:
    """[1, C, h, w] -> [1, S, 4 C], the channel first, then line and column within the patch."""
    return F.pixel_unshuffle(latents, FlowModel.token_cells).flatten(2).transpose(1, 2)


class QwenImageReader:
    """The prompt behind an instruction; the rows of the prompt in the last layer, [n, width]."""

    def __init__(self, tokenizer: Any, encoder: Any) -> None:
        self._tokenizer, self._encoder = tokenizer, encoder
        self._cache = TextCache(self._encode)

    def read(self, prompt: str) -> Tensor:
        """The rows of a prompt cut to 512 tokens."""
        return self._cache.read(prompt)

    def _encode(self, prompt: str) -> Tensor:
        tokens = self._tokenizer(
            [_TEMPLATE.format(instruction=_INSTRUCTION, prompt=prompt)],
            max_length=_READ_TOKENS + _INSTRUCTION_TOKENS,
            truncation=True,
            return_tensors="pt",
        ).to(self._encoder.device)
        answer = self._encoder(
            input_ids=tokens.input_ids, attention_mask=tokens.attention_mask, use_cache=False
        )
        rows: Tensor = answer.last_hidden_state[0, _INSTRUCTION_TOKENS:][:_TEXT_TOKENS]
        return rows


@torch.no_grad()
def load_model(spec: FlowSpec, device: torch.device) -> QwenImageModel:
    """Load a checkpoint; CheckpointInvalid says what cannot be used."""
    dtype, path = dtype_of(spec.table.dtype, device), spec.folder.path
    with plain_errors(path):
        transformer = load_component(QwenImageTransformer2DModel, path / "transformer", dtype, device)
        vae = load_component(AutoencoderKLQwenImage, path / "vae", torch.float32, device)
        whole = load_component(Qwen2_5_VLForConditionalGeneration, path / "text_encoder", dtype, device)
        # It reads no pictures, and writes nothing.
        whole.model.visual = nn.Identity()
        encoder = whole.model
        reader = QwenImageReader(load_tokenizer(path / "tokenizer"), encoder)
    decoder = fold(vae, inner=decoder_dtype_of(dtype, device))
    size = module_bytes(transformer, encoder, decoder)
    attention = JointAttention()
    for block in transformer.transformer_blocks:
        block.attn.set_processor(attention)
    pack_linears(transformer)
    return QwenImageModel(
        spec,
        device,
        transformer=transformer,
        reader=reader,
        decoder=decoder,
        channels=vae.config.z_dim,
        weight_bytes=size,
    )
