"""What a folder of the Wan family promises, read without its weights: complete, safe and of one size."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from wanstudio.errors import CheckpointInvalid
from wanstudio.painting.diffusion.checkpoint_validation import (
    check_component,
    check_is_folder,
    has_component,
    read_json,
)
from wanstudio.painting.diffusion.comparison import check_tokenizer, compare
from wanstudio.painting.diffusion.component_files import Weights, read_weights
from wanstudio.painting.diffusion.families.wan.expected_tensors import IGNORED, SAME, expected_tensors

_CLASSES = {
    "transformer": "WanTransformer3DModel",
    "vae": "AutoencoderKLWan",
    "text_encoder": "UMT5EncoderModel",
}
_SCHEDULERS = ("UniPCMultistepScheduler", "FlowMatchEulerDiscreteScheduler")
CheckChannels = Callable[[Path, Mapping[str, Any], Mapping[str, Any]], None]
"""Refuses a transformer and a vae, told by their configurations, whose channels do not fit together."""


@dataclass(frozen=True, slots=True)
class WanFolder:
    """Where each component lies, what the heads of its weights say, and the pixels a side of a cell and a token."""

    path: Path
    transformer: Path
    vae: Path
    text_encoder: Path
    tokenizer: Path
    scheduler: Path
    weights: Mapping[str, Weights]
    size_step: int


def check_channels(path: Path, transformer: Mapping[str, Any], vae: Mapping[str, Any]) -> None:
    """Refuse a transformer that takes other channels than the vae has; CheckpointInvalid."""
    taken, z_dim = transformer.get("in_channels"), vae.get("z_dim")
    if taken != z_dim:
        problem = f"the transformer takes {taken} channels, the vae {z_dim}"
        raise CheckpointInvalid(folder=path, problem=problem)


def read_folder(
    path: Path, transformer: str | None = None, check_channels: CheckChannels = check_channels
) -> WanFolder:
    """Look a folder over without loading it; CheckpointInvalid says what is missing or wrong.

    `transformer` names the subfolder with the transformer, if it is not the one of the index.
    """
    check_is_folder(path)
    index = read_json(path, path / "model_index.json")
    if index.get("_class_name") != "WanPipeline":
        raise CheckpointInvalid(folder=path, problem=f"holds a {index.get('_class_name')}, not a WanPipeline")
    parts = {name: path / name for name in ("vae", "text_encoder", "tokenizer", "scheduler")}
    # Of two experts the low-noise one alone paints stills, in half the memory.
    indexed = "transformer_2" if has_component(index, "transformer_2") else "transformer"
    parts["transformer"] = path / (transformer or indexed)
    if transformer is not None:
        told = read_json(path, parts["transformer"] / "config.json")
        index[transformer] = ["diffusers", told.get("_class_name")]
    for name, wanted in _CLASSES.items():
        check_component(path, index, parts[name].name, wanted)
    for name in ("tokenizer", "scheduler"):
        check_component(path, index, name)
    size_step = _check_sizes(path, parts, check_channels)
    weights = _read_components(path, parts)
    return WanFolder(path=path, weights=weights, size_step=size_step, **parts)


def _read_components(path: Path, parts: Mapping[str, Path]) -> dict[str, Weights]:
    """The weights of each component, every tensor compared with the configuration beside it."""
    found = {}
    for name in _CLASSES:
        weights = found[name] = read_weights(path, parts[name])
        config = read_json(path, parts[name] / "config.json")
        expected = partial(expected_tensors, name)
        if problem := compare(config, weights, expected, same=SAME, ignored=IGNORED[name]):
            raise CheckpointInvalid(folder=path, problem=f"{parts[name].name!r} {problem}")
    vocabulary = read_json(path, parts["text_encoder"] / "config.json").get("vocab_size")
    if problem := check_tokenizer(parts["tokenizer"], vocabulary):
        raise CheckpointInvalid(folder=path, problem=f"'tokenizer' {problem}")
    return found


def _check_sizes(path: Path, parts: Mapping[str, Path], check_channels: CheckChannels) -> int:
    """Refuse components that cannot have been trained together; how many pixels a side a token covers."""
    transformer, vae, text, scheduler = (
        read_json(path, parts[name] / file)
        for name, file in (
            ("transformer", "config.json"),
            ("vae", "config.json"),
            ("text_encoder", "config.json"),
            ("scheduler", "scheduler_config.json"),
        )
    )
    check_channels(path, transformer, vae)
    if transformer.get("text_dim") != text.get("d_model"):
        widths = f"{transformer.get('text_dim')} wide, the encoder writes {text.get('d_model')}"
        raise CheckpointInvalid(folder=path, problem=f"the transformer reads texts {widths}")
    if any(transformer.get(name) is not None for name in ("image_dim", "added_kv_proj_dim")):
        raise CheckpointInvalid(folder=path, problem="the transformer wants a picture to start from")
    scale = 2 ** (len(vae.get("dim_mult", ())) - 1) * (vae.get("patch_size") or 1)
    if vae.get("scale_factor_spatial") != scale:
        told = vae.get("scale_factor_spatial")
        raise CheckpointInvalid(
            folder=path, problem=f"the vae says it scales by {told}, its layers by {scale}"
        )
    if scheduler.get("_class_name") not in _SCHEDULERS:
        problem = f"the scheduler is a {scheduler.get('_class_name')}, not one of {', '.join(_SCHEDULERS)}"
        raise CheckpointInvalid(folder=path, problem=problem)
    return int(scale * _patch_side(path, transformer))


def _patch_side(path: Path, transformer: Mapping[str, Any]) -> int:
    patch = transformer.get("patch_size", (1, 2, 2))
    if not (isinstance(patch, list | tuple) and len(patch) == 3 and isinstance(patch[1], int)):
        raise CheckpointInvalid(folder=path, problem=f"the transformer has a patch_size of {patch}")
    return patch[1]
