"""`wanstudio emulate`: the service for the tests of an application, directed by them."""

import os
import signal
import socket
import sys
import threading
from pathlib import Path

import click

from wanstudio import telemetry
from wanstudio.catalog.regions import REGIONS
from wanstudio.cli.options import config_option, read_settings
from wanstudio.cli.streams import announce
from wanstudio.data_folder import keep_private
from wanstudio.emulator.control import CONTROL, key_of
from wanstudio.emulator.script import Script, read_file
from wanstudio.extras import check_extra
from wanstudio.finishing.choosing import check_finishing
from wanstudio.moderation.choosing import check_moderation
from wanstudio.prompt_extension.choosing import check_rewriting
from wanstudio.server.listening import base_url, listen, open_sockets
from wanstudio.settings import Settings


@click.command("emulate")
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=int, help="Port to listen on; 0 takes a free one.  [default: 8000]")
@click.option("--region", type=click.Choice(["singapore", "beijing"]), help="Region that is served.")
@click.option("--profile", type=click.Choice(["studio", "model-studio"]), help="Limits: generous or exact.")
@click.option("--script", type=click.Path(path_type=Path, dir_okay=False), help="What to do, as TOML.")
@click.option("--while-stdin-open", is_flag=True, help="End when standard input does, as its parent wishes.")
@config_option
def command(config: Path | None, script: Path | None, while_stdin_open: bool, **flags: object) -> None:
    """Emulate the service for an application's tests: pictures at once, a clock to move, faults on demand.

    Nothing is kept: the store lies in a temporary folder. See docs/howto/use-in-ci.md.
    """
    keep_private()
    check_extra("painter", "The emulator")
    told = read_file(script) if script else Script()
    settings = read_settings(config, **flags)
    telemetry.configure(settings.log_level, settings.log_format)
    check_moderation(settings)
    check_finishing(settings)
    check_rewriting(settings)
    sockets = open_sockets(settings)
    if while_stdin_open:
        threading.Thread(target=_end_with_input, daemon=True).start()

    # Loads what draws, which the check above may have found missing.
    from wanstudio.emulator.app import build_emulator  # noqa: PLC0415

    def tell() -> None:
        announce(_announcement(settings, sockets[0]))

    metrics = telemetry.Metrics()
    app = build_emulator(settings, told, metrics)
    if not listen(app, settings, metrics, sockets, tell, app.end_streams, grace_seconds=1):
        sys.exit(1)


def _announcement(settings: Settings, opened: socket.socket) -> str:
    root = base_url(opened)
    return "\n".join(
        (
            f"wanstudio emulates {root}/api/v1  (region {settings.region}, nothing is kept)",
            *(f"API key for {region.name}: {key_of(region.name, settings.region)}" for region in REGIONS),
            f"Control: {root}{CONTROL}",
        )
    )


def _end_with_input() -> None:
    while sys.stdin.buffer.read(1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
