"""Which files hold the weights of one component of a diffusers folder, and what their heads say. Needs no torch."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wanstudio.errors import CheckpointInvalid
from wanstudio.painting.diffusion.tensor_heads import FLOATS, TensorHead, read_heads


@dataclass(frozen=True, slots=True)
class Weights:
    """The files of one component, in the order of its index, and each tensor in them by name."""

    files: tuple[Path, ...]
    tensors: Mapping[str, TensorHead]


def read_weights(folder: Path, part: Path, library: str | None = None) -> Weights:
    """The weights of a component as its library will find them; CheckpointInvalid says what is missing.

    diffusers looks for the index of shards first, transformers for the one file. Unless told, the text encoder is
    transformers' and all else diffusers'.
    """
    library = library or ("transformers" if part.name == "text_encoder" else "diffusers")
    stem = "model" if library == "transformers" else "diffusion_pytorch_model"
    one, index = part / f"{stem}.safetensors", part / f"{stem}.safetensors.index.json"
    if index.exists() and not (stem == "model" and one.exists()):
        return _read_shards(folder, part, index)
    if one.exists():
        return Weights((one,), _read(folder, one))
    raise CheckpointInvalid(folder=folder, problem=_what_is_there(part, one))


def _read_shards(folder: Path, part: Path, index: Path) -> Weights:
    place = index.relative_to(folder)
    try:
        listed = {str(name): str(file) for name, file in json.loads(index.read_bytes())["weight_map"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise CheckpointInvalid(folder=folder, problem=f"{place} is no index of shards") from error
    shards = sorted(set(listed.values()))
    for shard in shards:
        if Path(shard).name != shard or not (part / shard).is_file():
            problem = f"{place} names {part.name}/{shard}, which is missing"
            raise CheckpointInvalid(folder=folder, problem=problem)
    tensors: dict[str, TensorHead] = {}
    for shard in shards:
        tensors |= _read(folder, part / shard)
    if lost := min(listed.keys() - tensors.keys(), default=None):
        problem = f"{part.name}/{listed[lost]} lacks the weight {lost}, which {index.name} looks for there"
        raise CheckpointInvalid(folder=folder, problem=problem)
    return Weights(tuple(part / shard for shard in shards), tensors)


def _read(folder: Path, file: Path) -> dict[str, TensorHead]:
    place = file.relative_to(folder)
    try:
        found = read_heads(file)
    except (OSError, ValueError) as error:
        raise CheckpointInvalid(folder=folder, problem=f"{place} {error}") from error
    for name, head in found.items():
        # A single number is no weight: batch norms count how many batches they saw.
        if head.dtype not in FLOATS and head.shape:
            problem = f"{place}: {name} is {head.dtype}, and this engine computes with float weights only"
            raise CheckpointInvalid(folder=folder, problem=problem)
    return found


def _what_is_there(part: Path, wanted: Path) -> str:
    """Why there are no weights that can be loaded."""
    pickled = [*part.glob("*.bin"), *part.glob("*.pt"), *part.glob("*.pth"), *part.glob("*.ckpt")]
    others = sorted(part.glob("*.safetensors"))
    if others:
        return f"{part.name!r} has {others[0].name}, but no {wanted.name}"
    if pickled:
        return f"{part.name!r} has only pickled weights ({pickled[0].name}), which could run code; convert to safetensors"
    return f"{part.name!r} has no weights (*.safetensors)"
