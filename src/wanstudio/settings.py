"""The operator's settings: one frozen record, read once from defaults, file, environment and flags."""

import json
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta

from wanstudio.errors import SettingsInvalid

Profile = Literal["studio", "model-studio"]
RegionName = Literal["singapore", "beijing"]
PainterName = Literal["auto", "procedural", "sketch", "diffusion"]
PAINTERS = get_args(PainterName)
PREFIX = "WANSTUDIO_"
_AS_JSON = ("checkpoints", "rewriter_options")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting with its default. Later sources win: default, file, environment, flag."""

    data: Annotated[Path, Meta(description="Folder of the embedded store and pictures.")] = Path(
        "wanstudio-data"
    )
    host: Annotated[str, Meta(description="Address to listen on; 0.0.0.0 for all.")] = "127.0.0.1"
    port: Annotated[int, Meta(description="Port to listen on.", ge=0, le=65_535)] = 8000
    public_url: Annotated[
        str | None, Meta(description="Base of image links as clients see it; else the request's own host.")
    ] = None
    trust_proxy: Annotated[
        bool, Meta(description="Believe X-Forwarded-Host and X-Forwarded-Proto from a proxy in front.")
    ] = False
    region: Annotated[
        RegionName, Meta(description="Region of requests that no host or port says otherwise of.")
    ] = "singapore"
    region_hosts: Annotated[
        Mapping[str, RegionName], Meta(description="Region by host name of the request.")
    ] = field(default_factory=dict)
    region_ports: Annotated[
        Mapping[int, RegionName], Meta(description="Region by port; each of these is listened on as well.")
    ] = field(default_factory=dict)
    profile: Annotated[
        Profile, Meta(description="`studio`: generous limits; `model-studio`: the service's own.")
    ] = "studio"
    painter: Annotated[
        PainterName, Meta(description="What paints; `auto` takes the best that needs no weights of yours.")
    ] = "auto"
    checkpoints: Annotated[
        Mapping[str, Mapping[str, Any]],
        Meta(
            description="Weights behind each model for painters `diffusion` and `sketch` (docs/howto/checkpoints.md)."
        ),
    ] = field(default_factory=dict)
    default_checkpoint: Annotated[
        str | None, Meta(description="Which of the checkpoints stands behind models that have none.")
    ] = None
    sketch_folder: Annotated[
        Path | None, Meta(description="Where the weights of painter `sketch` lie; else in the package.")
    ] = None
    memory_budget_gib: Annotated[
        float, Meta(description="Most memory that checkpoints may take; 0 for four fifths of all.", ge=0)
    ] = 0.0
    engine_threads: Annotated[
        int, Meta(description="Cores that one worker's diffusion engine uses; 0 for all.", ge=0)
    ] = 0
    engine_device: Annotated[
        Literal["auto", "cpu", "cuda"], Meta(description="Where the diffusion engine computes.")
    ] = "auto"
    rewriter: Annotated[
        Literal["builtin", "chat", "off"],
        Meta(
            description="What `prompt_extend` does; `chat` asks a language model (docs/howto/prompt-rewriting.md)."
        ),
    ] = "builtin"
    rewriter_url: Annotated[
        str | None, Meta(description="OpenAI-compatible server of `chat`, such as `http://host:11434/v1`.")
    ] = None
    rewriter_model: Annotated[str | None, Meta(description="Model that is asked for there.")] = None
    rewriter_key: Annotated[str | None, Meta(description="API key for that server.")] = None
    rewriter_seconds: Annotated[
        float, Meta(description="How long rewriting a prompt may take, tries in all.", gt=0)
    ] = 10.0
    rewriter_options: Annotated[
        Mapping[str, Any], Meta(description="More fields of the question, as JSON in the environment.")
    ] = field(default_factory=dict)
    rewriter_strict: Annotated[
        bool, Meta(description="Fail a task whose prompt cannot be rewritten; else it is painted as it is.")
    ] = False
    moderation: Annotated[
        Literal["on", "off"], Meta(description="Whether prompts and pictures are looked at.")
    ] = "on"
    moderation_words: Annotated[
        Path | None, Meta(description="File of more words to refuse (docs/howto/moderation.md).")
    ] = None
    moderation_allow: Annotated[
        Path | None, Meta(description="File of phrases that are let through although a list names them.")
    ] = None
    moderation_names: Annotated[Path | None, Meta(description="File of more protected names to refuse.")] = (
        None
    )
    moderation_known_names: Annotated[
        bool, Meta(description="Refuse the built-in protected names of characters, brands and persons.")
    ] = True
    moderation_text_url: Annotated[
        str | None,
        Meta(description="OpenAI-compatible server that looks at prompts, such as `http://host/v1`."),
    ] = None
    moderation_text_kind: Annotated[
        Literal["moderations", "guard", "chat"],
        Meta(description="Its `/moderations`, or its `/chat/completions` with a guard or any chat model."),
    ] = "moderations"
    moderation_text_model: Annotated[str | None, Meta(description="Model that is asked for there.")] = None
    moderation_text_key: Annotated[str | None, Meta(description="API key for that server.")] = None
    moderation_text_seconds: Annotated[
        float, Meta(description="How long it may take to answer, tries in all.", gt=0)
    ] = 5.0
    moderation_pictures: Annotated[
        Path | None, Meta(description="Folder of a transformers image classifier that looks at pictures.")
    ] = None
    moderation_picture_labels: Annotated[
        Mapping[str, float], Meta(description="Its labels that are refused, each with the least probability.")
    ] = field(default_factory=lambda: {"nsfw": 0.5})
    moderation_down: Annotated[
        Literal["refuse", "allow"], Meta(description="What happens while a moderator cannot look.")
    ] = "refuse"
    watermark_language: Annotated[
        Literal["auto", "en", "zh"], Meta(description="Language of the watermark; `auto`: the region's own.")
    ] = "auto"
    provenance_producer: Annotated[
        str, Meta(description="Who the AI label in each picture names as its producer: a name or a code.")
    ] = "wanstudio"
    provenance_prompt: Annotated[bool, Meta(description="Write the prompt into the picture's text.")] = False
    provenance_signing: Annotated[
        Literal["on", "off"],
        Meta(description="Sign content credentials (C2PA) into each picture (docs/howto/provenance.md)."),
    ] = "off"
    provenance_certificate: Annotated[
        Path | None, Meta(description="PEM chain to sign with; without it one for development is made.")
    ] = None
    provenance_key: Annotated[Path | None, Meta(description="PEM key of that certificate.")] = None
    workers: Annotated[
        int, Meta(description="Worker processes that `wanstudio serve` starts; 0 for none.", ge=0)
    ] = 1
    paint_threads: Annotated[int, Meta(description="Pictures painted at once in one worker.", ge=1)] = 1
    database: Annotated[
        str | None, Meta(description="`postgresql://...` for a fleet; else SQLite in the data folder.")
    ] = None
    objects: Annotated[
        str | None, Meta(description="`s3://bucket/prefix?endpoint=URL&region=R` for a fleet; else a folder.")
    ] = None
    s3_access_key: Annotated[str | None, Meta(description="Access key of the bucket.")] = None
    s3_secret_key: Annotated[str | None, Meta(description="Secret key of the bucket.")] = None
    lease_seconds: Annotated[float, Meta(description="How long a silent worker keeps its tasks.", gt=0)] = (
        10.0
    )
    stall_seconds: Annotated[
        float,
        Meta(
            description="A worker whose painter made no progress for so long gives up its tasks and ends.",
            gt=0,
        ),
    ] = 120.0
    sync_timeout_seconds: Annotated[
        float, Meta(description="How long a call that waits for its pictures may take.", gt=0)
    ] = 298.0
    task_timeout_hours: Annotated[
        float, Meta(description="A task without a result fails after this time.", gt=0)
    ] = 3.0
    retention_hours: Annotated[
        float, Meta(description="How long ended tasks and their pictures are kept.", gt=0)
    ] = 24.0
    max_body_bytes: Annotated[int, Meta(description="Longest request body that is read.", ge=1024)] = (
        1_048_576
    )
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Meta(description="Least level that is logged.")
    ] = "info"
    log_format: Annotated[
        Literal["auto", "json", "text"], Meta(description="`auto`: text on a terminal, else JSON lines.")
    ] = "auto"

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
        return msgspec.convert(values, Settings, strict=False, dec_hook=_read_path)
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


def _read_json(name: str, text: str) -> Any:
    """A table of anything, as JSON."""
    try:
        return json.loads(text)
    except ValueError as error:
        raise SettingsInvalid(problem=f"{PREFIX}{name.upper()} is not JSON: {error}") from error


_READ: Mapping[str, Callable[[str], Any]] = {
    "region_hosts": _read_table,
    "region_ports": _read_table,
    "moderation_picture_labels": _read_table,
    **{name: partial(_read_json, name) for name in _AS_JSON},
}


def _refuse_unknown(values: Mapping[str, object]) -> None:
    unknown = sorted(set(values) - set(NAMES))
    if unknown:
        raise SettingsInvalid(problem=f"unknown setting {unknown[0]!r}")


def _name_the_setting(problem: str) -> str:
    message, _, place = problem.partition(" - at `$.")
    return f"setting {place.rstrip('`')}: {message}" if place else message


def to_environment(settings: Settings) -> dict[str, str]:
    """The settings as environment variables, for a child process that must see the same ones."""
    plain = {}
    for name in NAMES:
        value = getattr(settings, name)
        if value is None or value == {}:
            continue
        if name in _AS_JSON:
            value = json.dumps(value)
        elif isinstance(value, Mapping):
            value = ",".join(f"{key}={entry}" for key, entry in value.items())
        plain[PREFIX + name.upper()] = str(value)
    return plain
