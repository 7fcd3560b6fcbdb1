"""`wanstudio doctor`: tries every part and says what to do about those that fail."""

import asyncio
import logging
import shutil
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import apsw
import click

from wanstudio.cli.options import read_settings, store_options
from wanstudio.cli.problems import explain
from wanstudio.data_folder import close_to_others, keep_private, open_because, prepare_data_folder
from wanstudio.database.connection import Connection, Database
from wanstudio.database.opening import open_database
from wanstudio.database.password_end import password_warning
from wanstudio.errors import RewriteFailed
from wanstudio.finishing.signing_health import SigningHealth
from wanstudio.painting.auto import choose, settle
from wanstudio.painting.diffusion.registry import check_folders
from wanstudio.painting.preset_fit import fit_line
from wanstudio.service_settings.cache import differences
from wanstudio.service_settings.store import own_values, read_rows, understand
from wanstudio.settings import Settings
from wanstudio.storage.opening import open_objects_of

if TYPE_CHECKING:
    from wanstudio.painting.painter import Pixels

_LEAST_FREE_BYTES = 1 << 30
_SILENT_MS = 60_000
_WARNING = "!"  # before what a check says that is not wrong yet
_SEEN = 8
_FLAT = "the weights are damaged or do not belong together (docs/howto/checkpoints.md)"
_LARGE = 'a checkpoint of yours instead: [checkpoints."wan2.6-t2i"] in wanstudio.toml'
Check = Callable[[Settings], Awaitable[str]]


@click.command("doctor")
@store_options
def command(config: Path | None, **flags: object) -> None:
    """Check settings, store, pictures, painter, workers and disk. Exits 1 if anything is wrong."""
    keep_private()
    settings = read_settings(config, **flags)
    # Each reason stands behind its FAIL; the log would tell it once more, with a traceback.
    logging.getLogger("wanstudio").setLevel(logging.CRITICAL)
    failed = asyncio.run(_run(settings))
    if failed:
        raise click.exceptions.Exit(1)


async def _run(settings: Settings) -> int:
    checks: dict[str, Check] = {
        "store": _store,
        "service": _service,
        "folder": _folder,
        "pictures": _pictures,
        "painter": _painter,
        "rewriting": _rewriting,
        "moderation": _moderation,
        "provenance": _provenance,
        "workers": _workers,
        "disk": _disk,
    }
    failed = 0
    for name, check in checks.items():
        try:
            told = await check(settings)
            click.echo(
                f"{'WARN ' if told.startswith(_WARNING) else 'ok   '} {name:10} {told.removeprefix(_WARNING)}"
            )
        except Exception as error:
            failed += 1
            told = error.message if isinstance(error, click.ClickException) else explain(error)
            click.echo(f"FAIL  {name:10} " + told.replace("\n", "\n      "))
    return failed


async def _store(settings: Settings) -> str:
    database = await open_database(settings.database, settings.data)
    try:
        version = await database.read(_schema_version)
        warning = await password_warning(database)
    finally:
        await database.close()
    if warning:
        return f"{_WARNING}{warning}: set a new one (`ALTER ROLE ... VALID UNTIL ...`)"
    kind = "PostgreSQL" if settings.database else f"SQLite {apsw.sqlite_lib_version()} in {settings.data}"
    return f"{kind}, schema version {version}"


async def _schema_version(tx: Connection) -> int:
    row = await tx.row("schema/version")
    return int(row["version"]) if row else 0


async def _service(settings: Settings) -> str:
    """What holds for every process, and where this command's own settings say otherwise."""
    database = await open_database(settings.database, settings.data)
    try:
        rows = await database.read(read_rows)
    finally:
        await database.close()
    service = understand(rows, own_values(settings))
    if not rows:
        return f"profile {service.profile}; the first server or worker writes it into the store"
    if differing := differences(settings, service):
        lines = [
            f"{one.name} is {one.store} in the store, which holds, and {one.own} in this command's settings: "
            f"take that out, or `{one.remedy}`"
            for one in differing
        ]
        return _WARNING + "\n      ".join(lines)
    return (
        f"profile {service.profile}, pictures kept {service.retention_hours:g} h (`wanstudio service show`)"
    )


def _is_elsewhere(settings: Settings) -> bool:
    """Whether nothing lies in the data folder: a fleet has a database and a bucket."""
    return bool(settings.database and settings.objects) and not settings.data.exists()


async def _folder(settings: Settings) -> str:
    if _is_elsewhere(settings):
        return "not used: database and pictures are elsewhere"
    prepare_data_folder(settings.data)
    if left := close_to_others(settings.data):
        raise click.ClickException(
            f"{left[0]} is open to other users: {open_because(left[0])}\n"
            f"Close it as its owner: chmod -R go= {settings.data}"
        )
    return f"{settings.data} is closed to other users"


