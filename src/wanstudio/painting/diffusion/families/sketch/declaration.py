"""What a checkpoint declares of itself beside diffusers' own files: `wanstudio.json` at the top of its folder.

A folder without that file is a plain Wan checkpoint. Knows nothing of torch.
"""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from wanstudio.errors import CheckpointInvalid
from wanstudio.painting.diffusion.checkpoint_table import NativeArea, PartName, check_native_area
from wanstudio.painting.diffusion.protocol import DECLARATION

COORDINATES = 6
"""How many channels tell where a cell lies."""

TierName = Literal["full", "fast"]


class Tier(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to paint with a checkpoint. `transformer`: the subfolder with weights of its own, if it has any."""

    steps: Annotated[int, Meta(ge=1, le=1000)]
    guidance: Annotated[float, Meta(ge=0, le=100)]
    shift: Annotated[float, Meta(gt=0, le=100)]
    transformer: PartName | None = None


class Denial(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a negative prompt is heeded in steps at times above `above`, of 0 to 1, where it is decided what is there.

    They go from the prompt with the negative one behind it to the prompt, so many times as far as `guidance` says.
    Only where the negative prompt names a thing and the prompt none: what is named stands there with nobody who was not
    asked for.
    """

    above: Annotated[float, Meta(ge=0, le=1)]
    guidance: Annotated[float, Meta(ge=0, le=100)]


class Regions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two things that a prompt names side by side are painted in a region each (`regions.py`).

    At times above `above`, of 0 to 1, where each thing finds its place, they do not overlap; then both reach half of
    `overlap` tokens over the middle, and what is between the things grows together.
    """

    overlap: Annotated[int, Meta(ge=0, le=64, multiple_of=2)]
    above: Annotated[float, Meta(ge=0, le=1)]


class Properties(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The declared properties; those of a plain Wan checkpoint unless told otherwise.

    `coordinates`: six channels behind the latents say where a cell lies (`coordinates.py`).
    `channel_std`: the spread of each latent channel, by which the velocity is preconditioned
    (`preconditioning.py`). `linear_decoder`: a file with the linear part of the picture
    (`linear_picture.py`); `decoder` says whether the autoencoder's own decoder adds to it.
    `text_tokens`: how long texts were in training. `native_area`: how large the pictures were; larger ones
    are painted at that area and enlarged (`native_area.py`). `denial`: how its first steps heed a negative
    prompt, if not as the others do. `regions`: two things of the drawn world are painted in one each.
    `plain_words`: what a prompt names of the drawn world is asked for in the plainest words (`naming.py`).
    `measured`: what the evaluation found.
    """

    coordinates: bool = False
    channel_std: tuple[Annotated[float, Meta(gt=0)], ...] | None = None
    linear_decoder: Annotated[str, Meta(pattern=r"^\w[\w.-]*\.safetensors$")] | None = None
    decoder: Literal["linear", "both"] = "both"
    text_tokens: Annotated[int, Meta(ge=2, le=4096)] | None = None
    native_area: NativeArea = 0
    denial: Denial | None = None
    regions: Regions | None = None
    plain_words: bool = False
    tiers: dict[TierName, Tier] = msgspec.field(default_factory=dict)
    measured: dict[str, float] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        check_native_area(self.native_area)

    def painting(self, tier: TierName) -> dict[str, object]:
        """What is declared of how to paint, by the names of a checkpoint's table; KeyError without that tier."""
        declared = msgspec.structs.asdict(self.tiers[tier]) if self.tiers else {}
        declared |= {
            "text_tokens": self.text_tokens,
            "native_area": self.native_area,
            "denial": self.denial,
            "regions": self.regions,
            "plain_words": self.plain_words,
        }
        return {name: value for name, value in declared.items() if value is not None}


def read_properties(folder: Path) -> Properties:
    """What the folder declares; CheckpointInvalid says what is wrong with it."""
    file = folder / DECLARATION
    if not file.exists():
        return Properties()
    try:
        found = msgspec.json.decode(file.read_bytes(), type=Properties)
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise CheckpointInvalid(folder=folder, problem=f"{DECLARATION}: {error}") from error
    if found.decoder == "linear" and found.linear_decoder is None:
        raise CheckpointInvalid(
            folder=folder, problem=f"{DECLARATION}: decoder 'linear' needs a linear_decoder"
        )
    if found.tiers and "full" not in found.tiers:
        raise CheckpointInvalid(folder=folder, problem=f"{DECLARATION}: tiers without a 'full' one")
    return found
