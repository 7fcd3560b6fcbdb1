"""`wanstudio models check`: loads a pulled model and paints with it, twice."""

import logging
import time
from dataclasses import replace
from pathlib import Path

import click

from wanstudio.catalog.models import MODELS
from wanstudio.cli.doctor import one_flat_colour
from wanstudio.cli.options import config_option, data_option, read_settings
from wanstudio.errors import SettingsInvalid
from wanstudio.extras import check_extra
from wanstudio.model_store.installed import InstalledModel, find_installed
from wanstudio.model_store.presets import read_presets
from wanstudio.settings import Settings

_PROMPT = "A small white chapel in the snow under a blue sky"
# Two, because a card is known whose second picture is the first that fails.
_SEEDS = (1, 2)
_SIDE = 512


@click.command("check")
@click.argument("name")
@click.option("--size", default=f"{_SIDE}*{_SIDE}", show_default=True, help="Size of the pictures.")
@click.option("--steps", type=click.IntRange(1, 1000), help="Denoising steps.  [default: the preset's]")
@data_option
@config_option
def command(config: Path | None, data: Path | None, name: str, size: str, steps: int | None) -> None:
    """Load a model and paint two pictures; tells seconds and memory, and exits 1 if one shows nothing."""
    settings = read_settings(config, data=data)
    check_extra("painter", "Painting")
    check_extra("diffusion", "Painting with a model")
    width, height = _sides(size)
    installed = find_installed(settings.data, name)
    # The error says it; the log would tell it once more, with a traceback.
    logging.getLogger("wanstudio").setLevel(logging.CRITICAL)
    _paint(_alone(settings, installed, steps), name, width, height)


def _alone(settings: Settings, installed: InstalledModel, steps: int | None) -> Settings:
    """The settings with this model behind everything."""
    preset = None
    if installed.manifest and installed.manifest.preset:
        preset = read_presets(settings.presets).get(installed.manifest.preset)
    table = {"folder": str(installed.folder), **(preset.painting() if preset else {})}
    if steps is not None:
        table["steps"] = steps
    checkpoints = {installed.name: table}
    return replace(settings, painter="diffusion", checkpoints=checkpoints, default_checkpoint=installed.name)


def _paint(settings: Settings, name: str, width: int, height: int) -> None:
    from wanstudio.painting.diffusion.painter import DiffusionPainter  # noqa: PLC0415 (loads torch)
    from wanstudio.painting.painter import Canvas  # noqa: PLC0415

    painter = DiffusionPainter(settings)
    try:
        for number, seed in enumerate(_SEEDS, start=1):
            began = time.monotonic()
            # Numbers that are none raise in here.
            pixels = painter.paint(Canvas(MODELS[0].name, _PROMPT, "", width, height, seed))
            seconds = time.monotonic() - began
            loading = " with loading" if number == 1 else ""
            click.echo(f"{name}: picture {number} of {width}*{height} in {seconds:.1f} s{loading}")
            if one_flat_colour(pixels):
                raise click.ClickException(
                    f"picture {number} is one flat colour: the weights do not work here"
                )
        standing = painter.standing()
        click.echo(
            f"{name}: at most {painter.peak_bytes():,} of {standing.memory_total:,} bytes of {standing.device}"
        )
    finally:
        painter.close()


def _sides(size: str) -> tuple[int, int]:
    sides = size.split("*")
    if len(sides) != 2 or not all(side.isdecimal() and 64 <= int(side) <= 4096 for side in sides):
        raise SettingsInvalid(problem=f"--size {size!r}: write it as 512*512, 64 to 4096 a side")
    return int(sides[0]), int(sides[1])
