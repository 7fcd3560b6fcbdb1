"""A declaring checkpoint in memory: the Wan modules with its own denoiser and decoder."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import Tensor

from wanstudio.painting.diffusion.component_loading import module_bytes
from wanstudio.painting.diffusion.decode import Decoder, fold
from wanstudio.painting.diffusion.dtypes import decoder_dtype_of, dtype_of
from wanstudio.painting.diffusion.families.sketch.decoder import LinearDecoder, exact_preview, fold_onto
from wanstudio.painting.diffusion.families.sketch.denoiser import DeclaredDenoiser
from wanstudio.painting.diffusion.families.sketch.folder import DeclaredFolder
from wanstudio.painting.diffusion.families.sketch.generation import DeclaredGeneration
from wanstudio.painting.diffusion.families.sketch.linear_picture import load_linear_picture
from wanstudio.painting.diffusion.families.sketch.spec import DeclaredSpec
from wanstudio.painting.diffusion.families.wan.model import (
    WanModel,
    grid_of,
    load_modules,
    prepare,
)
from wanstudio.painting.diffusion.families.wan.text import Reader
from wanstudio.painting.diffusion.latent_preview import LatentPreview
from wanstudio.painting.diffusion.protocol import ImageRequest


@dataclass(slots=True)
class DeclaredModel(WanModel):
    """The weights of a checkpoint that declares how to paint with it."""

    def find_preview(self) -> LatentPreview:
        """A decoder that is a matrix alone tells the map itself."""
        if isinstance(self.decoder, LinearDecoder) and self.decoder.layers is None:
            return exact_preview(self.decoder)
        return WanModel.find_preview(self)

    def begin(self, request: ImageRequest) -> DeclaredGeneration:
        """Read the texts of each region, draw the noise, set the steps."""
        return DeclaredGeneration(self, request, cast(DeclaredSpec, request.spec).table)

    def predict(self, generations: Sequence[DeclaredGeneration]) -> list[Tensor]:  # type: ignore[override]
        """The velocity of each whole image, its regions joined. [1, C, 1, h, w] float32 each."""
        inputs = [generation.ask_regions() for generation in generations]
        answers = iter(self.denoiser.predict([each for own in inputs for each in own]))
        return [
            generation.join([next(answers) for _ in own])
            for generation, own in zip(generations, inputs, strict=True)
        ]


@torch.no_grad()
def load_model(spec: DeclaredSpec, device: torch.device) -> DeclaredModel:
    """Load a checkpoint; CheckpointInvalid says what cannot be used."""
    dtype, declared = dtype_of(spec.table.dtype, device), spec.folder.properties
    modules = load_modules(spec.folder.parts, dtype, device)
    size = prepare(modules)
    decoder = _decoder(spec.folder, modules.vae, decoder_dtype_of(dtype, device))
    denoiser = DeclaredDenoiser(
        modules.transformer,
        coordinates=declared.coordinates,
        channel_std=declared.channel_std,
        device=device,
    )
    return DeclaredModel(
        Reader(modules.tokenizer, modules.text_encoder),
        denoiser,
        decoder,
        modules.scheduler_config,
        grid_of(modules),
        device,
        size + module_bytes(decoder),
    )


def _decoder(folder: DeclaredFolder, vae: Any, inner: torch.dtype) -> Decoder:
    if folder.linear_decoder is None:
        return fold(vae, inner=inner)
    linear = load_linear_picture(folder.linear_decoder, vae.dtype, vae.device)
    return fold_onto(vae, linear, alone=folder.properties.decoder == "linear", inner=inner)
