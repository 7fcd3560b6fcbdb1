"""A Wan checkpoint in memory: loaded from safetensors only, it begins images and predicts their velocities."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import torch
from diffusers import AutoencoderKLWan, WanTransformer3DModel
from torch import Tensor
from transformers import UMT5EncoderModel

from wanstudio.painting.diffusion.checkpoint_validation import read_json
from wanstudio.painting.diffusion.component_loading import (
    load_component,
    load_tokenizer,
    module_bytes,
    plain_errors,
)
from wanstudio.painting.diffusion.decode import Decoder, fold
from wanstudio.painting.diffusion.dtypes import decoder_dtype_of, dtype_of
from wanstudio.painting.diffusion.families.wan.attention import fuse
from wanstudio.painting.diffusion.families.wan.blocks import pack
from wanstudio.painting.diffusion.families.wan.denoiser import Denoiser
from wanstudio.painting.diffusion.families.wan.folder import WanFolder
from wanstudio.painting.diffusion.families.wan.generation import WanGeneration
from wanstudio.painting.diffusion.families.wan.spec import WanSpec
from wanstudio.painting.diffusion.families.wan.text import Reader
from wanstudio.painting.diffusion.latent_preview import LatentPreview, fit_preview
from wanstudio.painting.diffusion.noise_schedule import Grid
from wanstudio.painting.diffusion.protocol import ImageRequest


@dataclass(slots=True)
class WanModel:
    """The weights of a checkpoint, and how many bytes they take; the preview's map is found when first wanted."""

    reader: Reader
    denoiser: Denoiser
    decoder: Decoder
    scheduler_config: dict[str, Any]
    grid: Grid
    device: torch.device
    weight_bytes: int
    _preview: LatentPreview | None = None

    @property
    def preview(self) -> LatentPreview:
        """The map from latents to small pictures."""
        if self._preview is None:
            self._preview = self.find_preview()
        return self._preview

    def find_preview(self) -> LatentPreview:
        """The map, fitted to what the decoder makes of random latents."""
        return fit_preview(self.decoder, self.grid.channels, self.grid.cell, self.device)

    def begin(self, request: ImageRequest) -> WanGeneration:
        """Read the texts, draw the noise, set the steps."""
        return WanGeneration(self, request, cast(WanSpec, request.spec).table)

    def predict(self, generations: Sequence[WanGeneration]) -> list[Tensor]:
        """The velocity of each image, all in one forward. [1, C, 1, h, w] float32 each."""
        return self.denoiser.predict([generation.ask() for generation in generations])


@dataclass(frozen=True, slots=True)
class WanModules:
    """The modules of a folder as their libraries load them."""

    transformer: Any
    vae: Any
    text_encoder: Any
    tokenizer: Any
    scheduler_config: dict[str, Any]


@torch.no_grad()
def load_model(spec: WanSpec, device: torch.device) -> WanModel:
    """Load a checkpoint; CheckpointInvalid says what cannot be used."""
    dtype = dtype_of(spec.table.dtype, device)
    modules = load_modules(spec.parts, dtype, device)
    size = prepare(modules)
    decoder = fold(modules.vae, inner=decoder_dtype_of(dtype, device))
    return WanModel(
        Reader(modules.tokenizer, modules.text_encoder),
        Denoiser(modules.transformer),
        decoder,
        modules.scheduler_config,
        grid_of(modules),
        device,
        size + module_bytes(decoder),
    )


def load_modules(folder: WanFolder, dtype: torch.dtype, device: torch.device) -> WanModules:
    """Every module of a folder; CheckpointInvalid says what cannot be used."""
    with plain_errors(folder.path):
        return WanModules(
            transformer=load_component(WanTransformer3DModel, folder.transformer, dtype, device),
            vae=load_component(AutoencoderKLWan, folder.vae, torch.float32, device),
            text_encoder=load_component(UMT5EncoderModel, folder.text_encoder, dtype, device),
            tokenizer=load_tokenizer(folder.tokenizer),
            scheduler_config=read_json(folder.path, folder.scheduler / "scheduler_config.json"),
        )


def prepare(modules: WanModules) -> int:
    """Fuse and pack the transformer; the bytes that it and the text encoder take."""
    fuse(modules.transformer)
    size = module_bytes(modules.transformer, modules.text_encoder)
    pack(modules.transformer)
    return size


def grid_of(modules: WanModules) -> Grid:
    """How many pixels a cell and a token cover."""
    cell = modules.vae.config.scale_factor_spatial
    return Grid(cell, cell * modules.transformer.config.patch_size[1], modules.vae.config.z_dim)
