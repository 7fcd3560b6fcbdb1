"""`wanstudio models`: what is offered here, at which price and limits and by what; its subcommands pull models."""

from pathlib import Path

import click
from click.core import ParameterSource

from wanstudio.catalog.models import MODELS
from wanstudio.catalog.offers import Offer, money
from wanstudio.catalog.served import served_in
from wanstudio.catalog.service_settings import ServiceSettings
from wanstudio.cli import model_check, model_presets, model_pull, model_shelf, model_use
from wanstudio.cli.options import on_store, print_table, read_settings, store_options
from wanstudio.database.opening import has_database
from wanstudio.errors import SettingsInvalid
from wanstudio.painting.auto import settle
from wanstudio.painting.diffusion.checkpoints import read_shelf
from wanstudio.service_settings.cache import follow_store
from wanstudio.service_settings.store import own_values
from wanstudio.settings import Settings


@click.group("models", invoke_without_command=True)
@click.option("--region", type=click.Choice(["singapore", "beijing"]), help="Region asked about.")
@click.option(
    "--profile",
    type=click.Choice(["studio", "model-studio"]),
    help="Limits where there is no store yet: generous or exact.",
)
@store_options
@click.pass_context
def command(context: click.Context, /, config: Path | None, **flags: object) -> None:
    """List what is offered, with limits and prices and what paints for it; pull and use models.

    Without a subcommand: the list.
    """
    if context.invoked_subcommand is not None:
        _refuse_flags(context)
        return
    settings = read_settings(config, **flags)
    offers = served_in(settings.region, settings, _agreed(settings))
    head = ("model", "prompt", "default size", "price", "free images", "submits/s", "running", "queue", "by")
    print_table(head, [(*_line(offer), _painted_by(settings, offer)) for offer in offers])
    served = {offer.model.name for offer in offers}
    missing = [model.name for model in MODELS if model.name not in served]
    if missing:
        click.echo(f"Not offered, since no checkpoint stands behind them: {', '.join(missing)}.", err=True)
        click.echo("Set default_checkpoint or procedural_fallback (docs/howto/checkpoints.md).", err=True)


def _refuse_flags(context: click.Context) -> None:
    """A flag before the subcommand would be passed over in silence."""
    for name in context.params:
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            flag = f"--{name.replace('_', '-')}"
            raise click.UsageError(f"{flag} stands before {context.invoked_subcommand}: put it behind")


def _painted_by(settings: Settings, offer: Offer) -> str:
    """The model behind a name, or the painter that needs none."""
    settled = settle(settings)
    if settled.painter == "procedural":
        return settled.painter
    try:
        found = read_shelf(settled).find(offer.model.name)
    except SettingsInvalid:
        return "procedural"
    return found.hub or found.folder.name


def _agreed(settings: Settings) -> ServiceSettings:
    """The service's values, and this process's own where no server has been yet; no store is made to ask."""
    if not has_database(settings.database, settings.data):
        return own_values(settings)
    return on_store(settings, lambda database: follow_store(database, settings))


def _line(offer: Offer) -> tuple[object, ...]:
    price = f"{money(offer.price_micros)} {offer.region.currency}"
    model = offer.model
    return (
        " = ".join(offer.names),
        model.prompt_limit,
        model.default_size,
        price,
        offer.free_images,
        offer.submit_rate,
        offer.running_limit,
        offer.queue_limit,
    )


for _part in (
    model_presets.command,
    model_pull.command,
    model_shelf.list_command,
    model_check.command,
    model_use.command,
    model_shelf.remove_command,
):
    command.add_command(_part)