async def _pictures(settings: Settings) -> str:
    objects = open_objects_of(settings)
    key = "doctor/probe.png"
    try:
        await objects.put(key, b"probe")
        if await objects.get(key) != b"probe":
            raise click.ClickException("what was written could not be read back")
        await objects.delete(key)
    finally:
        await objects.close()
    return f"written, read and deleted in {settings.objects or settings.data / 'objects'}"


async def _painter(settings: Settings) -> str:
    from wanstudio.painting.choosing import open_painter  # noqa: PLC0415 (loads the renderer)
    from wanstudio.painting.painter import Canvas  # noqa: PLC0415

    if (settled := settle(settings)).painter != "procedural":
        check_folders(settled)  # all of them: a painter does with those that can be used
    painter = open_painter(settings)
    started = time.monotonic()
    pixels = painter.paint(Canvas("wan2.6-t2i", "a red car", "", 1280, 1280, 1))
    if one_flat_colour(pixels):
        raise click.ClickException(f"{painter.name} painted one flat colour: {_FLAT}")
    choice, standing = choose(settings), painter.standing()
    room = f", {standing.memory_total / 2**30:.1f} GiB of memory" if standing.memory_total else ""
    lines = [
        f"{painter.name}: 1280*1280 in {time.monotonic() - started:.2f} s on {standing.device}{room}",
        f"auto means {choice.painter}: {choice.reason}",
        fit_line(settings) if painter.name == "procedural" else f"{_LARGE}, see docs/howto/checkpoints.md",
    ]
    return "\n      ".join(lines)


def one_flat_colour(pixels: "Pixels") -> bool:
    """Whether a picture, `[height, width, 3]` uint8, shows nothing."""
    return all(int(channel.max()) - int(channel.min()) < _SEEN for channel in pixels.reshape(-1, 3).T)


async def _rewriting(settings: Settings) -> str:
    from wanstudio.prompt_extension.choosing import open_rewriting  # noqa: PLC0415 (may need HTTP)

    if settings.rewriter == "off":
        return "off: prompts are painted as they are"
    rewriting = open_rewriting(replace(settings, rewriter_strict=True))
    started = time.monotonic()
    try:
        await rewriting.rewrite("a red car", "", 800, 1)
    except RewriteFailed as error:
        raise click.ClickException(f"{error.__cause__} (docs/howto/prompt-rewriting.md)") from error
    finally:
        await rewriting.close()
    return f"{settings.rewriter}: a prompt rewritten in {time.monotonic() - started:.2f} s"


async def _moderation(settings: Settings) -> str:
    from wanstudio.moderation.choosing import open_inspection  # noqa: PLC0415 (may load a model)

    if settings.moderation == "off":
        return "off: nothing is looked at"
    inspection = open_inspection(replace(settings, moderation_down="refuse"), pictures=True)
    try:
        await inspection.check_prompt("a red car")
    finally:
        await inspection.close()
    return f"{', '.join(inspection.names)} can look"


async def _provenance(settings: Settings) -> str:
    from wanstudio.finishing.choosing import open_finisher  # noqa: PLC0415 (loads the renderer)

    if open_finisher(settings).signer is None:
        return "written as text, not signed (provenance_signing)"
    chain, health = settings.provenance_certificate, SigningHealth(settings)
    health.look()
    if health.warning:
        return (
            f"{_WARNING}{health.warning}: put a renewed chain and key in its place (docs/howto/provenance.md)"
        )
    return f"signed with {chain}" if chain else "signed with a certificate for development, trusted by nobody"


async def _workers(settings: Settings) -> str:
    async def read(tx: Connection) -> str:
        workers = await tx.rows("tasks/workers")
        waiting = sum(row["tasks"] for row in await tx.rows("tasks/queue_depth") if row["state"] != "running")
        silent = [row["worker"] for row in workers if row["silent_ms"] > _SILENT_MS]
        if waiting and not workers:
            raise click.ClickException(
                f"{waiting} tasks wait and no worker runs: `wanstudio serve` or `wanstudio work`"
            )
        return f"{len(workers)} signed on, {len(silent)} silent for a minute, {waiting} tasks waiting"

    database: Database = await open_database(settings.database, settings.data)
    try:
        return await database.read(read)
    finally:
        await database.close()


async def _disk(settings: Settings) -> str:
    if _is_elsewhere(settings):
        return "not looked at: database and pictures are elsewhere"
    free = shutil.disk_usage(settings.data).free
    if free < _LEAST_FREE_BYTES:
        raise click.ClickException(f"only {free >> 20} MiB free under {settings.data}: make room")
    return f"{free >> 30} GiB free under {settings.data}"
