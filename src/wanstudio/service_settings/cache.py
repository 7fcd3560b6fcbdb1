"""One process's copy of the service settings: it follows the store, and says where the process's own differ."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from wanstudio.catalog.service_settings import ServiceSettings
from wanstudio.database.connection import Database
from wanstudio.errors import ServiceError
from wanstudio.service_settings.definitions import SETTINGS, shown
from wanstudio.service_settings.store import (
    StoredValue,
    own_values,
    read_rows,
    read_version,
    seed,
    understand,
)
from wanstudio.settings import Settings

REFRESH_SECONDS = 1.0
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that file, environment or a flag of this process gave, and that the store says otherwise."""

    name: str
    own: str
    store: str

    @property
    def remedy(self) -> str:
        """The command that has the process's own value hold everywhere."""
        return f"wanstudio service set {self.name} {self.own}"


def differences(settings: Settings, service: ServiceSettings) -> list[Difference]:
    """Where what this process was given differs from what holds."""
    own = own_values(settings)
    found = []
    for setting in SETTINGS:
        if setting.scope == "service" and setting.name in settings.given:
            mine, stored = getattr(own, setting.field), getattr(service, setting.field)
            if mine != stored:
                found.append(Difference(setting.name, shown(setting, mine), shown(setting, stored)))
    return found


def log_differences(settings: Settings, service: ServiceSettings) -> None:
    """Say once, at the start of a process, that it does as the store says."""
    for one in differences(settings, service):
        _log.warning(
            "service_setting_differs", name=one.name, own=one.own, store=one.store, remedy=one.remedy
        )


class SettingsCache:
    """`current` is what holds, as of the last refresh: `REFRESH_SECONDS` ago at most.

    It is read from memory: no request costs a statement. While the store is away it stays as it was.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._own = own_values(settings)
        self._version: int | None = None
        self.current = self._own

    async def refresh(self) -> None:
        """Ask for the version, and for the values if it is another than before."""
        version = await self._database.read(read_version)
        if version == self._version:
            return
        rows = await self._database.read(read_rows)
        self._take(rows)
        # What was read may be newer than the version; then the next round reads it once more.
        self._version = version

    def _take(self, rows: Sequence[StoredValue]) -> None:
        before, self.current = self.current, understand(rows, self._own)
        if self._version is not None and self.current != before:
            _log.info("service_settings_changed", profile=self.current.profile)

    async def keep_fresh(self) -> None:
        """Refresh each second until cancelled."""
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            try:
                await self.refresh()
            except ServiceError as error:
                _log.debug("service_settings_not_read", error=str(error))
            except Exception as error:
                _log.exception("service_settings_not_read", error=type(error).__name__)


async def follow_store(database: Database, settings: Settings) -> ServiceSettings:
    """What holds now, for a command that ends soon. Nothing is written: an empty store leaves this process's own."""
    service = understand(await database.read(read_rows), own_values(settings))
    log_differences(settings, service)
    return service


async def open_service(database: Database, settings: Settings) -> SettingsCache:
    """The service settings for a process that serves or works: an empty store is given this process's own."""
    cache = SettingsCache(database, settings)
    if await seed(database, cache.current):
        _log.info("service_settings_seeded", profile=settings.profile)
    await cache.refresh()
    log_differences(settings, cache.current)
    return cache
