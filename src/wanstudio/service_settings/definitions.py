"""Which service settings there are: their names, what they may be, and how they are written."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from wanstudio.catalog.models import MODELS
from wanstudio.catalog.offers import Offer, money
from wanstudio.catalog.regions import REGIONS, find_region
from wanstudio.catalog.service_settings import ServiceSettings
from wanstudio.errors import ServiceSettingInvalid

MOST_HOURS = 876_000.0
LEAST_SECONDS, MOST_SECONDS = 0.1, 1e9
_MOST = 10_000_000
_MOST_PRICE = 1_000_000
_MICROS = 1_000_000

Scope = Literal["service", "model"]


@dataclass(frozen=True, slots=True)
class ServiceSetting:
    """One value. `field` is its name in `ServiceSettings`, or in `Offer` where each model of a region has one.

    `read` takes a value out of JSON and raises ValueError for one that is not `possible`; `write` is its reverse.
    """

    name: str
    scope: Scope
    field: str
    possible: str
    meaning: str
    read: Callable[[object], Any]
    write: Callable[[Any], str] = str


def _choice(*names: str) -> Callable[[object], str]:
    def read(written: object) -> str:
        if written not in names:
            raise ValueError(written)
        return str(written)

    return read


def _number(most: float, least: float = 1e-9) -> Callable[[object], float]:
    def read(written: object) -> float:
        number = isinstance(written, int | Decimal) and not isinstance(written, bool)
        # Infinity, above what a float holds.
        value = float(str(written)) if number else math.nan
        if not least <= value <= most:
            raise ValueError(written)
        return value

    return read


def _count(least: int) -> Callable[[object], int]:
    def read(written: object) -> int:
        if isinstance(written, bool) or not isinstance(written, int) or not least <= written <= _MOST:
            raise ValueError(written)
        return written

    return read


def _price(written: object) -> int:
    """Millionths of the currency, exactly."""
    if isinstance(written, bool) or not isinstance(written, int | Decimal) or not 0 <= written <= _MOST_PRICE:
        raise ValueError(written)
    micros = Decimal(written) * _MICROS
    if micros != int(micros):
        raise ValueError(written)
    return int(micros)


def _write_number(value: float) -> str:
    return repr(value).removesuffix(".0")


def _of_service(name: str, possible: str, meaning: str, read: Callable[[object], Any]) -> ServiceSetting:
    write = json.dumps if name == "profile" else _write_number
    return ServiceSetting(name, "service", name, possible, meaning, read, write)


def _of_model(name: str, least: int, meaning: str) -> ServiceSetting:
    return ServiceSetting(name, "model", name, f"a whole number from {least} on", meaning, _count(least))


SETTINGS: tuple[ServiceSetting, ...] = (
    _of_service("profile", "studio or model-studio", "limits of every model", _choice("studio", "model-studio")),
    _of_service("retention_hours", "hours, above 0", "how long ended tasks and pictures are kept", _number(MOST_HOURS)),
    _of_service("task_timeout_hours", "hours, above 0", "a task without a result fails then", _number(MOST_HOURS)),
    _of_service("lease_seconds", "seconds, from 0.1 on", "how long a silent worker keeps its tasks", _number(MOST_SECONDS, LEAST_SECONDS)),
    ServiceSetting(
        "price", "model", "price_micros", "an amount such as 0.03, at most six decimals", "price of an image",
        _price, money,
    ),
    _of_model("submit_rate", 1, "tasks that an account may send a second"),
    _of_model("running_limit", 1, "tasks of an account that run at once"),
    _of_model("queue_limit", 0, "tasks of an account that may wait beyond those"),
    _of_model("free_images", 0, "images that an account has free"),
    _of_model("free_days", 0, "days that they last"),
)  # fmt: skip
_BY_NAME = {setting.name: setting for setting in SETTINGS}


def names_of(scope: Scope) -> tuple[str, ...]:
    """The settings of the whole service, or those of each model."""
    return tuple(setting.name for setting in SETTINGS if setting.scope == scope)


def find_setting(name: str) -> ServiceSetting | None:
    """The setting of this name, or None: a newer release may have more."""
    return _BY_NAME.get(name)


def named_setting(name: str) -> ServiceSetting:
    """The setting of this name; ServiceSettingInvalid says which there are."""
    setting = find_setting(name)
    if setting is None:
        whole, each = ", ".join(names_of("service")), ", ".join(names_of("model"))
        problem = (
            f"there is no service setting {name!r}; there are {whole}, and for a region and model {each}"
        )
        raise ServiceSettingInvalid(problem=problem)
    return setting


def named_offer(region: str, model: str) -> Offer:
    """The offer of a region and model under any of its names; ServiceSettingInvalid says which there are."""
    if find_region(region) is None:
        names = ", ".join(one.name for one in REGIONS)
        raise ServiceSettingInvalid(problem=f"there is no region {region!r}; there are {names}")
    offer = ServiceSettings().find_offer(region, model)
    if offer is None:
        names = ", ".join(one.name for one in MODELS)
        raise ServiceSettingInvalid(problem=f"there is no model {model!r} in {region}; there are {names}")
    return offer


def read_json(setting: ServiceSetting, text: str) -> Any:
    """The value in JSON text; ValueError for one that this release does not know."""
    return setting.read(json.loads(text, parse_float=Decimal, parse_constant=_refuse))


def _refuse(constant: str) -> object:
    raise ValueError(constant)


def read_typed(setting: ServiceSetting, text: str) -> Any:
    """The value as it is typed at the command line; ServiceSettingInvalid says what is possible."""
    typed = text.strip()
    try:
        written = json.loads(typed, parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError):
        written = typed
    try:
        return setting.read(written)
    except (ValueError, TypeError, ArithmeticError) as error:
        problem = f"{setting.name} cannot be {text!r}: it is {setting.possible}"
        raise ServiceSettingInvalid(problem=problem) from error


def shown(setting: ServiceSetting, value: Any) -> str:
    """The value as it is typed."""
    return value if isinstance(value, str) else setting.write(value)
