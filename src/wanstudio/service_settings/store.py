"""The service settings in the store: read, seeded once, set and unset."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog

from wanstudio.catalog.service_settings import ServiceSettings
from wanstudio.database.connection import Connection, Database
from wanstudio.service_settings.definitions import (
    LEAST_SECONDS,
    MOST_HOURS,
    MOST_SECONDS,
    SETTINGS,
    ServiceSetting,
    find_setting,
    read_json,
)
from wanstudio.settings import Settings

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class StoredValue:
    """A row: `value` is JSON; `region` and `model` are empty for what holds for the whole service.

    `changed_at` is in milliseconds since 1970.
    """

    name: str
    region: str
    model: str
    value: str
    changed_at: int
    changed_by: str


def own_values(settings: Settings) -> ServiceSettings:
    """What this process's file, environment and flags say: what an empty store begins with."""
    return ServiceSettings(
        profile=settings.profile,
        retention_hours=min(settings.retention_hours, MOST_HOURS),
        task_timeout_hours=min(settings.task_timeout_hours, MOST_HOURS),
        lease_seconds=min(max(settings.lease_seconds, LEAST_SECONDS), MOST_SECONDS),
    )


async def read_rows(tx: Connection) -> list[StoredValue]:
    """Every row, also those of a newer release."""
    return [StoredValue(**row) for row in await tx.rows("service_settings/list")]


async def read_version(tx: Connection) -> int:
    """A number that every change counts up."""
    row = await tx.row("service_settings/version")
    return int(row["version"]) if row else 0


def understand(rows: Sequence[StoredValue], otherwise: ServiceSettings) -> ServiceSettings:
    """The values that rows say, and `otherwise` for what they do not say.

    What a newer release wrote and this one does not know is passed over, with a line in the log; the default stands
    for a value of the whole service, so that all processes of this release do alike.
    """
    whole: dict[str, Any] = {}
    changed: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in rows:
        setting = find_setting(row.name)
        try:
            if setting is None or (setting.scope == "service") != (row.region == row.model == ""):
                raise ValueError(row.name)
            value = read_json(setting, row.value)
        except (ValueError, TypeError, ArithmeticError, RecursionError):
            _log.warning("service_setting_not_understood", name=row.name, value=row.value)
            if setting is None or setting.scope == "model":
                continue
            value = getattr(ServiceSettings(), setting.field)
        if setting.scope == "service":
            whole[setting.field] = value
        else:
            changed[row.region, row.model][setting.field] = value
    return replace(otherwise, **whole, changed=dict(changed))


def value_of(service: ServiceSettings, setting: ServiceSetting, region: str, model: str) -> Any:
    """What holds: the whole service's value, or that of a region's model."""
    if setting.scope == "service":
        return getattr(service, setting.field)
    offer = service.find_offer(region, model)
    assert offer is not None
    return getattr(offer, setting.field)


async def seed(database: Database, own: ServiceSettings) -> bool:
    """Write what the store does not say yet; of several processes at once, only what the first one says counts.

    Returns whether anything was missing.
    """
    said = {row.name for row in await database.read(read_rows)}
    missing = [setting for setting in SETTINGS if setting.scope == "service" and setting.name not in said]
    if not missing:
        return False

    async def work(tx: Connection) -> None:
        # Its row is locked from here on: whoever else seeds waits, and then finds every name taken.
        await tx.row("service_settings/advance_version")
        for setting in missing:
            value = setting.write(getattr(own, setting.field))
            await tx.row("service_settings/seed", name=setting.name, value=value)

    await database.write(work)
    return True


@dataclass(frozen=True, slots=True)
class Change:
    """What held before a change, and what holds now."""

    old: Any
    new: Any


async def set_value(
    database: Database, setting: ServiceSetting, value: Any, *, region: str = "", model: str = "", who: str
) -> Change:
    """Have a value hold in every process."""

    async def work(tx: Connection) -> Change:
        old = await _held(tx, setting, region, model)
        place = {"name": setting.name, "region": region, "model": model}
        await tx.row("service_settings/put", **place, value=setting.write(value), changed_by=who)
        return Change(old, value)

    return await database.write(work)


async def unset_value(
    database: Database, setting: ServiceSetting, *, region: str = "", model: str = "", who: str
) -> Change:
    """Go back: to the profile's value of a model, or to the default of the whole service."""
    if setting.scope == "service":
        default = getattr(ServiceSettings(), setting.field)
        return await set_value(database, setting, default, who=who)

    async def work(tx: Connection) -> Change:
        old = await _held(tx, setting, region, model)
        await tx.row("service_settings/delete", name=setting.name, region=region, model=model)
        rows = await read_rows(tx)
        return Change(old, value_of(understand(rows, ServiceSettings()), setting, region, model))

    return await database.write(work)


async def _held(tx: Connection, setting: ServiceSetting, region: str, model: str) -> Any:
    """What holds before this transaction changes it; others that change something wait."""
    await tx.row("service_settings/advance_version")
    return value_of(understand(await read_rows(tx), ServiceSettings()), setting, region, model)
