"""`wanstudio models`: what is offered here, at which price and limits."""

from pathlib import Path

import click

from wanstudio.catalog.models import MODELS
from wanstudio.catalog.offers import Offer, money
from wanstudio.catalog.served import served_in
from wanstudio.catalog.service_settings import ServiceSettings
from wanstudio.cli.options import on_store, print_table, read_settings, store_options
from wanstudio.database.opening import has_database
from wanstudio.service_settings.cache import follow_store
from wanstudio.service_settings.store import own_values
from wanstudio.settings import Settings


@click.command("models")
@click.option("--region", type=click.Choice(["singapore", "beijing"]), help="Region asked about.")
@click.option(
    "--profile",
    type=click.Choice(["studio", "model-studio"]),
    help="Limits where there is no store yet: generous or exact.",
)
@store_options
def command(config: Path | None, **flags: object) -> None:
    """List the models with their limits and prices."""
    settings = read_settings(config, **flags)
    offers = served_in(settings.region, settings, _agreed(settings))
    head = ("model", "prompt", "default size", "price", "free images", "submits/s", "running", "queue")
    print_table(head, [_line(offer) for offer in offers])
    served = {offer.model.name for offer in offers}
    missing = [model.name for model in MODELS if model.name not in served]
    if missing:
        click.echo(f"Not offered, since no checkpoint stands behind them: {', '.join(missing)}.", err=True)
        click.echo("Set default_checkpoint or procedural_fallback (docs/howto/checkpoints.md).", err=True)


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
