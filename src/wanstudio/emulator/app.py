"""The ASGI app of the emulator: the doors of the service, the control surface, and the front before both."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.applications import Starlette

from wanstudio.emulator.emulation import Emulation, settings_for
from wanstudio.emulator.front import Front
from wanstudio.emulator.script import Script
from wanstudio.emulator.surface import DOORS
from wanstudio.server.cross_origin import CrossOrigin
from wanstudio.server.doors import ROUTES, in_envelope
from wanstudio.settings import Settings
from wanstudio.submission import Desk
from wanstudio.telemetry import Metrics
from wanstudio.wire.door import routes_of


def build_emulator(settings: Settings, script: Script, metrics: Metrics) -> Front:
    """The emulator, which makes its folder when it starts and removes it when it ends."""
    app = Starlette(routes=[*ROUTES, *routes_of(DOORS)])

    def take(desk: Desk) -> None:
        app.state.desk = desk

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        with TemporaryDirectory(prefix="wanstudio-emulator-", ignore_cleanup_errors=True) as folder:
            emulation.settings = replace(emulation.settings, data=Path(folder))
            await emulation.open()
            try:
                yield
            finally:
                await emulation.close()

    emulation = Emulation(settings_for(settings, Path()), script, take)
    app.state.emulation = emulation
    app.router.lifespan_context = lifespan
    served = in_envelope(app, metrics)
    return Front(CrossOrigin(served, settings) if settings.cors_origins else served, emulation)
