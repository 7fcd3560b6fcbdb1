"""Loads a diffusers folder of the Wan family into modules that are ready to paint; safetensors only."""

import json
from dataclasses import dataclass
from typing import Any

import torch
from diffusers import AutoencoderKLWan, WanTransformer3DModel
from transformers import AutoTokenizer, UMT5EncoderModel

from wanstudio.errors import CheckpointInvalid
from wanstudio.painting.diffusion.attention import fuse
from wanstudio.painting.diffusion.checkpoints import Checkpoint
from wanstudio.painting.diffusion.decode import Decoder, fold
from wanstudio.painting.diffusion.denoise import Denoiser
from wanstudio.painting.diffusion.folders import Folder, read_folder
from wanstudio.painting.diffusion.linear import pack
from wanstudio.painting.diffusion.linear_picture import load_linear_picture
from wanstudio.painting.diffusion.memory import is_out_of_memory
from wanstudio.painting.diffusion.precision import decoder_dtype_of, dtype_of
from wanstudio.painting.diffusion.preconditioning import Preconditioning
from wanstudio.painting.diffusion.schedule import Grid
from wanstudio.painting.diffusion.tensor_heads import read_heads
from wanstudio.painting.diffusion.text import Reader


@dataclass(frozen=True, slots=True)
class Loaded:
    """A checkpoint's weights in memory, and how much they take."""

    reader: Reader
    denoiser: Denoiser
    decoder: Decoder
    schedule: dict[str, Any]
    grid: Grid
    device: torch.device
    weight_bytes: int


@torch.no_grad()
def load(checkpoint: Checkpoint, device: torch.device) -> Loaded:
    """Load a checkpoint; CheckpointInvalid says what cannot be used."""
    folder = read_folder(checkpoint.folder, checkpoint.transformer)
    dtype = dtype_of(checkpoint.dtype, device)
    try:
        transformer = _part(WanTransformer3DModel, folder, "transformer", dtype, device)
        vae = _part(AutoencoderKLWan, folder, "vae", torch.float32, device)
        encoder = _part(UMT5EncoderModel, folder, "text_encoder", dtype, device)
        tokenizer = AutoTokenizer.from_pretrained(
            folder.tokenizer, local_files_only=True, trust_remote_code=False
        )
        decoder = _decoder(folder, vae, decoder_dtype_of(dtype, device))
        schedule = json.loads((folder.scheduler / "scheduler_config.json").read_text(encoding="utf-8"))
    except CheckpointInvalid:
        raise
    except Exception as error:  # of the kinds that three libraries have
        if is_out_of_memory(error):
            raise
        raise CheckpointInvalid(folder=folder.path, problem=str(error).partition("\n")[0]) from error
    fuse(transformer)
    size = sum(_bytes_of(module) for module in (transformer, encoder))
    pack(transformer)
    cell = vae.config.scale_factor_spatial
    grid = Grid(cell, cell * transformer.config.patch_size[1], vae.config.z_dim)
    size += _bytes_of(decoder)
    denoiser = _denoiser(folder, transformer, device)
    return Loaded(Reader(tokenizer, encoder), denoiser, decoder, schedule, grid, device, size)


def expected_bytes(checkpoint: Checkpoint, device: torch.device) -> int:
    """What loading will take: each number of its files in the type that it will have in memory."""
    folder = read_folder(checkpoint.folder, checkpoint.transformer)
    small = dtype_of(checkpoint.dtype, device).itemsize
    large = torch.float32.itemsize
    # Never small: the autoencoder, and what the transformer's class keeps in float32 itself.
    kept = {"vae": ("",), "transformer": tuple(WanTransformer3DModel._keep_in_fp32_modules)}  # noqa: SLF001
    linear = {} if folder.linear_decoder is None else read_heads(folder.linear_decoder)
    return large * sum(head.numbers for head in linear.values()) + sum(
        head.numbers * (large if any(part in name for part in kept.get(component, ())) else small)
        for component, weights in folder.weights.items()
        for name, head in weights.tensors.items()
    )


def _decoder(folder: Folder, vae: Any, inner: torch.dtype) -> Decoder:
    if folder.linear_decoder is None:
        return fold(vae, inner=inner)
    linear = load_linear_picture(folder.linear_decoder, vae.dtype, vae.device)
    return fold(vae, linear, alone=folder.properties.decoder == "linear", inner=inner)


def _denoiser(folder: Folder, transformer: Any, device: torch.device) -> Denoiser:
    declared = folder.properties
    std = declared.channel_std
    known = None if std is None else Preconditioning(std, device)
    return Denoiser(transformer, coordinates=declared.coordinates, preconditioning=known)


def _part(kind: Any, folder: Folder, name: str, dtype: torch.dtype, device: torch.device) -> Any:
    place = getattr(folder, name)
    typed = {"dtype" if kind is UMT5EncoderModel else "torch_dtype": dtype}
    part, told = kind.from_pretrained(
        place,
        use_safetensors=True,
        local_files_only=True,
        trust_remote_code=False,
        output_loading_info=True,
        **typed,
    )
    # The files were compared before; a library of another release may want more than they hold.
    if told["missing_keys"]:
        missing = f"{place.name!r} lacks the weight {min(told['missing_keys'])}"
        raise CheckpointInvalid(folder=folder.path, problem=missing)
    return part.to(device).eval().requires_grad_(requires_grad=False)


def _bytes_of(module: Any) -> int:
    return sum(tensor.nbytes for tensor in (*module.parameters(), *module.buffers()))
