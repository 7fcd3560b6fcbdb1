"""`wanstudio moderate`: what moderation says of a prompt, under the settings a server would have."""

import asyncio
from pathlib import Path

import click

from wanstudio.cli.options import config_option, read_settings
from wanstudio.errors import DataInspectionFailed, IPInfringementSuspect
from wanstudio.moderation.choosing import open_inspection
from wanstudio.settings import Settings


@click.command("moderate")
@click.argument("prompt")
@config_option
def command(prompt: str, config: Path | None) -> None:
    """Tell whether PROMPT would be accepted, and if not, by whom it is refused. Exits 1 if it is.

    Looks with the lists and the text model of the settings, and writes no log.
    """
    refused = asyncio.run(_look(prompt, read_settings(config)))
    click.echo(refused or "accepted")
    if refused:
        raise click.exceptions.Exit(1)


async def _look(prompt: str, settings: Settings) -> str:
    inspection = open_inspection(settings)
    try:
        await inspection.check_prompt(prompt)
    except (DataInspectionFailed, IPInfringementSuspect) as error:
        return f"refused: {error.code} ({error.__notes__[0]})"
    finally:
        await inspection.close()
    return ""
