"""`wanstudio work`: a worker process, beside a server or on a machine of its own."""

import asyncio
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
import structlog

from wanstudio import telemetry
from wanstudio.cli.options import read_settings, store_options
from wanstudio.data_folder import keep_private
from wanstudio.database.connection import Database
from wanstudio.database.opening import open_database
from wanstudio.errors import StoreUnavailable
from wanstudio.extras import check_extra
from wanstudio.server.worker_probe import open_probe
from wanstudio.service_settings.cache import SettingsCache, open_service
from wanstudio.settings import PAINTERS, Settings, from_json
from wanstudio.storage.opening import open_objects_of

if TYPE_CHECKING:
    from wanstudio.fulfilment import Atelier
    from wanstudio.worker import Worker

_PR_SET_PDEATHSIG = 1
_STORE_SECONDS = 60.0
_log = structlog.get_logger(__name__)


@click.command("work")
@store_options
@click.option("--painter", type=click.Choice(PAINTERS), help="What paints.")
@click.option(
    "--profile",
    type=click.Choice(["studio", "model-studio"]),
    help="Limits that a new store begins with: generous or exact.",
)
@click.option("--name", hidden=True, help="The worker's name, given by the server that starts it.")
@click.option("--parent", type=int, hidden=True, help="Leave when this process is gone.")
def command(config: Path | None, name: str | None, parent: int | None, **flags: object) -> None:
    """Paint tasks until SIGTERM or Ctrl+C; then finish what was begun and leave."""
    keep_private()
    # The server that starts a worker hands its settings over, and has warned of variables that nothing reads.
    settings = from_json(sys.stdin.buffer.read()) if parent else read_settings(config, **flags)
    telemetry.configure(settings.log_level, settings.log_format)
    check_extra("painter", "A worker")
    if parent:
        _follow(parent)
    asyncio.run(_work(settings, name, parent))


async def _work(settings: Settings, name: str | None, parent: int | None) -> None:
    # Loads what paints, which the check above may have found missing.
    from wanstudio.worker import PainterStuck, Worker, new_worker_name, open_atelier  # noqa: PLC0415

    objects = open_objects_of(settings)
    database, settings_cache = await _open_store(settings)
    opened: list[Atelier] = []
    probe = await _open_probe(
        settings, parent, lambda: opened[0].readiness.problems if opened else ("the worker starts",)
    )
    try:
        # In a thread, for it may fetch weights for hours while probes are asked.
        atelier = await asyncio.to_thread(
            open_atelier, name or new_worker_name(), database, objects, settings, settings_cache
        )
        opened.append(atelier)
        worker = Worker(atelier)
        for event in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(event, worker.drain)
        watch = asyncio.create_task(_watch(parent, worker)) if parent else None
        try:
            await worker.run()
        except PainterStuck:
            # Leaving in good order would wait for the thread that hangs.
            os._exit(1)
        if watch:
            watch.cancel()
        await atelier.inspection.close()
        await atelier.rewriting.close()
    finally:
        if probe:
            probe.close()
        await objects.close()
        await database.close()


async def _open_store(settings: Settings) -> tuple[Database, SettingsCache]:
    """The database and the service's settings; one that is away is waited for as it is later, but not for ever.

    Raises StoreUnavailable after a minute: then it is more likely that the address is wrong.
    """
    gives_up = time.monotonic() + _STORE_SECONDS
    while True:
        try:
            database = await open_database(settings.database, settings.data)
            try:
                return database, await open_service(database, settings)
            except BaseException:
                await database.close()
                raise
        except StoreUnavailable as error:
            if time.monotonic() > gives_up:
                raise
            _log.warning("store_away_at_start", error=str(error))
            await asyncio.sleep(1)


async def _open_probe(
    settings: Settings, parent: int | None, problems: Callable[[], Sequence[str]]
) -> asyncio.Server | None:
    """The probes of a worker of its own; several that a server starts would want one port."""
    if not settings.worker_probe_port or parent:
        return None
    return await open_probe(settings.metrics_host or settings.host, settings.worker_probe_port, problems)


def _follow(parent: int) -> None:
    """Be sent SIGTERM when the parent dies, where the system can do that (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(0)


async def _watch(parent: int, worker: "Worker") -> None:
    """Everywhere else: notice by looking that the parent is gone."""
    while os.getppid() == parent:  # noqa: ASYNC110 (no event tells)
        await asyncio.sleep(0.5)
    worker.drain()
