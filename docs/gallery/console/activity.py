"""A month of a made-up company's work, done by the real service: its routes, its store, its painter, at earlier hours."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import msgspec
from starlette.applications import Starlette

from wanstudio.accounts.api_keys import issue_key, revoke_key
from wanstudio.catalog.models import find_model
from wanstudio.fulfilment import Atelier, fulfil
from wanstudio.painting.painter import Canvas, Painter, Pixels, Standing, Watch
from wanstudio.server.app import close_desk, open_desk
from wanstudio.server.doors import ROUTES, in_envelope
from wanstudio.service_settings.store import own_values
from wanstudio.settings import Settings
from wanstudio.submission import Desk
from wanstudio.tasks.overview import read_overview
from wanstudio.tasks.progress import ImageProgress, write_progress
from wanstudio.tasks.queue import claim, renew
from wanstudio.telemetry import Metrics
from wanstudio.worker import open_atelier

HOUR_MS = 3_600_000
LEASE_MS = 60_000
ACCOUNT, NEIGHBOUR = "acme", "bens-books"
PEOPLE = {
    "ada": ("--admin", "--account", ACCOUNT),
    "ben": ("--account", NEIGHBOUR),
    "carol": ("--account", ACCOUNT),
}
UNLUCKY_SEED = 1313
PROMPTS = (
    "A sitting orange cat with a happy expression",
    "three balloons above a lake at sunset",
    "a lighthouse at dusk, waves, flat illustration",
    "two red cars under a rainbow",
    "a boat on the sea at night, full moon, stars",
    "an old tractor in a wheat field, watercolour painting",
    "a girl with a yellow umbrella and a small white dog on a street in the rain",
    "雪地里的小木屋，夜晚，极光",
    "a castle at night, full moon, paper cut",
    "桌子上有三个红苹果和一个蓝色的花瓶",
)
MODELS = ("wan2.6-t2i", "wan2.5-t2i-preview", "wan2.2-t2i-flash", "wan2.2-t2i-plus", "wan2.6-t2i")
REFUSED = "how to make a bomb"
ASYNC = {"X-DashScope-Async": "enable"}


@dataclass(frozen=True, slots=True)
class Company:
    """Its API keys, by what it calls them."""

    keys: dict[str, str]


@dataclass(frozen=True)
class Careful:
    """The real painter; one seed is too much for it, as a picture can be for a small machine."""

    hand: Painter
    name: str = "procedural"
    easels: int = 1

    def paint(self, canvas: Canvas, watch: Watch | None = None) -> Pixels:
        """Paint, or run out of memory. [height, width, 3] uint8."""
        if canvas.seed == UNLUCKY_SEED:
            raise MemoryError
        return self.hand.paint(canvas, watch)

    def standing(self) -> Standing:
        """As the real one."""
        return self.hand.standing()


@dataclass
class Moment:
    """Both halves of the service at one time of its past."""

    desk: Desk
    atelier: Atelier
    client: httpx.AsyncClient

    async def ask(self, key: str, model: str, prompt: str, **parameters: object) -> int:
        """Send one call as a task; its status."""
        known = find_model(model)
        if known is not None and known.protocol == "messages":
            path = "image-generation/generation"
            asked: object = {"messages": [{"role": "user", "content": [{"text": prompt}]}]}
        else:
            path, asked = "text2image/image-synthesis", {"prompt": prompt}
        body = {"model": model, "input": asked, "parameters": parameters}
        headers = {"Authorization": f"Bearer {key}", **ASYNC}
        answer = await self.client.post(f"/api/v1/services/aigc/{path}", json=body, headers=headers)
        return answer.status_code

    async def work(self) -> None:
        """Paint everything that waits."""
        while tasks := await claim(self.desk.database, self.atelier.worker, lease_ms=60_000):
            for task in tasks:
                await fulfil(self.atelier, task)
        await self.atelier.write_counts()


@asynccontextmanager
async def moment(data: Path, ago_ms: int, **settings: object) -> AsyncIterator[Moment]:
    """The service as it was so long ago."""
    chosen = Settings(data=data, painter="procedural", **settings)  # type: ignore[arg-type]
    desk = await open_desk(chosen, clock_offset_ms=-ago_ms)
    if settings:
        desk.settings_cache.current = own_values(chosen)
    atelier = open_atelier("painter-1", desk.database, desk.objects, desk.settings, desk.settings_cache)
    atelier = replace(atelier, painter=Careful(atelier.painter))
    inner = Starlette(routes=ROUTES)
    inner.state.desk = desk
    transport = httpx.ASGITransport(in_envelope(inner, Metrics()))
    async with httpx.AsyncClient(transport=transport, base_url="http://wanstudio.example") as client:
        yield Moment(desk, atelier, client)
    atelier.brushes.shutdown()
    atelier.desks.shutdown()
    await close_desk(desk)


async def a_month(data: Path) -> None:
    """Keys, then some calls on each of thirty days, then the last day by the hour."""
    chance = random.Random(7)
    # Long enough ago that the free images of the first 90 days are no longer to be had.
    async with moment(data, 100 * 24 * HOUR_MS) as then:
        company = await _open_accounts(then)
    for day in range(29, 1, -1):
        async with moment(data, day * 24 * HOUR_MS) as then:
            await _calls(then, company, chance, 2 + day % 4, size="768*768")
    for hours in (23, 20, 17, 14, 11, 9, 7, 5, 4, 3, 2, 1):
        async with moment(data, hours * HOUR_MS) as then:
            await _calls(then, company, chance, chance.randint(2, 5))
    for minutes in (45, 32, 21, 12):
        async with moment(data, minutes * 60_000) as then:
            await _calls(then, company, chance, 3)
    await _troubles(data, company)


async def _open_accounts(then: Moment) -> Company:
    database = then.desk.database
    names = ("production", "web shop", "nightly tests")
    keys = {name: (await issue_key(database, ACCOUNT, "singapore", name)).secret for name in names}
    agency = await issue_key(database, ACCOUNT, "singapore", "an agency")
    await revoke_key(database, agency.key_id)
    keys[NEIGHBOUR] = (await issue_key(database, NEIGHBOUR, "singapore", "catalogue")).secret
    return Company(keys)


async def _calls(then: Moment, company: Company, chance: random.Random, count: int, **more: object) -> None:
    keys = list(company.keys.values())
    for _ in range(count):
        key, model = chance.choice(keys), chance.choice(MODELS)
        prompt, seed = chance.choice(PROMPTS), chance.randrange(10_000)
        await then.ask(key, model, prompt, n=chance.choice((1, 1, 2, 4)), seed=seed, **more)
    await then.work()


async def _troubles(data: Path, company: Company) -> None:
    """What a page has to show besides success: refusals, throttling, failures."""
    key = company.keys["production"]
    async with moment(data, 8 * 60_000, profile="model-studio") as then:
        for model in ("wan2.2-t2i-flash", "wan2.6-t2i"):
            await then.ask(key, model, REFUSED)
        for _ in range(6):
            await then.ask(company.keys["web shop"], "wan2.2-t2i-flash", PROMPTS[0], size="512*512")
        await then.ask(key, "wan2.5-t2i-preview", PROMPTS[1], size="4000*4000")
        await then.ask(key, "wan2.2-t2i-plus", PROMPTS[2], n=2, seed=UNLUCKY_SEED - 1)
        await then.work()


async def paint_what_waits(data: Path) -> None:
    """Paint everything that waits now."""
    async with moment(data, 0) as now:
        await now.work()


async def begin_one(data: Path) -> None:
    """A worker signs on and has the next task in hand, half painted; whatever else waits goes on waiting."""
    async with moment(data, 0) as now:
        database, worker = now.desk.database, now.atelier.worker
        facts = {"worker": worker, "host": "studio-1", "pid": 4711}
        await database.write(lambda tx: tx.row("tasks/sign_on", **facts))
        for task in await claim(database, worker, lease_ms=LEASE_MS):
            half = ImageProgress(image=0, attempt=task.attempt, version=1, step=7, steps=12)
            await write_progress(database, [(task.task_id, half)])
        await _say_alive(now)


async def stay_alive(data: Path) -> None:
    """The worker says once more that it is there."""
    async with moment(data, 0) as now:
        await _say_alive(now)


async def _say_alive(now: Moment) -> None:
    standing = msgspec.json.encode(now.atelier.painter.standing()).decode()
    held = [lease.task_id for lease in (await read_overview(now.desk.database)).leases]
    await renew(now.desk.database, now.atelier.worker, held, lease_ms=LEASE_MS, status=standing)
