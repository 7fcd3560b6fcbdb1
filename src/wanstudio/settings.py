"""The operator's settings: one frozen record, read once from defaults, file, environment and flags."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

import msgspec

from wanstudio.errors import SettingsInvalid

Profile = Literal["studio", "model-studio"]
RegionName = Literal["singapore", "beijing"]
PREFIX = "WANSTUDIO_"


def _setting(default: Any, meaning: str, **more: Any) -> Any:
    return field(default=default, metadata={"meaning": meaning}, **more)


def _table(meaning: str) -> Any:
    return field(default_factory=dict, metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting with its default. Later sources win: default, file, environment, flag."""

    data: Path = _setting(Path("wanstudio-data"), "Folder of the embedded store and pictures.")
    host: str = _setting("127.0.0.1", "Address to listen on; 0.0.0.0 for all.")
    port: int = _setting(8000, "Port to listen on.")
    public_url: str | None = _setting(None, "Base of image links as clients see it; else the request's own host.")
    trust_proxy: bool = _setting(False, "Believe X-Forwarded-Host and X-Forwarded-Proto from a proxy in front.")
    region: RegionName = _setting("singapore", "Region of requests that no host or port says otherwise of.")
    region_hosts: Mapping[str, RegionName] = _table("Region by host name of the request.")
    region_ports: Mapping[int, RegionName] = _table("Region by port; each of these is listened on as well.")
    profile: Profile = _setting("studio", "`studio`: generous limits; `model-studio`: the service's own.")
    painter: Literal["auto", "procedural"] = _setting("auto", "What paints; `auto` takes the best installed.")
    rewriter: Literal["builtin", "off"] = _setting("builtin", "What `prompt_extend` does.")
    workers: int = _setting(1, "Worker processes that `wanstudio serve` starts; 0 for none.")
    paint_threads: int = _setting(1, "Pictures painted at once in one worker.")
    database: str | None = _setting(None, "`postgresql://...` for a fleet; else SQLite in the data folder.")
    objects: str | None = _setting(None, "`s3://bucket/prefix` for a fleet; else the data folder.")
    s3_endpoint: str | None = _setting(None, "URL of an S3-compatible server other than AWS.")
    s3_region: str = _setting("us-east-1", "Region used to sign S3 requests.")
    s3_access_key: str | None = _setting(None, "S3 access key; else the usual AWS environment.")
    s3_secret_key: str | None = _setting(None, "S3 secret key; else the usual AWS environment.")
    lease_seconds: float = _setting(10.0, "How long a silent worker keeps its tasks.")
    stall_seconds: float = _setting(120.0, "A worker whose painter made no progress for so long lets its lease run out.")
    sync_timeout_seconds: float = _setting(298.0, "How long a call that waits for its pictures may take.")
    task_timeout_hours: float = _setting(3.0, "A task without a result fails after this time.")
    retention_hours: float = _setting(24.0, "How long ended tasks and their pictures are kept.")
    max_body_bytes: int = _setting(1_048_576, "Longest request body that is read.")
    log_level: Literal["debug", "info", "warning", "error"] = _setting("info", "Least level that is logged.")
    log_format: Literal["auto", "json", "text"] = _setting("auto", "`auto`: text on a terminal, else JSON lines.")

    @property
    def retention_ms(self) -> int:
        """How long ended tasks and links live, in milliseconds."""
        return int(self.retention_hours * 3_600_000)


NAMES = tuple(entry.name for entry in fields(Settings))


def load_settings(
    flags: Mapping[str, object] | None = None,
    *,
    file: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Read the settings; SettingsInvalid names the first one that cannot be used.

    `file` defaults to `wanstudio.toml` in the working folder, when there is one.
    """
    given = os.environ if environment is None else environment
    values = {**_read_file(file), **_read_environment(given)}
    values |= {name: value for name, value in (flags or {}).items() if value is not None}
    _refuse_unknown(values)
    try:
        return _check(msgspec.convert(values, Settings, strict=False))
    except msgspec.ValidationError as error:
        raise SettingsInvalid(problem=_name_the_setting(str(error))) from error


def _read_file(file: Path | None) -> dict[str, Any]:
    chosen = Path("wanstudio.toml") if file is None else file
    if file is None and not chosen.exists():
        return {}
    try:
        return tomllib.loads(chosen.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SettingsInvalid(problem=f"{chosen}: {error}") from error


def _read_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in NAMES:
        text = environment.get(PREFIX + name.upper())
        if text is None or text == "":
            continue
        values[name] = _read_table(text) if name.startswith("region_") else text
    return values


def _read_table(text: str) -> dict[str, str]:
    """`a=singapore,b=beijing` as a table."""
    pairs = (entry.partition("=") for entry in text.split(",") if entry.strip())
    return {key.strip(): value.strip() for key, _, value in pairs}


def _refuse_unknown(values: Mapping[str, object]) -> None:
    unknown = sorted(set(values) - set(NAMES))
    if unknown:
        raise SettingsInvalid(problem=f"unknown setting {unknown[0]!r}")


def _name_the_setting(problem: str) -> str:
    message, _, place = problem.partition(" - at `$.")
    return f"setting {place.rstrip('`')}: {message}" if place else message


def _check(settings: Settings) -> Settings:
    for name in ("lease_seconds", "stall_seconds", "sync_timeout_seconds", "task_timeout_hours", "retention_hours"):
        if getattr(settings, name) <= 0:
            raise SettingsInvalid(problem=f"setting {name}: must be more than 0")
    for name, least in (("workers", 0), ("paint_threads", 1), ("max_body_bytes", 1024)):
        if getattr(settings, name) < least:
            raise SettingsInvalid(problem=f"setting {name}: must be at least {least}")
    if not 0 <= settings.port <= 65_535:
        raise SettingsInvalid(problem="setting port: must be between 0 and 65535")
    return settings


def to_environment(settings: Settings) -> dict[str, str]:
    """The settings as environment variables, for a child process that must see the same ones."""
    plain = {}
    for name in NAMES:
        value = getattr(settings, name)
        if value is None or value == {}:
            continue
        if isinstance(value, Mapping):
            value = ",".join(f"{key}={entry}" for key, entry in value.items())
        plain[PREFIX + name.upper()] = str(value)
    return plain
