"""The fields that every table of `[checkpoints]` may have; families add theirs. Knows nothing of torch."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

from wanstudio.errors import SettingsInvalid

Dtype = Literal["auto", "float32", "bfloat16", "float16"]
PartName = Annotated[str, Meta(pattern=r"^\w[\w.-]*$")]
"""Something that lies in the folder itself."""

NativeArea = Annotated[int, Meta(ge=0, le=4096 * 4096)]
"""Pixels, width times height; 0 for none."""
_LEAST_AREA = 256 * 256


class CheckpointTable(msgspec.Struct, frozen=True, kw_only=True):
    """The fields that each table of `[checkpoints]` may have; a family's own table adds what it knows beside them.

    `folder` is a diffusers folder, `hub` a hub's id of one. A dtype of "auto" is bfloat16 where the device multiplies it
    natively, else float32. Images of more than `native_area` pixels are denoised at that area and enlarged; 0 for
    none that are. `fuse_tokens` is the most tokens of several customers that may share one forward; None has the
    engine measure what pays.
    """

    folder: Path = Path()
    hub: Annotated[str, Meta(pattern=r"^[\w.-]+/[\w.-]+$")] | None = None
    dtype: Dtype = "auto"
    native_area: NativeArea = 0
    fuse_tokens: Annotated[int, Meta(ge=0)] | None = None

    def __post_init__(self) -> None:
        check_native_area(self.native_area)


Table = TypeVar("Table", bound=CheckpointTable)


def read_table(table: Mapping[str, object], kind: type[Table]) -> Table:
    """A table as the record of a family; SettingsInvalid names the field that is wrong."""
    try:
        return msgspec.convert(table, kind, dec_hook=_read_path)
    except msgspec.ValidationError as error:
        raise SettingsInvalid(problem=str(error)) from error


def check_native_area(area: int) -> None:
    """Refuse what is the side of a picture rather than its area; ValueError."""
    if 0 < area < _LEAST_AREA:
        raise ValueError(
            f"native_area is width times height in pixels, and at least {_LEAST_AREA}; 0 for none"
        )


def _read_path(kind: type, value: object) -> Path:
    if kind is Path and isinstance(value, str | Path):
        return Path(value)
    raise NotImplementedError(kind)
