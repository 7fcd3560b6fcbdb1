"""What a diffusers folder promises, read from its JSON files alone: complete, safe and of one size."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wanstudio.errors import CheckpointInvalid
from wanstudio.painting.diffusion.agreement import check_channels, check_linear_decoder, check_tiers
from wanstudio.painting.diffusion.checkpoints import read_shelf
from wanstudio.painting.diffusion.comparison import check_tokenizer, compare
from wanstudio.painting.diffusion.component_files import Weights, read_weights
from wanstudio.painting.diffusion.properties import Properties, read_properties
from wanstudio.settings import Settings

_PIPELINES = ("WanPipeline",)
_CLASSES = {
    "transformer": "WanTransformer3DModel",
    "vae": "AutoencoderKLWan",
    "text_encoder": "UMT5EncoderModel",
}
_SCHEDULERS = ("UniPCMultistepScheduler", "FlowMatchEulerDiscreteScheduler")


@dataclass(frozen=True, slots=True)
class Folder:
    """Where each component lies, what the heads of its weights say, and what the folder declares of itself."""

    path: Path
    transformer: Path
    vae: Path
    text_encoder: Path
    tokenizer: Path
    scheduler: Path
    linear_decoder: Path | None
    weights: Mapping[str, Weights]
    properties: Properties


def check_folders(settings: Settings) -> None:
    """Look over every folder of the settings; raises what is wrong with the first that cannot be used.

    What a hub has still to send is looked over by the worker that fetches it.
    """
    for checkpoint in read_shelf(settings).all:
        if checkpoint.hub is None or checkpoint.folder.exists():
            read_folder(checkpoint.folder, checkpoint.transformer)


def read_folder(path: Path, transformer: str | None = None) -> Folder:
    """Look a folder over without loading it; CheckpointInvalid says what is missing or wrong.

    `transformer` names the subfolder with the transformer, if it is not the one of the index.
    """
    if problem := _not_a_folder(path):
        raise CheckpointInvalid(folder=path, problem=problem)
    index = _read_json(path, path / "model_index.json")
    check_pipeline(path, index)
    parts = {name: path / name for name in ("vae", "text_encoder", "tokenizer", "scheduler")}
    # Of two experts the low-noise one alone paints stills, in half the memory.
    indexed = "transformer_2" if _has(index, "transformer_2") else "transformer"
    parts["transformer"] = path / (transformer or indexed)
    if transformer is not None:
        told = _read_json(path, parts["transformer"] / "config.json")
        index[transformer] = ["diffusers", told.get("_class_name")]
    for name, wanted in _CLASSES.items():
        _check_class(path, index, parts[name].name, wanted)
    for name in ("tokenizer", "scheduler"):
        if not _has(index, name) or not parts[name].is_dir():
            raise CheckpointInvalid(folder=path, problem=f"component {name!r} is missing")
    properties = read_properties(path)
    check_tiers(path, properties)
    linear = path / properties.linear_decoder if properties.linear_decoder else None
    _check_sizes(path, parts, properties, linear)
    weights = _read_components(path, parts)
    return Folder(path=path, linear_decoder=linear, weights=weights, properties=properties, **parts)


def serves(pipeline: str) -> bool:
    """Whether the engine paints with checkpoints of this pipeline's class."""
    return pipeline in _PIPELINES


def check_pipeline(path: Path, index: Mapping[str, Any]) -> None:
    """Refuse what a `model_index.json` says is no pipeline of ours; CheckpointInvalid."""
    if not serves(found := str(index.get("_class_name"))):
        raise CheckpointInvalid(folder=path, problem=f"holds a {found}, not a {' or a '.join(_PIPELINES)}")


def _not_a_folder(path: Path) -> str:
    """Why a path is no diffusers folder, with what was perhaps meant; empty if it may be one."""
    if path.is_file():
        return (
            "it is one file; give the folder of a checkpoint in diffusers' format "
            "(diffusers' scripts/convert_wan_to_diffusers.py converts single files)"
        )
    if not path.is_dir():
        return "there is no such folder"
    snapshots = sorted(path.glob("snapshots/*/model_index.json"))
    if snapshots and not (path / "model_index.json").exists():
        return f"it is a folder of the hub's cache; give {snapshots[-1].parent}"
    return ""


def _read_components(path: Path, parts: Mapping[str, Path]) -> dict[str, Weights]:
    """The weights of each component, every tensor compared with the configuration beside it."""
    found = {}
    for name in _CLASSES:
        weights = found[name] = read_weights(path, parts[name])
        if problem := compare(name, _read_json(path, parts[name] / "config.json"), weights):
            raise CheckpointInvalid(folder=path, problem=f"{parts[name].name!r} {problem}")
    vocabulary = _read_json(path, parts["text_encoder"] / "config.json").get("vocab_size")
    if problem := check_tokenizer(parts["tokenizer"], vocabulary):
        raise CheckpointInvalid(folder=path, problem=f"'tokenizer' {problem}")
    return found


def _read_json(folder: Path, file: Path) -> dict[str, Any]:
    place = file.relative_to(folder)
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CheckpointInvalid(folder=folder, problem=f"{place} is missing") from error
    except ValueError as error:
        raise CheckpointInvalid(folder=folder, problem=f"{place} is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise CheckpointInvalid(folder=folder, problem=f"{place} is not a JSON object")
    return found


def _has(index: dict[str, Any], name: str) -> bool:
    entry = index.get(name)
    return isinstance(entry, list) and len(entry) == 2 and entry[1] is not None


def _check_class(path: Path, index: dict[str, Any], name: str, wanted: str) -> None:
    if not _has(index, name) or not (path / name).is_dir():
        raise CheckpointInvalid(folder=path, problem=f"component {name!r} is missing")
    if index[name][1] != wanted:
        raise CheckpointInvalid(folder=path, problem=f"{name!r} is a {index[name][1]}, not a {wanted}")


def _check_sizes(path: Path, parts: dict[str, Path], properties: Properties, linear: Path | None) -> None:
    """Refuse components that cannot have been trained together."""
    transformer, vae, text, scheduler = (
        _read_json(path, parts[name] / file)
        for name, file in (
            ("transformer", "config.json"),
            ("vae", "config.json"),
            ("text_encoder", "config.json"),
            ("scheduler", "scheduler_config.json"),
        )
    )
    check_channels(path, properties, transformer, vae)
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
    if linear is not None:
        check_linear_decoder(path, linear, vae)
    if scheduler.get("_class_name") not in _SCHEDULERS:
        problem = f"the scheduler is a {scheduler.get('_class_name')}, not one of {', '.join(_SCHEDULERS)}"
        raise CheckpointInvalid(folder=path, problem=problem)
