"""Which weights, steps and guidance stand behind each model of the catalogue. Knows nothing of torch."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from wanstudio.catalog.models import counted_name, find_model
from wanstudio.errors import CheckpointInvalid, SettingsInvalid
from wanstudio.painting.diffusion.embedded import embedded_tables
from wanstudio.painting.diffusion.properties import (
    FILE,
    Denial,
    NativeArea,
    PartName,
    Regions,
    TierName,
    check_native_area,
    read_properties,
)
from wanstudio.settings import Settings

Dtype = Literal["auto", "float32", "bfloat16", "float16"]
SchedulerName = Literal["unipc", "euler"]
WeightsKey = tuple[Path, Dtype, str | None]


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table of `[checkpoints]`: a diffusers folder, or a hub's id of one, and how to paint with it.

    `scheduler`, `shift` and `transformer` stay as the folder says when they are None. A guidance of 1 or
    less means no second, negative half. `fuse_tokens` is the most tokens of several customers that may
    share one forward; None has the engine measure what pays. A dtype of "auto" is bfloat16 where the device
    multiplies it natively, else float32. Pictures of more than `native_area` pixels are painted at that area and
    enlarged; 0 for none that are. `denial` is how the first steps heed a negative prompt, if not as the others do.
    With `regions`, two things of the drawn world that a prompt names side by side are painted in one each.
    With `plain_words`, what a prompt names of the drawn world is asked for in the plainest words.
    `tier` is which of the tiers that the folder declares it has, if it declares any.
    """

    folder: Path = Path()
    hub: Annotated[str, Meta(pattern=r"^[\w.-]+/[\w.-]+$")] | None = None
    steps: Annotated[int, Meta(ge=1, le=1000)] = 30
    guidance: Annotated[float, Meta(ge=0, le=100)] = 5.0
    scheduler: SchedulerName | None = None
    shift: Annotated[float, Meta(gt=0, le=100)] | None = None
    dtype: Dtype = "auto"
    text_tokens: Annotated[int, Meta(ge=2, le=4096)] = 512
    native_area: NativeArea = 0
    denial: Denial | None = None
    regions: Regions | None = None
    plain_words: bool = False
    fuse_tokens: Annotated[int, Meta(ge=0)] | None = None
    tier: TierName = "full"
    transformer: PartName | None = None

    def __post_init__(self) -> None:
        check_native_area(self.native_area)

    @property
    def weights(self) -> WeightsKey:
        """What must be in memory: two checkpoints with the same key share one copy."""
        return self.folder, self.dtype, self.transformer


@dataclass(frozen=True, slots=True)
class Shelf:
    """Every checkpoint by the model that it stands behind, and the one for all other models."""

    by_model: Mapping[str, Checkpoint]
    otherwise: Checkpoint | None

    def find(self, model: str) -> Checkpoint:
        """The checkpoint behind a model; SettingsInvalid when there is none."""
        found = self.by_model.get(model, self.otherwise)
        if found is None:
            raise SettingsInvalid(problem=f"no checkpoint stands behind {model}, and no default_checkpoint")
        return found

    @property
    def all(self) -> tuple[Checkpoint, ...]:
        """Each checkpoint once, the default first: it is the one to have ready."""
        listed = [self.otherwise] if self.otherwise else []
        return tuple(dict.fromkeys([*listed, *self.by_model.values()]))


def read_shelf(settings: Settings) -> Shelf:
    """The checkpoints of the settings; SettingsInvalid names the first that cannot be used."""
    hubs = settings.data / "hub"
    by_model = {
        counted_name(name): read_checkpoint(name, table, hubs) for name, table in _tables(settings).items()
    }
    default = settings.default_checkpoint
    if default is not None and default not in by_model:
        raise SettingsInvalid(problem=f"default_checkpoint {default!r} is not a table of [checkpoints]")
    for name in by_model:
        if name != default and find_model(name) is None:
            raise SettingsInvalid(problem=f"[checkpoints.{name}] is no model, nor the default_checkpoint")
    return Shelf(by_model, by_model[default] if default else None)


def _tables(settings: Settings) -> Mapping[str, Mapping[str, object]]:
    if settings.painter != "sketch":
        if settings.checkpoints:
            return settings.checkpoints
        problem = "painter 'diffusion' needs a [checkpoints] table (docs/howto/checkpoints.md)"
    elif settings.default_checkpoint is None:
        return {**embedded_tables(settings), **settings.checkpoints}
    else:
        problem = (
            "with painter 'sketch' every model has a checkpoint: default_checkpoint would stand behind none"
        )
    raise SettingsInvalid(problem=problem)


def read_checkpoint(name: str, table: Mapping[str, object], hubs: Path) -> Checkpoint:
    """One table as a record; the folder made absolute, so that equal folders are equal keys.

    What the table does not say is as the folder declares it. What comes from a hub will lie in a folder of
    its own under `hubs`.
    """
    try:
        found = msgspec.convert(table, Checkpoint, dec_hook=_read_path)
    except msgspec.ValidationError as error:
        raise SettingsInvalid(problem=f"[checkpoints.{name}]: {error}") from error
    if ("folder" in table) == (found.hub is not None):
        raise SettingsInvalid(problem=f"[checkpoints.{name}]: needs either `folder` or `hub`")
    folder = hubs / found.hub.replace("/", "--") if found.hub else found.folder.expanduser()
    folder = folder.resolve()
    declared = _declared(folder, found.tier)
    unsaid = {key: value for key, value in declared.items() if key not in table}
    return msgspec.structs.replace(found, folder=folder, **unsaid)


def _declared(folder: Path, tier: TierName) -> dict[str, object]:
    try:
        return read_properties(folder).painting(tier)
    except KeyError as error:
        raise CheckpointInvalid(folder=folder, problem=f"{FILE} declares no tier {tier!r}") from error


def _read_path(kind: type, value: object) -> Path:
    if kind is Path and isinstance(value, str | Path):
        return Path(value)
    raise NotImplementedError(kind)
