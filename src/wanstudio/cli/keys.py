"""`wanstudio keys`: make, list and revoke API keys."""

from pathlib import Path

import click

from wanstudio.accounts.api_keys import KeyRow, issue_key, list_keys, revoke_key
from wanstudio.cli.account_names import account_id_called
from wanstudio.cli.moments import moment
from wanstudio.cli.options import on_store, print_table, read_settings, store_options
from wanstudio.cli.streams import require_output
from wanstudio.database.connection import Database
from wanstudio.telemetry.audit import audit_command


@click.group("keys")
def command() -> None:
    """Make, list and revoke API keys; works while a server runs."""


@command.command("new")
@store_options
@click.option("--region", type=click.Choice(["singapore", "beijing"]), help="The only region it works in.")
@click.option("--name", default="unnamed", show_default=True, help="What you will know it by.")
@click.option("--account", default="default", show_default=True, help="Whose it is; opened if new.")
def new(config: Path | None, name: str, account: str, **flags: object) -> None:
    """Make a key. It is shown once, alone on the last line of the output."""
    settings = read_settings(config, **flags)
    require_output("key")
    key = on_store(settings, lambda database: issue_key(database, account, settings.region, name))
    audit_command("key_created", key_id=key.key_id, account=account)
    click.echo(f"Key {key.key_id} ({name}) of account {account}, region {settings.region}:", err=True)
    click.echo(key.secret)


@command.command("list")
@store_options
@click.option("--account", help="One account's alone, by its name.")
def show(config: Path | None, account: str | None, **flags: object) -> None:
    """List every key without its secret."""
    keys = on_store(read_settings(config, **flags), lambda database: _keys(database, account))
    print_table(
        ("id", "account", "region", "name", "key", "made", "last used", "state"), [_line(key) for key in keys]
    )


async def _keys(database: Database, account: str | None) -> list[KeyRow]:
    return await list_keys(database, await account_id_called(database, account))


def _line(key: KeyRow) -> tuple[object, ...]:
    state = "revoked" if key.revoked_at else "valid"
    used = moment(key.last_used_at) if key.last_used_at else "never"
    return (key.key_id, key.account, key.region, key.name, key.hint, moment(key.created_at), used, state)


@command.command("revoke")
@store_options
@click.argument("key_id")
def revoke(config: Path | None, key_id: str, **flags: object) -> None:
    """Revoke the key with this id; `wanstudio keys list` shows the ids."""
    if not on_store(read_settings(config, **flags), lambda database: revoke_key(database, key_id)):
        raise click.ClickException(f"there is no valid key with the id {key_id}; see `wanstudio keys list`")
    audit_command("key_revoked", key_id=key_id)
    click.echo(f"Key {key_id} is revoked.")
