"""`wanstudio models list` and `remove`: what lies in the data folder."""

import json
from pathlib import Path
from typing import Any

import click

from wanstudio.cli.options import config_option, data_option, print_table, read_settings
from wanstudio.errors import ModelInUse
from wanstudio.model_store.assignments import read_assignments, stored_folder, write_assignments
from wanstudio.model_store.installed import InstalledModel, list_installed, model_folder, remove_installed
from wanstudio.settings import Settings, load_settings

_HEAD = ("model", "from", "commit", "licence", "bytes", "behind", "")


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@data_option
@config_option
def list_command(config: Path | None, data: Path | None, as_json: bool) -> None:
    """List the models that were pulled, and the names that they stand behind."""
    settings = read_settings(config, data=data)
    rows = [_described(settings, model) for model in list_installed(settings.data)]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    lines: list[tuple[object, ...]] = [
        (row["model"], row["repository"], row["commit"], row["license"], f"{row['bytes']:,}",
         ", ".join(map(str, row["behind"])) or "-", "" if row["whole"] else "not whole yet: pull it again")
        for row in rows
    ]  # fmt: skip
    print_table(_HEAD, lines)


@click.command("remove")
@click.argument("name")
@click.option("--force", is_flag=True, help="Even if it is in use; the names that it stands behind lose it.")
@data_option
@config_option
def remove_command(config: Path | None, data: Path | None, name: str, force: bool) -> None:
    """Remove a model from the data folder. Refused while something uses it."""
    settings = read_settings(config, data=data)
    folder = model_folder(settings.data, name)
    if not force and (names := names_behind(settings, folder)):
        raise ModelInUse(model=name, user=f"it stands behind {', '.join(names)}")
    freed = remove_installed(settings.data, name, force=force)
    assignments = read_assignments(settings.data)
    if assignments.users_of(stored_folder(name)):
        write_assignments(settings.data, assignments.without(stored_folder(name)))
    click.echo(f"{name} is removed: {freed:,} bytes are free")
    if left := names_behind(load_settings({"data": data}, file=config), folder):
        click.echo(f"Take it out of your settings too: it stands behind {', '.join(left)}.", err=True)


def names_behind(settings: Settings, folder: Path) -> list[str]:
    """The names that a folder stands behind under these settings, and `default` for all others."""
    wanted = folder.resolve()
    found = [name for name, table in settings.checkpoints.items() if _lies_in(table.get("folder"), wanted)]
    return ["default" if name == settings.default_checkpoint else name for name in found]


def _lies_in(folder: object, wanted: Path) -> bool:
    return isinstance(folder, str) and Path(folder).expanduser().resolve() == wanted


def _described(settings: Settings, model: InstalledModel) -> dict[str, Any]:
    manifest = model.manifest
    return {
        "model": model.name,
        "repository": manifest.repository if manifest else "-",
        "commit": manifest.commit if manifest else "-",
        "license": manifest.license if manifest else "-",
        "bytes": model.size,
        "behind": names_behind(settings, model.folder),
        "whole": model.whole,
    }
