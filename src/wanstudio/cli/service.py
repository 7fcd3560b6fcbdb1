"""`wanstudio service`: what all processes agree on, shown and changed."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from wanstudio.catalog.service_settings import ServiceSettings
from wanstudio.cli.moments import moment
from wanstudio.cli.options import on_store, print_table, read_settings, store_options
from wanstudio.database.connection import Database
from wanstudio.service_settings.cache import log_differences
from wanstudio.service_settings.definitions import (
    SETTINGS,
    ServiceSetting,
    find_setting,
    named_offer,
    named_setting,
    read_typed,
    shown,
)
from wanstudio.service_settings.store import (
    Change,
    StoredValue,
    own_values,
    read_rows,
    set_value,
    understand,
    unset_value,
)
from wanstudio.telemetry.audit import audit_command, command_user

_EXAMPLES = """
\b
wanstudio service set profile model-studio
wanstudio service set retention_hours 48
wanstudio service set price singapore wan2.6-t2i 0.03
"""


@click.group("service")
def command() -> None:
    """Show and change what holds for every process.

    Profile, prices, limits and times are kept in the store. A change holds in every process within two seconds. docs/howto/service-settings.md.
    """


@command.command("show")
@store_options
@click.option("--json", "as_json", is_flag=True, help="Everything as one JSON object.")
def show(config: Path | None, as_json: bool, **flags: object) -> None:
    """Show what holds, since when, and who changed it."""
    settings = read_settings(config, **flags)
    rows = on_store(settings, lambda database: database.read(read_rows))
    service = understand(rows, own_values(settings))
    log_differences(settings, service)
    if as_json:
        click.echo(json.dumps(_as_object(service), indent=2))
        return
    whole = [_whole(setting, rows, service) for setting in SETTINGS if setting.scope == "service"]
    print_table(("setting", "value", "changed", "by", "meaning"), whole)
    each = [_each(row) for row in rows if row.region or row.model or find_setting(row.name) is None]
    if each:
        click.echo()
        print_table(("setting", "region", "model", "value", "changed", "by", "meaning"), each)
    click.echo("\nAll limits and prices: wanstudio models", err=True)


def _whole(
    setting: ServiceSetting, rows: Sequence[StoredValue], service: ServiceSettings
) -> tuple[object, ...]:
    value = shown(setting, getattr(service, setting.field))
    row = next((row for row in rows if row.name == setting.name), None)
    since = (moment(row.changed_at), row.changed_by) if row else ("not in the store yet", "")
    return (setting.name, value, *since, setting.meaning)


def _each(row: StoredValue) -> tuple[object, ...]:
    setting = find_setting(row.name)
    meaning = setting.meaning if setting else "of a newer release"
    return (row.name, row.region, row.model, row.value, moment(row.changed_at), row.changed_by, meaning)


def _as_object(service: ServiceSettings) -> dict[str, object]:
    """`values` holds for the whole service, `models` lists what is not the profile's own, prices in the currency."""
    values = {
        setting.name: json.loads(setting.write(getattr(service, setting.field)))
        for setting in SETTINGS
        if setting.scope == "service"
    }
    models = [
        {
            "name": setting.name,
            "region": region,
            "model": model,
            "value": json.loads(setting.write(changed[setting.field])),
        }
        for (region, model), changed in sorted(service.changed.items())
        for setting in SETTINGS
        if setting.field in changed
    ]
    return {"values": values, "models": models}


@command.command("set", epilog=_EXAMPLES, context_settings={"ignore_unknown_options": True})
@store_options
@click.argument("name")
@click.argument("value", nargs=-1, metavar="[REGION MODEL] VALUE")
def set_one(config: Path | None, name: str, value: tuple[str, ...], **flags: object) -> None:
    """Have a value hold in every process, within two seconds.

    Prices and limits are set for a region and model.
    """
    setting = named_setting(name)
    region, model, (typed,) = _place(setting, value, 1, "VALUE")
    new = read_typed(setting, typed)

    async def work(database: Database) -> Change:
        return await set_value(database, setting, new, region=region, model=model, who=command_user())

    _tell(setting, region, model, on_store(read_settings(config, **flags), work))


@command.command("unset")
@store_options
@click.argument("name")
@click.argument("place", nargs=-1, metavar="[REGION MODEL]")
def unset(config: Path | None, name: str, place: tuple[str, ...], **flags: object) -> None:
    """Go back to the profile's price or limit of a model, or to the default of the whole service."""
    setting = named_setting(name)
    region, model, _ = _place(setting, place, 0, "")

    async def work(database: Database) -> Change:
        return await unset_value(database, setting, region=region, model=model, who=command_user())

    _tell(setting, region, model, on_store(read_settings(config, **flags), work))


def _place(
    setting: ServiceSetting, words: tuple[str, ...], values: int, last: str
) -> tuple[str, str, tuple[str, ...]]:
    """The region, the model's own name, and what stands behind them; UsageError says what is missing."""
    if setting.scope == "service":
        if len(words) != values:
            raise click.UsageError(f"write {setting.name} {last}".rstrip() + f": it is {setting.possible}")
        return "", "", words
    if len(words) != 2 + values:
        problem = f"{setting.name} is of a region and model: write {setting.name} REGION MODEL {last}"
        raise click.UsageError(problem.rstrip() + f", such as {setting.name} singapore wan2.6-t2i")
    offer = named_offer(words[0], words[1])
    return offer.region.name, offer.model.name, words[2:]


def _tell(setting: ServiceSetting, region: str, model: str, change: Change) -> None:
    old, new = shown(setting, change.old), shown(setting, change.new)
    place: dict[str, Any] = {"region": region, "model": model} if region else {}
    audit_command("service_setting_changed", name=setting.name, **place, old=old, new=new)
    of = f" of {model} in {region}" if region else ""
    click.echo(f"{setting.name}{of} is {new} (it was {old}); every process follows within two seconds.")
