"""Reads the settings once from defaults, file, environment and flags, and hands them on to child processes."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from wanstudio.errors import SettingsInvalid
from wanstudio.settings.environment import PREFIX, refuse_misspelt
from wanstudio.settings.models_file import add_models_file
from wanstudio.settings.record import NAMES, Settings
from wanstudio.settings.secrets import clean_secrets
from wanstudio.settings.toml_file import read_toml
from wanstudio.settings.urls import check_urls

_AS_JSON = ("checkpoints", "rewriter_options")


def load_settings(
    flags: Mapping[str, object] | None = None,
    *,
    file: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Read the settings; SettingsInvalid names the first one that cannot be used, or is not one.

    `file` defaults to `wanstudio.toml` in the working folder, when there is one. `models.toml` in the data folder
    adds checkpoints that no other source names.
    """
    given = os.environ if environment is None else environment
    refuse_misspelt(given)
    values = {**_read_file(file), **_read_environment(given)}
    values |= {name: value for name, value in (flags or {}).items() if value is not None}
    _refuse_unknown(values)
    check_urls(values)
    completed = add_models_file(clean_secrets(values), Path(str(values.get("data") or Settings.data)))
    try:
        read = msgspec.convert(completed, Settings, strict=False, dec_hook=_read_path)
    except msgspec.ValidationError as error:
        raise SettingsInvalid(problem=_name_the_setting(str(error))) from error
    return replace(read, given=frozenset(values))


def _read_file(file: Path | None) -> dict[str, Any]:
    chosen = Path("wanstudio.toml") if file is None else file
    if file is None and not chosen.exists():
        return {}
    return read_toml(chosen)


def _read_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in NAMES:
        text = environment.get(PREFIX + name.upper())
        if text is None or text == "":
            continue
        values[name] = _READ.get(name, str)(text)
    return values


def _read_path(kind: type, value: object) -> Path:
    if kind is Path and isinstance(value, str | Path):
        return Path(value)
    raise NotImplementedError(kind)


def _read_table(text: str) -> dict[str, str]:
    """`a=singapore,b=beijing` as a table."""
    pairs = (entry.partition("=") for entry in text.split(",") if entry.strip())
    return {key.strip(): value.strip() for key, _, value in pairs}


def _read_list(text: str) -> list[str]:
    """`a,b` as a list."""
    return [entry.strip() for entry in text.split(",") if entry.strip()]


def _read_json(name: str, text: str) -> Any:
    """A table of anything, as JSON."""
    try:
        value = json.loads(text)
        # Half a surrogate pair is JSON, and nothing that could be sent or named.
        json.dumps(value, ensure_ascii=False).encode()
        return value
    except ValueError as error:
        raise SettingsInvalid(problem=f"{PREFIX}{name.upper()} is not JSON: {error}") from error


_READ: Mapping[str, Callable[[str], Any]] = {
    "region_hosts": _read_table,
    "region_ports": _read_table,
    "moderation_picture_labels": _read_table,
    "cors_origins": _read_list,
    **{name: partial(_read_json, name) for name in _AS_JSON},
}


def _refuse_unknown(values: Mapping[str, object]) -> None:
    unknown = sorted(set(values) - set(NAMES))
    if unknown:
        raise SettingsInvalid(problem=f"unknown setting {unknown[0]!r}")


def _name_the_setting(problem: str) -> str:
    message, _, place = problem.partition(" - at `$.")
    return f"setting {place.rstrip('`')}: {message}" if place else message


def to_json(settings: Settings) -> bytes:
    """Every setting, for a child process that must see the same ones; `from_json` reads it.

    What was given is not said: the parent has already warned of what the store says otherwise.
    """
    handed = replace(settings, given=frozenset())
    # Python's own JSON knows infinity, which a time limit may be.
    return json.dumps(msgspec.to_builtins(handed, enc_hook=_write_path, str_keys=True)).encode()


def from_json(text: bytes) -> Settings:
    """The settings that `to_json` wrote; neither file nor environment adds any. SettingsInvalid for what is none."""
    try:
        return msgspec.convert(json.loads(text), Settings, strict=False, dec_hook=_read_path)
    except (ValueError, TypeError) as error:
        raise SettingsInvalid(problem=f"what was handed over are no settings: {error}") from error


def _write_path(value: object) -> str:
    if isinstance(value, Path):
        return str(value)
    raise NotImplementedError(type(value))
