"""What the emulator can be told to do, as records: read from JSON, from TOML and checked once."""

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

from wanstudio.catalog.models import find_model
from wanstudio.errors import PictureRefused, ScriptInvalid, ServiceError, SettingsInvalid
from wanstudio.settings.toml_file import read_toml
from wanstudio.wire.failures import every_error, failure
from wanstudio.wire.json_body import BYTE_ORDER_MARK

CallKind = Literal["create", "query", "list", "cancel", "picture", "other"]
Times = Annotated[int, Meta(ge=1)]
_FAR_SECONDS = 1000 * 365 * 86_400
_UNITS_MS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_DURATION = re.compile(r"(\d{1,12}(?:\.\d{1,12})?)(ms|s|m|h|d)")


class _Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to do; a field that does not exist is a mistake."""


class CallFault(_Told, frozen=True):
    """Calls of one kind are refused: the first `after` of them pass, the next `times` fail."""

    code: str
    message: str | None = None
    call: CallKind | Literal["any"] = "create"
    model: str | None = None
    times: Times = 1
    after: Annotated[int, Meta(ge=0)] = 0
    retry_after: Times | None = None

    @property
    def error(self) -> ServiceError:
        """What the client is told."""
        error = error_of(self.code, self.message)
        error.retry_after = self.retry_after
        return error


class TaskFault(_Told, frozen=True):
    """Images of tasks fail: those with these numbers, from 0, or all when none are named."""

    code: str
    message: str | None = None
    images: list[Annotated[int, Meta(ge=0, le=3)]] | None = None
    model: str | None = None
    times: Times = 1
    after: Annotated[int, Meta(ge=0)] = 0

    @property
    def error(self) -> ServiceError:
        """What the image fails with."""
        message = self.message
        if message is None and self.code == PictureRefused.code:
            message = PictureRefused.template
        return error_of(self.code, message)


class Hold(_Told, frozen=True):
    """Tasks stay in a state until they are released; RUNNING ones of one model, if it is named."""

    state: Literal["PENDING", "RUNNING"]
    model: str | None = None


class Release(_Told, frozen=True):
    """What is held goes on: in one state, of one model, one task alone, or everything."""

    state: Literal["PENDING", "RUNNING"] | None = None
    model: str | None = None
    task_id: str | None = None


class Slow(_Told, frozen=True):
    """Every image takes so many seconds longer, of one model, if it is named; 0 ends that."""

    seconds: Annotated[float, Meta(ge=0, le=3600)]
    model: str | None = None


class Clock(_Told, frozen=True):
    """The clock goes forward by a duration (seconds, or text such as `24h`), or to a moment with its zone."""

    advance: float | str | None = None
    set: Annotated[datetime, Meta(tz=True)] | None = None

    def target_ms(self, now_ms: int, *, back: bool = False) -> int:
        """The moment that is meant, in milliseconds since 1970.

        Raises ScriptInvalid for none, and for one before `now_ms` unless it may go `back`.
        """
        if (self.advance is None) == (self.set is None):
            raise ScriptInvalid(problem="clock: give `advance` or `set`, one of them")
        if self.set is not None:
            target = int(self.set.timestamp() * 1000)
        else:
            target = now_ms + _milliseconds(self.advance)
        if target < now_ms and not back:
            raise ScriptInvalid(problem="clock: once a call has come in it only goes forward; reset first")
        return target


class Script(_Told, frozen=True):
    """Everything at once, as a file says it."""

    fail_calls: list[CallFault] = []
    fail_tasks: list[TaskFault] = []
    hold: list[Hold] = []
    slow: list[Slow] = []
    clock: Clock | None = None


_T = TypeVar("_T", CallFault, TaskFault, Hold, Release, Slow, Clock, Script)


def read(kind: type[_T], name: str, raw: bytes) -> _T:
    """A record from JSON; no body means an empty one. Raises ScriptInvalid with `name` and the field that is wrong."""
    try:
        told = msgspec.json.decode(raw.removeprefix(BYTE_ORDER_MARK) or b"{}", type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ScriptInvalid(problem=f"{name}: {error}") from error
    check(told)
    return told


def read_file(path: Path) -> Script:
    """A script from TOML; ScriptInvalid names the file and the field that is wrong."""
    try:
        script = msgspec.convert(read_toml(path), Script)
        check(script)
    except ValueError as error:
        raise ScriptInvalid(problem=f"{path}: {error}") from error
    except ScriptInvalid as error:
        raise ScriptInvalid(problem=f"{path}: {error.message}") from error
    except SettingsInvalid as error:
        raise ScriptInvalid(problem=error.message) from error
    return script


def check(told: _Told) -> None:
    """Look over what types cannot say; raises ScriptInvalid."""
    if isinstance(told, Script):
        for part in (*told.fail_calls, *told.fail_tasks, *told.hold, *told.slow):
            check(part)
        if told.clock is not None:
            told.clock.target_ms(0, back=True)
        return
    model = getattr(told, "model", None)
    if model is not None and find_model(model) is None:
        raise ScriptInvalid(problem=f"there is no model {model!r}; `wanstudio models` lists them")
    if isinstance(told, CallFault | TaskFault):
        error_of(told.code, told.message)
    if isinstance(told, CallFault) and model and told.call not in ("create", "any"):
        raise ScriptInvalid(problem=f"only calls that create name a model: a {told.call} call has none")
    if isinstance(told, Hold) and told.state == "PENDING" and model:
        raise ScriptInvalid(problem="tasks are held PENDING whatever their model is: leave `model` out")


def error_of(code: str, message: str | None) -> ServiceError:
    """The error with this code of the catalogue and this message, else its first one without blanks."""
    kinds = [kind for kind in every_error() if kind.code == code]
    if not kinds:
        raise ScriptInvalid(problem=f"no error has the code {code!r}; docs/errors.md lists them")
    whole = [kind.template for kind in kinds if "{" not in kind.template]
    return failure(code, message if message is not None else next(iter(whole), kinds[0].template))


def _milliseconds(duration: float | str | None) -> int:
    if isinstance(duration, str):
        match = _DURATION.fullmatch(duration.strip())
        if match is None:
            raise ScriptInvalid(problem=f"clock: {duration!r} is no duration such as 90, `30s`, `15m`, `24h`")
        return round(float(match[1]) * _UNITS_MS[match[2]])
    if duration is None or not 0 <= duration < _FAR_SECONDS:
        raise ScriptInvalid(problem=f"clock: {duration} is no number of seconds ahead")
    return round(duration * 1000)
