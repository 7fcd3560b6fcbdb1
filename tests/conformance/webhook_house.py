"""A store with servers whose clocks may be ahead, a key with a webhook, and verbs as short as tests want them."""

import base64
import uuid
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.desk import new_desk

from wanstudio.accounts.api_keys import Caller, find_caller, issue_key
from wanstudio.catalog.order import Order
from wanstudio.database.connection import Database
from wanstudio.fulfilment import Atelier
from wanstudio.moderation.choosing import open_inspection
from wanstudio.notification import Courier
from wanstudio.settings import Settings
from wanstudio.submission import Application, Desk, cancel, submit
from wanstudio.tasks.lifecycle import Task
from wanstudio.tasks.queue import claim
from wanstudio.webhooks.hooks import HookLine, list_hooks, set_hook
from wanstudio.worker import open_atelier

MODEL = "wan2.2-t2i-flash"
HOUR_MS = 3_600_000
KEYS = tuple(base64.b64encode(bytes([number]) * 32).decode() for number in range(3))


def settings_of(database: Database, folder: Path, **more: Any) -> Settings:
    """Those of a server of this store: where there may be several machines, with the keys that all of them have."""
    keys = KEYS[0] if database.dialect == "postgres" else None
    return Settings(**{"data": folder, "painter": "procedural", "webhook_secret_keys": keys, **more})


@dataclass
class House:
    """`at` opens one more server of the same store, whose clock may be ahead."""

    opening: Any
    folder: Path
    opened: list = field(default_factory=list)
    ateliers: list[Atelier] = field(default_factory=list)

    async def at(self, offset_ms: int = 0, *, private: bool = True) -> Desk:
        database = await self.opening(offset_ms)
        self.opened.append(database)
        chosen = settings_of(database, self.folder, webhook_private_addresses=private)
        return new_desk(database, chosen, open_inspection(chosen))

    async def deliver_at(self, offset_ms: int) -> None:
        """One round, to its end, of a server that is here only for that."""
        desk = await self.at(offset_ms)
        await deliver_all(desk)
        self.opened.remove(desk.database)
        await desk.database.close()

    async def new_caller(self, desk: Desk, url: str | None = None) -> Caller:
        """A key of a new account, with a webhook if there is a URL."""
        key = await issue_key(desk.database, uuid.uuid4().hex, "singapore", "test")
        if url is not None:
            await set_hook(desk.database, desk.settings, key.key_id, url)
        return await find_caller(desk.database, key.secret, "singapore")

    def atelier(self, desk: Desk) -> Atelier:
        made = open_atelier("worker", desk.database, desk.objects, desk.settings, desk.settings_cache)
        self.ateliers.append(made)
        return made

    async def close(self) -> None:
        for atelier in self.ateliers:
            atelier.brushes.shutdown()
            atelier.desks.shutdown()
        for database in self.opened:
            await database.close()


def application(caller: Caller) -> Application:
    return Application(caller, "the-request", MODEL, "prompt", "aigc:text2image:image-synthesis")


async def submit_one(desk: Desk, caller: Caller) -> str:
    return await submit(desk, application(caller), Order(MODEL, "a red car", "", 512, 512, 1, 7))


async def end_one(desk: Desk, caller: Caller) -> str:
    """A task that has ended, by the shortest way there is."""
    task_id = await submit_one(desk, caller)
    await cancel(desk, caller, task_id)
    return task_id


async def claim_one(desk: Desk, worker: str = "worker", *, lease_ms: int = 60_000) -> Task:
    (task,) = await claim(desk.database, worker, lease_ms=lease_ms)
    return task


async def line_of(desk: Desk, caller: Caller) -> HookLine:
    (line,) = [line for line in await list_hooks(desk.database) if line.key_id == caller.key_id]
    return line


@asynccontextmanager
async def couriers(*desks: Desk):
    """One courier for each server."""
    made = [Courier(desk.database, desk.settings) for desk in desks]
    try:
        yield made
    finally:
        for courier in made:
            await courier.close()


async def deliver_all(desk: Desk) -> None:
    """One round of a server, to its end."""
    async with couriers(desk) as (courier,):
        await courier.deliver()
        await courier.finish()
