"""The ASGI app: routes of the doors, and a lifespan that opens the desk and starts the duties."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from wanstudio.accounts.usage import RefusalCount
from wanstudio.admission import Admissions
from wanstudio.api.envelope import refusal
from wanstudio.database.opening import open_database
from wanstudio.moderation.choosing import open_inspection
from wanstudio.readiness import Readiness
from wanstudio.rescue import release_dead
from wanstudio.server.cross_origin import CrossOrigin
from wanstudio.server.doors import PROBES, ROUTES, in_envelope
from wanstudio.server.duties import Duties, write_counts
from wanstudio.server.store_metrics import read_store_metrics, unreadable_pictures
from wanstudio.server.supervisor import Supervisor
from wanstudio.service_settings.cache import open_service
from wanstudio.settings import Settings
from wanstudio.storage.link_secret import find_link_secret
from wanstudio.storage.opening import open_objects_of
from wanstudio.storage.signed_url import LinkSigner
from wanstudio.submission import Desk
from wanstudio.tasks.following import Following
from wanstudio.tasks.queue import open_lane
from wanstudio.tasks.waiters import Waiters
from wanstudio.telemetry import Metrics
from wanstudio.webhooks.hooks import encrypt_secrets
from wanstudio.wire.door import routes_of
from wanstudio.wire.envelope import Envelope

_COUNTS_SECONDS = 10.0
_log = structlog.get_logger(__name__)


async def open_desk(settings: Settings, *, clock_offset_ms: int = 0) -> Desk:
    """Open the store and everything the customer's half works with."""
    inspection = open_inspection(settings)
    database = await open_database(settings.database, settings.data, clock_offset_ms=clock_offset_ms)
    await open_lane(database)
    settings_cache = await open_service(database, settings)
    await encrypt_secrets(database, settings)
    readiness = Readiness(settings)
    await asyncio.to_thread(readiness.look)
    waiters = Waiters(database)
    return Desk(
        database=database,
        settings=settings,
        settings_cache=settings_cache,
        admissions=Admissions(database),
        objects=open_objects_of(settings),
        signer=LinkSigner(await find_link_secret(database)),
        waiters=waiters,
        following=Following(database, waiters),
        refusals=RefusalCount(),
        key_uses={},
        readiness=readiness,
        inspection=inspection,
    )


async def close_desk(desk: Desk) -> None:
    """Write what was counted and let go of store and pictures.

    What was counted last is lost with a store that is away; all the rest is closed all the same.
    """
    async with AsyncExitStack() as closing:
        for part in (desk.database, desk.objects, desk.inspection):
            closing.push_async_callback(part.close)
        try:
            async with asyncio.timeout(_COUNTS_SECONDS):
                await write_counts(desk)
        except Exception as error:
            _log.warning("counts_not_written", error=repr(error))


class Service:
    """The whole service as one ASGI app; its workers start and stop with it."""

    def __init__(self, app: Envelope, probes: Envelope, settings: Settings) -> None:
        self._app = app
        self._open = CrossOrigin(app, settings) if settings.cors_origins else app
        self._probes = probes
        self._metrics_port = settings.metrics_port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; those that came in on the port of metrics may only ask for metrics and probes."""
        at_metrics = scope["type"] == "http" and scope["server"][1] == self._metrics_port
        await (self._probes if at_metrics else self._open)(scope, receive, send)

    def end_streams(self) -> None:
        """End the event streams: their clients reconnect, and would keep a server that is stopping."""
        desk: Desk | None = getattr(self._app.app.state, "desk", None)
        if desk is not None:
            desk.following.close()


def build_app(settings: Settings, metrics: Metrics) -> Service:
    """The service under these settings; `metrics` counts its requests."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        desk = await open_desk(settings)
        await release_dead(desk.database, desk.service.limit_of)
        app.state.desk = desk
        app.state.supervisor = supervisor = Supervisor(desk)
        duties = Duties(desk)
        supervisor.start()
        try:
            yield
        finally:
            stopping = asyncio.create_task(duties.stop())
            await supervisor.stop()
            await stopping
            await close_desk(desk)

    shown = Route("/metrics", show_metrics)
    routes = [*ROUTES, *_pages(settings)]
    app = Starlette(routes=routes if settings.metrics_port else [*routes, shown], lifespan=lifespan)
    app.state.metrics = metrics
    probes = Starlette(routes=[shown, *(route for route in ROUTES if route.path in PROBES)])
    probes.state = app.state
    return Service(in_envelope(app, metrics), in_envelope(probes, metrics), settings)


def _pages(settings: Settings) -> list[Route]:
    """The console, where the operator wants it; the emulator has none and need not load it."""
    if settings.console == "off":
        return []
    from wanstudio.console.routes import doors  # noqa: PLC0415 (templates and password hashing)

    return routes_of(doors(refusal))


async def show_metrics(request: Request) -> Response:
    """`GET /metrics`: Prometheus text, this process's calls and the store's tasks."""
    state = request.app.state
    stored = await read_store_metrics(state.desk.database, state.supervisor.alive)
    stored.append(unreadable_pictures(state.desk.objects.faults))
    return Response(state.metrics.render(stored), media_type="text/plain; version=0.0.4")
