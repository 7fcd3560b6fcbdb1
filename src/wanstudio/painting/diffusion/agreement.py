"""Whether what a folder declares of itself agrees with its components. Reads no weights."""

from pathlib import Path
from typing import Any

from wanstudio.errors import CheckpointInvalid
from wanstudio.painting.diffusion.properties import COORDINATES, FILE, Properties
from wanstudio.painting.diffusion.tensor_heads import read_heads


def check_channels(
    folder: Path, properties: Properties, transformer: dict[str, Any], vae: dict[str, Any]
) -> None:
    """Refuse a transformer and a vae, told by their configurations, whose channels do not fit together."""
    taken, z_dim = transformer.get("in_channels"), vae.get("z_dim")
    if not properties.coordinates:
        if taken != z_dim:
            problem = f"the transformer takes {taken} channels, the vae {z_dim}"
            raise CheckpointInvalid(folder=folder, problem=problem)
    elif (taken, transformer.get("out_channels")) != ((z_dim or 0) + COORDINATES, z_dim):
        fits = f"takes {taken} channels and answers {transformer.get('out_channels')}"
        problem = (
            f"the transformer {fits}; with coordinates and a vae of {z_dim} it must take {COORDINATES} more"
        )
        raise CheckpointInvalid(folder=folder, problem=problem)
    std = properties.channel_std
    if std is not None and len(std) != z_dim:
        problem = f"{FILE}: channel_std has {len(std)} entries, the vae {z_dim} channels"
        raise CheckpointInvalid(folder=folder, problem=problem)


def check_linear_decoder(folder: Path, file: Path, vae: dict[str, Any]) -> None:
    """Refuse a linear decoder that does not fit the vae."""
    rows = 3 * int(vae.get("scale_factor_spatial") or 0) ** 2
    wanted = {"weight": [rows, vae.get("z_dim")], "bias": [rows]}
    found = _shapes(folder, file)
    for name, shape in wanted.items():
        if found.get(name) != shape:
            problem = f"{file.name}: {name!r} must have the shape {shape}, not {found.get(name)}"
            raise CheckpointInvalid(folder=folder, problem=problem)


def check_tiers(folder: Path, properties: Properties) -> None:
    """Refuse a tier whose weights are not there."""
    for name, tier in properties.tiers.items():
        if tier.transformer is not None and not (folder / tier.transformer).is_dir():
            problem = f"{FILE}: tier {name!r} wants {tier.transformer!r}, which is missing"
            raise CheckpointInvalid(folder=folder, problem=problem)


def _shapes(folder: Path, file: Path) -> dict[str, list[int]]:
    """The shape of each tensor, told by the head of a safetensors file."""
    try:
        return {name: list(head.shape) for name, head in read_heads(file).items()}
    except FileNotFoundError as error:
        raise CheckpointInvalid(folder=folder, problem=f"{file.name} is missing") from error
    except (OSError, ValueError) as error:
        raise CheckpointInvalid(folder=folder, problem=f"{file.name} {error}") from error
