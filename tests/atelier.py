"""Both halves of the service in one process, with the real painter unless a test brings its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from wanstudio.accounts.api_keys import Caller, find_caller, issue_key
from wanstudio.catalog.order import Order
from wanstudio.fulfilment import Atelier, fulfil
from wanstudio.painting.painter import Painter
from wanstudio.server.app import close_desk, open_desk
from wanstudio.server.doors import ROUTES, in_envelope
from wanstudio.settings import Settings
from wanstudio.submission import Application, Desk, submit
from wanstudio.tasks.ledger import find_task
from wanstudio.tasks.lifecycle import Task
from wanstudio.tasks.queue import claim
from wanstudio.telemetry import Metrics
from wanstudio.worker import open_atelier

MODEL = "wan2.2-t2i-flash"


@dataclass
class Studio:
    desk: Desk
    atelier: Atelier
    caller: Caller
    client: httpx.AsyncClient

    async def submit(self, prompt: str = "a red car", *, n: int = 1, seed: int = 7, **more: Any) -> str:
        order = Order(MODEL, prompt, "", 512, 512, n, seed, **more)
        return await submit(self.desk, self.application, order)

    @property
    def application(self) -> Application:
        return Application(self.caller, "request", MODEL, "prompt", "aigc:text2image:image-synthesis")

    async def work_once(self) -> Task:
        (task,) = await claim(self.desk.database, self.atelier.worker, lease_ms=60_000)
        assert await fulfil(self.atelier, task)
        return await self.find(task.task_id)

    async def find(self, task_id: str) -> Task:
        found = await find_task(self.desk.database, self.caller.account_id, self.caller.region, task_id)
        assert found is not None
        return found

    def link(self, task: Task, image: int = 0) -> str:
        expires = task.ended_at // 1000 + 86_400
        return self.desk.signer.link("http://studio.test", task.painted[image].key, expires)


async def complete_one(studio: Studio, **more: Any) -> Task:
    await studio.submit(**more)
    return await studio.work_once()


@asynccontextmanager
async def open_studio(
    folder: Path, *, clock_offset_ms: int = 0, painter: Painter | str | None = None, **settings: Any
) -> AsyncIterator[Studio]:
    """A studio on a folder; opening the same folder again finds what was left there."""
    if isinstance(painter, str):
        settings["painter"], painter = painter, None
    settings.setdefault("painter", "procedural")
    desk = await open_desk(Settings(data=folder, **settings), clock_offset_ms=clock_offset_ms)
    atelier = open_atelier("in-process", desk.database, desk.objects, desk.settings, desk.settings_cache)
    if painter:
        atelier = replace(atelier, painter=painter)
    key = await issue_key(desk.database, "acme", "singapore", "test")
    inner = Starlette(routes=ROUTES)
    inner.state.desk = desk
    transport = httpx.ASGITransport(in_envelope(inner, Metrics()))
    bearer = {"Authorization": f"Bearer {key.secret}"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://studio.test", headers=bearer
    ) as client:
        caller = await find_caller(desk.database, key.secret, "singapore")
        yield Studio(desk, atelier, caller, client)
    if close := getattr(atelier.painter, "close", None):
        close()
    atelier.brushes.shutdown()
    atelier.desks.shutdown()
    await close_desk(desk)
