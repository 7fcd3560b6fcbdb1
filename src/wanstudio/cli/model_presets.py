"""`wanstudio models presets`: what can be pulled by name."""

import json
from pathlib import Path

import click
import msgspec

from wanstudio.cli.options import config_option, print_table, read_settings
from wanstudio.model_store.presets import Preset, read_presets
from wanstudio.painting.diffusion.registry import serves
from wanstudio.painting.preset_fit import fit_line

HEAD = (
    "preset",
    "licence",
    "commercial",
    "download GB",
    "memory GB bf16/8-bit/4-bit",
    "steps",
    "guidance",
    "fit for",
    "",
)


@click.command("presets")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@config_option
def command(config: Path | None, as_json: bool) -> None:
    """List the models that can be pulled by name, best first."""
    settings = read_settings(config)
    presets = read_presets(settings.presets).values()
    if as_json:
        listed = [{**msgspec.to_builtins(preset), "served": serves(preset.pipeline)} for preset in presets]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    print_table(HEAD, [preset_row(preset) for preset in presets])
    click.echo("GB are 10^9 bytes, memory is that of the weights; - where it is not known.", err=True)
    click.echo(fit_line(settings), err=True)


def preset_row(preset: Preset) -> tuple[str, ...]:
    """A line of the table."""
    memory = preset.memory_gb
    return (
        preset.name,
        preset.license,
        preset.commercial,
        _shown(preset.download_gb),
        " / ".join(_shown(size) for size in (memory.bf16, memory.int8, memory.nf4)),
        _shown(preset.steps),
        _shown(preset.guidance),
        ", ".join(preset.fit_for) or "-",
        "" if serves(preset.pipeline) else "not served yet",
    )


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"
