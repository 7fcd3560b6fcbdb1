"""The real routes over a real SQLite file, and a worker that ends tasks as a test tells it to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from tests.desk import new_desk

from wanstudio.accounts.api_keys import issue_key
from wanstudio.database.opening import open_database
from wanstudio.server.doors import ROUTES, in_envelope
from wanstudio.settings import Settings
from wanstudio.submission import Desk
from wanstudio.tasks.lifecycle import Outcome, Painted, Task, conclude
from wanstudio.tasks.queue import claim, end, open_lane
from wanstudio.wire.envelope import Envelope

TEXT2IMAGE = "/api/v1/services/aigc/text2image/image-synthesis"
MULTIMODAL = "/api/v1/services/aigc/multimodal-generation/generation"
IMAGE_GENERATION = "/api/v1/services/aigc/image-generation/generation"
ASYNC = {"X-DashScope-Async": "enable"}
PNG = b"\x89PNG\r\n\x1a\n and the rest"


@dataclass
class Counted:
    """What the envelope counted."""

    calls: list[dict[str, Any]] = field(default_factory=list)

    def count_call(self, **call: Any) -> None:
        self.calls.append(call)


@dataclass
class Service:
    """A service without a worker: `claim_all` and `finish` do what one would."""

    app: Envelope
    desk: Desk
    client: httpx.AsyncClient
    key: str
    counted: Counted

    async def get(self, path: str, **more: Any) -> httpx.Response:
        return await self.client.get(path, **more)

    async def post(self, path: str, body: Any = None, **more: Any) -> httpx.Response:
        return await self.client.post(path, json=body, **more)

    async def submit(self, path: str, body: Any) -> str:
        """Make a task and return its id."""
        answer = await self.post(path, body, headers=ASYNC)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["output"]["task_id"])

    async def claim_all(self) -> list[Task]:
        tasks: list[Task] = []
        while found := await claim(self.desk.database, "tester", lease_ms=60_000):
            tasks += found
        return tasks

    async def next_task(self) -> Task:
        """Claim the first task that comes; for answers that wait for their pictures."""
        for _ in range(500):
            if tasks := await self.claim_all():
                return tasks[0]
            await asyncio.sleep(0.01)
        raise TimeoutError

    async def finish(self, task: Task, outcomes: tuple[Outcome, ...] | None = None) -> None:
        """End a claimed task; by default all its images succeed."""
        if outcomes is None:
            outcomes = tuple(Painted(f"{task.task_id}-{i}.png", i) for i in range(task.n))
        for outcome in outcomes:
            if isinstance(outcome, Painted):
                await self.desk.objects.put(outcome.key, PNG)
        ending = conclude(outcomes)

        async def work(tx: Any) -> object:
            limit_of = self.desk.service.limit_of
            return await end(tx, task.task_id, "tester", task.attempt, ending, limit_of)

        assert await self.desk.database.write(work) is not None

    async def new_key(self, region: str = "singapore", account: str = "second") -> str:
        return (await issue_key(self.desk.database, account, region, "test")).secret


@asynccontextmanager
async def serving(folder: Path, clock_offset_ms: int = 0, **settings: Any) -> AsyncIterator[Service]:
    """A service on a folder; the client's key is of the account `first` in Singapore."""
    database = await open_database(None, folder, clock_offset_ms=clock_offset_ms)
    await open_lane(database)
    chosen = Settings(data=folder, **settings)
    desk = new_desk(database, chosen)
    inner, counted = Starlette(routes=ROUTES), Counted()
    inner.state.desk = desk
    app = in_envelope(inner, counted)
    key = (await issue_key(database, "first", "singapore", "test")).secret
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    bearer = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://wan.test", headers=bearer) as client:
        yield Service(app, desk, client, key, counted)
    await database.close()
