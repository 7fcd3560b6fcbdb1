"""`wanstudio models pull`: a preset or a hub's repository into the data folder."""

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from wanstudio.cli.options import config_option, data_option, read_settings
from wanstudio.cli.pull_progress import PullProgress
from wanstudio.data_folder import keep_private, prepare_data_folder
from wanstudio.errors import LicenseNotAccepted, ModelNotServed, SettingsInvalid
from wanstudio.model_store.hub_access import HubName, check_repository, read_access
from wanstudio.model_store.installed import model_folder
from wanstudio.model_store.licenses import restricts
from wanstudio.model_store.listing import Listing
from wanstudio.model_store.manifest import Manifest
from wanstudio.model_store.presets import Preset, find_preset, read_presets
from wanstudio.model_store.pull import PullRequest, pull
from wanstudio.painting.diffusion.registry import check_folder, serves
from wanstudio.settings import Settings

_HUBS: tuple[HubName, ...] = ("hub", "modelscope")


@dataclass(frozen=True, slots=True, kw_only=True)
class PullChoice:
    """What the flags say: a preset's name or a repository's id, and how it is to be had."""

    source: str
    revision: str | None = None
    hub: HubName | None = None
    name: str | None = None
    accepted: bool = False


@click.command("pull")
@click.argument("source", metavar="PRESET|HUB-ID")
@click.option("--revision", help="Branch, tag or commit.  [default: the preset's, else the newest]")
@click.option("--from", "hub", type=click.Choice(_HUBS), help="Which hub.  [default: hub, Hugging Face's]")
@click.option(
    "--as", "name", metavar="NAME", help="Its name here.  [default: the preset's, else the repository's]"
)
@click.option("--accept-license", is_flag=True, help="The licence's limits were read and are kept.")
@data_option
@config_option
def command(config: Path | None, source: str, name: str | None, accept_license: bool, **flags: Any) -> None:
    """Fetch a model into the data folder; goes on where an earlier pull ended.

    `PRESET` is one of `wanstudio models presets`, `HUB-ID` a repository such as Wan-AI/Wan2.1-T2V-1.3B-Diffusers
    in diffusers' format.
    """
    keep_private()
    settings = read_settings(config, data=flags["data"])
    choice = PullChoice(
        source=source, revision=flags["revision"], hub=flags["hub"], name=name, accepted=accept_license
    )
    pulled, manifest = pull_model(settings, choice)
    click.echo(
        f"{pulled} is here: {manifest.size:,} bytes of {manifest.repository}, commit {manifest.commit}"
    )
    click.echo(f"Put it behind a name with: wanstudio models use {pulled} --for wan2.6-t2i")


def pull_model(settings: Settings, choice: PullChoice) -> tuple[str, Manifest]:
    """Have a model here: its name and manifest. Refused before any weights are fetched where it cannot be served."""
    preset = _preset_of(settings, choice)
    if preset is not None:
        _check_preset(preset, choice)
    hub, repository = _repository_of(preset, choice)
    name = choice.name or (preset.name if preset else repository.partition("/")[2])
    request = PullRequest(
        repository=repository,
        folder=model_folder(settings.data, name),
        revision=choice.revision or (preset.revision if preset else None),
        files=preset.files if preset else (),
        leave=preset.leave if preset else (),
        preset=preset.name if preset else None,
    )

    def accept(listing: Listing, index: Mapping[str, Any]) -> None:
        if not serves(pipeline := str(index.get("_class_name"))):
            raise ModelNotServed(model=repository, pipeline=pipeline)
        if preset is None and restricts(listing.license) and not choice.accepted:
            raise LicenseNotAccepted(model=repository, license=listing.license)

    prepare_data_folder(settings.data)
    progress = PullProgress(name, sys.stderr)
    try:
        manifest = asyncio.run(pull(request, read_access(hub, os.environ), progress, accept))
    finally:
        progress.close()
    check_folder(request.folder)
    return name, manifest


def _preset_of(settings: Settings, choice: PullChoice) -> Preset | None:
    """The preset that is named; a repository that a preset is made of is that preset, with its list of files."""
    presets = read_presets(settings.presets)
    if "/" not in choice.source:
        return find_preset(presets, choice.source)
    check_repository(choice.source)
    own = (each for each in presets.values() if choice.source in (each.hub, each.modelscope))
    return next(own, None)


def _check_preset(preset: Preset, choice: PullChoice) -> None:
    if not serves(preset.pipeline):
        raise ModelNotServed(model=preset.name, pipeline=preset.pipeline)
    if preset.commercial != "yes" and not choice.accepted:
        raise LicenseNotAccepted(model=preset.name, license=preset.license)


def _repository_of(preset: Preset | None, choice: PullChoice) -> tuple[HubName, str]:
    if "/" in choice.source and (preset is None or choice.hub):
        return choice.hub or "hub", choice.source
    assert preset is not None
    hubs = (choice.hub,) if choice.hub else _HUBS
    for hub in hubs:
        if repository := preset.repository(hub):
            return hub, repository
    raise SettingsInvalid(
        problem=f"preset {preset.name} is not known to be on {choice.hub}; leave --from out"
    )
