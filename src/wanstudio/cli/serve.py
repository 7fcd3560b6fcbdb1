"""`wanstudio serve`: the whole service on this machine."""

import asyncio
import sys
from pathlib import Path

import click

from wanstudio import telemetry
from wanstudio.accounts.api_keys import has_keys, issue_key
from wanstudio.accounts.users import find_setup_code
from wanstudio.cli.options import config_option, read_settings
from wanstudio.cli.served_model import serve_model
from wanstudio.cli.streams import announce
from wanstudio.data_folder import keep_private
from wanstudio.database.connection import Database
from wanstudio.database.opening import open_database
from wanstudio.extras import check_extra
from wanstudio.finishing.choosing import check_finishing
from wanstudio.moderation.choosing import check_moderation
from wanstudio.painting.auto import check_packages, settle
from wanstudio.painting.diffusion.registry import check_folders
from wanstudio.painting.preset_fit import fit_line
from wanstudio.prompt_extension.choosing import check_rewriting
from wanstudio.server.app import build_app
from wanstudio.server.listening import base_url, listen, open_sockets
from wanstudio.settings import PAINTERS, Settings, load_settings
from wanstudio.storage.opening import open_objects_of
from wanstudio.telemetry.audit import audit_command
from wanstudio.webhooks.secret_keys import SecretKeys

_EXAMPLES = """
Try it:

  curl {base}/api/v1/services/aigc/multimodal-generation/generation \\
    -H "Authorization: Bearer {key}" -H "Content-Type: application/json" \\
    -d '{{"model": "wan2.6-t2i",
         "input": {{"messages": [{{"role": "user", "content": [{{"text": "A sitting orange cat"}}]}}]}},
         "parameters": {{"n": 1, "size": "1280*1280"}}}}'

  import dashscope
  dashscope.base_http_api_url = "{base}/api/v1"
  answer = dashscope.ImageSynthesis.call(api_key="{key}", model="wan2.5-t2i-preview",
                                         prompt="A sitting orange cat", n=1)
  print(answer.output.results[0].url)
"""


@click.command("serve")
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=int, help="Port to listen on; 0 takes a free one.  [default: 8000]")
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="Data folder, made if missing."
)
@click.option("--painter", type=click.Choice(PAINTERS), help="What paints.")
@click.option("--region", type=click.Choice(["singapore", "beijing"]), help="Region that is served.")
@click.option(
    "--profile",
    type=click.Choice(["studio", "model-studio"]),
    help="Limits that a new store begins with: generous or exact.",
)
@click.option("--workers", type=int, help="Worker processes.  [default: 1]")
@click.option("--no-worker", is_flag=True, help="Serve the API only; paint with `wanstudio work`.")
@click.option("--public-url", metavar="URL", help="Base of image links as clients see it.")
@click.option("--database", metavar="URL", help="postgresql://... instead of the data folder's store.")
@click.option("--model", metavar="PRESET|HUB-ID", help="Pull this model if it is not here, and serve it.")
@click.option(
    "--accept-license", is_flag=True, help="The limits of the model's licence were read and are kept."
)
@config_option
def command(
    config: Path | None, no_worker: bool, model: str | None, accept_license: bool, **flags: object
) -> None:
    """Serve the API, with a worker that paints.

    On a fresh folder this creates everything and prints a first key. With --model one command leads from nothing to
    pictures of a real model, which then stands behind every name that has no other (docs/howto/models.md). Every flag can also be set as
    WANSTUDIO_<NAME> in the environment, and all but --no-worker (workers = 0) in wanstudio.toml.
    """
    keep_private()
    if no_worker:
        flags["workers"] = 0
    settings = read_settings(config, **flags)
    if model:
        settings = serve_model(
            settings, model, lambda: load_settings(flags, file=config), accepted=accept_license
        )
    settings = settle(settings)
    telemetry.configure(settings.log_level, settings.log_format)
    _check_painter(settings)
    check_moderation(settings)
    SecretKeys(settings, shared=settings.database is not None)
    check_finishing(settings)
    check_rewriting(settings)
    asyncio.run(_check_objects(settings))
    sockets = open_sockets(settings)
    first_key, setup_code = asyncio.run(_prepare(settings))
    base = (settings.public_url or base_url(sockets[0])).rstrip("/")

    told = _announcement(settings, base, first_key, setup_code)
    metrics = telemetry.Metrics()
    app = build_app(settings, metrics)
    if not listen(app, settings, metrics, sockets, lambda: announce(told), app.end_streams):
        sys.exit(1)


def _announcement(settings: Settings, base: str, first_key: str | None, setup_code: str | None) -> str:
    """What is printed once requests are answered."""
    lines = [f"wanstudio serves {base}/api/v1  (region {settings.region}, data in {settings.data})"]
    if first_key:
        lines.append(f"First API key: {first_key}")
    lines.append(_EXAMPLES.format(base=base, key=first_key or "$DASHSCOPE_API_KEY"))
    if settings.console == "on":
        lines.append(_console_at(base, setup_code))
    if settings.painter == "procedural" and settings.workers:
        lines.append(fit_line(settings))
    if not first_key:
        lines.append(f"Make another key with: wanstudio keys new --data {settings.data}")
    return "\n".join(lines)


def _check_painter(settings: Settings) -> None:
    """Say at once what a worker would fail at, again and again.

    Without workers the server starts all the same: tasks and pictures that there are can be asked for.
    """
    if not settings.workers:
        return
    check_extra("painter", "A worker")
    if settings.painter != "procedural":
        check_folders(settings)
        check_packages(settings)


def _console_at(base: str, setup_code: str | None) -> str:
    """Where the console is, or how its first password is set."""
    if setup_code is None:
        return f"Console: {base}/"
    return f"Console: choose the first password at {base}/setup?code={setup_code}"


async def _check_objects(settings: Settings) -> None:
    """Say at once what is wrong with the place of the pictures; that a bucket answers is not asked."""
    await open_objects_of(settings).close()


async def _prepare(settings: Settings) -> tuple[str | None, str | None]:
    """Create the store; a first key's secret if the region had none, and the setup code if nobody may sign in."""
    database = await open_database(settings.database, settings.data)
    try:
        return await _first_key(database, settings.region), await find_setup_code(database)
    finally:
        await database.close()


async def _first_key(database: Database, region: str) -> str | None:
    if await has_keys(database, region):
        return None
    key = await issue_key(database, "default", region, "first")
    audit_command("key_created", key_id=key.key_id, account="default")
    return key.secret
