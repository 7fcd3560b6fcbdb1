"""Flags that several subcommands share, and the settings they lead to."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from wanstudio.data_folder import keep_private
from wanstudio.database.connection import Database
from wanstudio.database.opening import open_database
from wanstudio.settings import Settings, load_settings
from wanstudio.settings.environment import unknown_variables

T = TypeVar("T")
Command = Callable[..., Any]


config_option = click.option(
    "--config",
    envvar="WANSTUDIO_CONFIG",
    show_envvar=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Settings file (TOML).",
)


data_option = click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Data folder.")


def store_options(command: Command) -> Command:
    """`--data`, `--database` and `--config`: which service is meant."""
    for option in (
        config_option,
        click.option(
            "--database", metavar="URL", help="postgresql://... instead of the data folder's store."
        ),
        data_option,
    ):
        command = option(command)
    return command


def read_settings(config: Path | None = None, **flags: object) -> Settings:
    """The settings under these flags; a flag that is None was not given.

    One line on standard error names the variables with our prefix that nothing reads.
    """
    settings = load_settings(flags, file=config)
    if unknown := unknown_variables(os.environ):
        click.echo(
            f"Warning: nothing reads {', '.join(unknown)} (docs/settings.md lists what is read)", err=True
        )
    return settings


def on_store(settings: Settings, work: Callable[[Database], Awaitable[T]]) -> T:
    """Open the store, run `work` on it, close it. Works beside a running server."""
    keep_private()

    async def run() -> T:
        database = await open_database(settings.database, settings.data)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())


def print_table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """Print columns, each as wide as its widest entry."""
    texts = [tuple("" if cell is None else str(cell) for cell in row) for row in [head, *rows]]
    widths = [max(len(row[column]) for row in texts) for column in range(len(head))]
    for row in texts:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())
