"""`wanstudio users`: who may sign in to the console."""

from pathlib import Path

import click

from wanstudio.accounts.passwords import hash_password
from wanstudio.accounts.users import User, add_user, list_users, remove_user, set_password
from wanstudio.cli.moments import moment
from wanstudio.cli.options import on_store, print_table, read_settings, store_options
from wanstudio.telemetry.audit import audit_command

_password_option = click.password_option(
    help="Asked for when it is not given; give it in the environment rather than on the command line.",
    envvar="WANSTUDIO_PASSWORD",
    show_envvar=True,
)


@click.group("users")
def command() -> None:
    """Say who may sign in to the console; works while a server runs."""


@command.command("add")
@store_options
@click.argument("name")
@click.option("--admin", is_flag=True, help="May see every account, the queue and the workers.")
@click.option("--account", default="default", show_default=True, help="Whose tasks, keys and bill they see.")
@_password_option
def add(config: Path | None, name: str, admin: bool, account: str, password: str, **flags: object) -> None:
    """Let NAME sign in."""
    kept, role = hash_password(password.rstrip("\r\n")), "admin" if admin else "user"
    on_store(
        read_settings(config, **flags),
        lambda database: add_user(database, name, kept, "admin" if admin else "user", account),
    )
    audit_command("user_added", user=name.strip(), role=role, account=account)
    click.echo(f"{name} may sign in as {role} of account {account}.")


@command.command("list")
@store_options
def show(config: Path | None, **flags: object) -> None:
    """List everybody who may sign in."""
    users = on_store(read_settings(config, **flags), list_users)
    print_table(("name", "role", "account", "made", "last signed in"), [_line(user) for user in users])


def _line(user: User) -> tuple[object, ...]:
    seen = moment(user.seen_at) if user.seen_at else "never"
    return (user.name, user.role, user.account, moment(user.created_at), seen)


@command.command("password")
@store_options
@click.argument("name")
@_password_option
def password(config: Path | None, name: str, password: str, **flags: object) -> None:
    """Give NAME a new password; their sessions end."""
    kept = hash_password(password.rstrip("\r\n"))
    if not on_store(read_settings(config, **flags), lambda database: set_password(database, name, kept)):
        raise click.ClickException(f"there is no user called {name}; see `wanstudio users list`")
    audit_command("password_changed", user=name)
    click.echo(f"{name} has a new password.")


@command.command("remove")
@store_options
@click.argument("name")
def remove(config: Path | None, name: str, **flags: object) -> None:
    """Let NAME in no more; their account, its keys and tasks stay."""
    if not on_store(read_settings(config, **flags), lambda database: remove_user(database, name)):
        raise click.ClickException(f"there is no user called {name}; see `wanstudio users list`")
    audit_command("user_removed", user=name)
    click.echo(f"{name} may sign in no more.")
