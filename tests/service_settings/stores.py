"""A store of either kind, as a process is told of it: settings for this process, flags for another one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.shop import Shop

from wanstudio.database.connection import Database
from wanstudio.database.opening import open_database
from wanstudio.server.app import close_desk, open_desk
from wanstudio.settings import Settings
from wanstudio.submission import Desk


@dataclass(frozen=True)
class StorePlace:
    """Where the store is."""

    data: Path
    url: str | None

    @property
    def flags(self) -> tuple[str, ...]:
        return ("--data", str(self.data), *(("--database", self.url) if self.url else ()))

    def settings(self, **more: Any) -> Settings:
        return Settings(**{"data": self.data, "database": self.url, "painter": "procedural", **more})

    @asynccontextmanager
    async def desk(self, **more: Any) -> AsyncIterator[Desk]:
        """The customer's half as a server with these settings opens it."""
        opened = await open_desk(self.settings(**more))
        try:
            yield opened
        finally:
            await close_desk(opened)

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Database]:
        opened = await open_database(self.url, self.data)
        try:
            yield opened
        finally:
            await opened.close()

    @asynccontextmanager
    async def shop(self) -> AsyncIterator[Shop]:
        async with self.database() as database:
            yield await Shop.open(database)


async def admitted(shop: Shop) -> int:
    """How many of the account's tasks may run now."""
    row = await shop.database.read(
        lambda tx: tx.row(
            "tasks/lock_standing", account_id=shop.caller.account_id, region="singapore", model="wan2.6-t2i"
        )
    )
    return int(row["admitted"]) if row else 0
