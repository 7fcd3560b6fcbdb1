"""What a folder of the drawn world's model promises: a Wan folder, and files that agree with its declaration."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from wanstudio.errors import CheckpointInvalid
from wanstudio.painting.diffusion.checkpoint_validation import check_is_folder, read_json
from wanstudio.painting.diffusion.families.sketch.declaration import (
    COORDINATES,
    Properties,
    read_properties,
)
from wanstudio.painting.diffusion.families.wan import folder as wan
from wanstudio.painting.diffusion.protocol import DECLARATION
from wanstudio.painting.diffusion.tensor_heads import read_heads


@dataclass(frozen=True, slots=True)
class DeclaredFolder:
    """The parts of a Wan folder, what it declares of itself, and the file of its linear decoder if it has one."""

    parts: wan.WanFolder
    properties: Properties
    linear_decoder: Path | None


def read_folder(path: Path, transformer: str | None = None) -> DeclaredFolder:
    """Look a folder over without loading it; CheckpointInvalid says what is missing or wrong."""
    check_is_folder(path)
    properties = read_properties(path)
    _check_tiers(path, properties)
    parts = wan.read_folder(path, transformer, partial(_check_channels, properties))
    linear = path / properties.linear_decoder if properties.linear_decoder else None
    if linear is not None:
        _check_linear_decoder(path, linear, read_json(path, parts.vae / "config.json"))
    return DeclaredFolder(parts, properties, linear)


def _check_channels(
    properties: Properties, folder: Path, transformer: Mapping[str, Any], vae: Mapping[str, Any]
) -> None:
    """Refuse a transformer and a vae whose channels do not fit the declaration."""
    taken, z_dim = transformer.get("in_channels"), vae.get("z_dim")
    if not properties.coordinates:
        wan.check_channels(folder, transformer, vae)
    elif (taken, transformer.get("out_channels")) != ((z_dim or 0) + COORDINATES, z_dim):
        fits = f"takes {taken} channels and answers {transformer.get('out_channels')}"
        problem = (
            f"the transformer {fits}; with coordinates and a vae of {z_dim} it must take {COORDINATES} more"
        )
        raise CheckpointInvalid(folder=folder, problem=problem)
    std = properties.channel_std
    if std is not None and len(std) != z_dim:
        problem = f"{DECLARATION}: channel_std has {len(std)} entries, the vae {z_dim} channels"
        raise CheckpointInvalid(folder=folder, problem=problem)


def _check_linear_decoder(folder: Path, file: Path, vae: Mapping[str, Any]) -> None:
    """Refuse a linear decoder that does not fit the vae."""
    rows = 3 * int(vae.get("scale_factor_spatial") or 0) ** 2
    wanted = {"weight": [rows, vae.get("z_dim")], "bias": [rows]}
    found = _shapes(folder, file)
    for name, shape in wanted.items():
        if found.get(name) != shape:
            problem = f"{file.name}: {name!r} must have the shape {shape}, not {found.get(name)}"
            raise CheckpointInvalid(folder=folder, problem=problem)


def _check_tiers(folder: Path, properties: Properties) -> None:
    """Refuse a tier whose weights are not there."""
    for name, tier in properties.tiers.items():
        if tier.transformer is not None and not (folder / tier.transformer).is_dir():
            problem = f"{DECLARATION}: tier {name!r} wants {tier.transformer!r}, which is missing"
            raise CheckpointInvalid(folder=folder, problem=problem)


def _shapes(folder: Path, file: Path) -> dict[str, list[int]]:
    """The shape of each tensor, told by the head of a safetensors file."""
    try:
        return {name: list(head.shape) for name, head in read_heads(file).items()}
    except FileNotFoundError as error:
        raise CheckpointInvalid(folder=folder, problem=f"{file.name} is missing") from error
    except (OSError, ValueError) as error:
        raise CheckpointInvalid(folder=folder, problem=f"{file.name} {error}") from error
