"""The models that we recommend, as data: where they are, what they need, what their licence allows, what they suit."""

from collections.abc import Mapping
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from wanstudio.errors import ModelUnknown, SettingsInvalid
from wanstudio.model_store.hub_access import HubName, check_repository
from wanstudio.settings.toml_file import read_toml

Commercial = Literal["yes", "no", "conditions"]
_GB = 10**9
_Positive = Annotated[float, Meta(gt=0)]


class Memory(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Memory that the weights take in each precision, in GB (10^9 bytes); None where it is not known."""

    bf16: _Positive | None = None
    int8: _Positive | None = None
    nf4: _Positive | None = None


class Preset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One model. `pipeline` is the class of diffusers that it is made for; `files` and `leave` are patterns of paths.

    `revision` is the hub's newest where None; what is not known is None. `commercial`: whether the licence allows
    commercial use. `native_area` is in pixels; `fit_for` are names of the catalogue.
    """

    name: str = ""
    pipeline: str
    hub: str | None = None
    modelscope: str | None = None
    revision: str | None = None
    license: str
    commercial: Commercial
    files: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    download_gb: _Positive | None = None
    memory_gb: Memory = Memory()
    steps: Annotated[int, Meta(ge=1, le=1000)] | None = None
    guidance: Annotated[float, Meta(ge=0, le=100)] | None = None
    scheduler: Literal["unipc", "euler"] | None = None
    shift: Annotated[float, Meta(gt=0, le=100)] | None = None
    native_area: Annotated[int, Meta(ge=0)] | None = None
    text_tokens: Annotated[int, Meta(ge=2, le=4096)] | None = None
    fit_for: tuple[str, ...] = ()
    notes: str = ""

    @property
    def download_bytes(self) -> int | None:
        """Bytes that are fetched, about."""
        return None if self.download_gb is None else int(self.download_gb * _GB)

    @property
    def bf16_bytes(self) -> int | None:
        """Bytes of its weights in bfloat16, about."""
        return None if self.memory_gb.bf16 is None else int(self.memory_gb.bf16 * _GB)

    def repository(self, hub: HubName) -> str | None:
        """Its id on a hub, or None where it is not known to be there."""
        return self.hub if hub == "hub" else self.modelscope

    def painting(self) -> dict[str, object]:
        """How to paint with it, by the names of a table of `[checkpoints]`; what is not known is left out."""
        told = {
            name: getattr(self, name)
            for name in ("steps", "guidance", "scheduler", "shift", "native_area", "text_tokens")
        }
        return {name: value for name, value in told.items() if value is not None}


def read_presets(more: Path | None = None) -> dict[str, Preset]:
    """Every preset by its name, best first; those of the operator's file before ours. SettingsInvalid for a bad file."""
    packaged = Path(str(files("wanstudio.model_store") / "presets.toml"))
    own = _read(more) if more else {}
    return {**own, **{name: preset for name, preset in _read(packaged).items() if name not in own}}


def find_preset(presets: Mapping[str, Preset], name: str) -> Preset:
    """The preset of this name; ModelUnknown offers names that are near."""
    if name in presets:
        return presets[name]
    near = get_close_matches(name.lower(), presets, n=3, cutoff=0.5)
    hint = f"; near it are {', '.join(near)}" if near else ""
    raise ModelUnknown(problem=f"There is no preset {name!r}{hint}")


def _read(file: Path) -> dict[str, Preset]:
    found = {}
    for name, table in read_toml(file).items():
        try:
            preset = msgspec.convert(table, Preset)
        except msgspec.ValidationError as error:
            raise SettingsInvalid(problem=f"{file}: [{name}]: {error}") from error
        for identifier in (preset.hub, preset.modelscope):
            if identifier is not None:
                check_repository(identifier)
        if preset.hub is None and preset.modelscope is None:
            raise SettingsInvalid(problem=f"{file}: [{name}] names no hub")
        found[name] = msgspec.structs.replace(preset, name=name)
    return found
