"""`wanstudio models use`: puts a pulled model behind names that are served."""

from contextlib import suppress
from pathlib import Path

import click

from wanstudio.catalog.models import NAMES, counted_name, find_model
from wanstudio.cli.options import config_option, data_option, read_settings
from wanstudio.errors import ModelUnknown, ServiceError, SettingsInvalid
from wanstudio.model_store.assignments import (
    Assignments,
    read_assignments,
    stored_folder,
    write_assignments,
)
from wanstudio.model_store.installed import find_installed
from wanstudio.model_store.presets import Preset, read_presets
from wanstudio.painting.diffusion.checkpoints import read_shelf
from wanstudio.painting.diffusion.registry import check_folder
from wanstudio.settings import Settings, load_settings


@click.command("use")
@click.argument("name")
@click.option(
    "--for",
    "models",
    metavar="MODEL",
    multiple=True,
    help="Name that it shall stand behind; may be repeated.",
)
@click.option("--default", "as_default", is_flag=True, help="Behind every name that has no other model.")
@data_option
@config_option
def command(
    config: Path | None, data: Path | None, name: str, models: tuple[str, ...], as_default: bool
) -> None:
    """Put a pulled model behind names that are served; without flags behind those that its preset suits.

    Written into models.toml in the data folder; what wanstudio.toml says of a name goes before it.
    """
    settings = read_settings(config, data=data)
    chosen = use_model(settings, name, models, as_default=as_default)
    after = load_settings({"data": data}, file=config)
    for line in describe_use(after, name, chosen, as_default=as_default):
        click.echo(line)
    if manifest := find_installed(settings.data, name).manifest:
        license_name = manifest.license or "none that the hub names"
        click.echo(f"{name} is {manifest.repository}, commit {manifest.commit}, licence: {license_name}")
    click.echo("A service that runs takes this up when it is started again.")


def use_model(settings: Settings, name: str, models: tuple[str, ...], *, as_default: bool) -> list[str]:
    """Write what stands behind these names; those of the model's preset if none are given. Returns the names."""
    installed = find_installed(settings.data, name)
    check_folder(installed.folder)
    preset = _preset_of(settings, installed.manifest.preset if installed.manifest else None)
    chosen = _names(models, preset, name, as_default=as_default)
    painting = preset.painting() if preset else {}
    table = {"folder": stored_folder(name), **painting}
    before = read_assignments(settings.data)
    by_model = {**before.by_model, **dict.fromkeys(chosen, table)}
    default = {"name": name, **table} if as_default else before.default
    write_assignments(settings.data, Assignments(by_model, default))
    return chosen


def describe_use(settings: Settings, name: str, chosen: list[str], *, as_default: bool) -> list[str]:
    """What holds now, and what of the settings goes before it."""
    lines = [f"{each}: {_behind(settings, each)}" for each in chosen]
    if as_default:
        lines.append(f"every other name: {settings.default_checkpoint}")
    if settings.painter not in ("auto", "diffusion"):
        lines.append(f"painter = {settings.painter!r} in your settings goes before this: take it out")
    wanted = stored_folder(name)
    tables = [settings.checkpoints.get(each, {}) for each in chosen]
    if any(not str(table.get("folder", "")).endswith(wanted) for table in tables):
        lines.append("A table of [checkpoints] in your settings goes before this: take it out")
    if as_default and settings.default_checkpoint != name:
        lines.append("default_checkpoint in your settings goes before this: take it out")
    return lines


def _behind(settings: Settings, model: str) -> str:
    with suppress(ServiceError):
        found = read_shelf(settings).find(model)
        return found.hub or found.folder.name
    return "nothing"


def _preset_of(settings: Settings, name: str | None) -> Preset | None:
    return read_presets(settings.presets).get(name) if name else None


def _names(models: tuple[str, ...], preset: Preset | None, name: str, *, as_default: bool) -> list[str]:
    """The names under which they are counted; SettingsInvalid where there are none, ModelUnknown for one that is none."""
    if unknown := next((each for each in models if find_model(each) is None), None):
        raise ModelUnknown(problem=f"{unknown!r} is no name that is served: {', '.join(NAMES)}")
    if models or as_default:
        return list(dict.fromkeys(counted_name(each) for each in models))
    suited = [each for each in (preset.fit_for if preset else ()) if find_model(each)]
    if not suited:
        raise SettingsInvalid(problem=f"say which names {name} shall stand behind: --for MODEL, or --default")
    return suited
