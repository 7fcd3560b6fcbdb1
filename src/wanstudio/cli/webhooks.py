"""`wanstudio webhooks`: where the end of a key's tasks is told."""

from pathlib import Path
from urllib.parse import urlsplit

import click

from wanstudio.cli.moments import moment
from wanstudio.cli.options import on_store, print_table, read_settings, store_options
from wanstudio.cli.streams import require_output
from wanstudio.notification import send_test
from wanstudio.telemetry.audit import audit_command
from wanstudio.webhooks.deliveries import State
from wanstudio.webhooks.hooks import HookLine, list_hooks, remove_hook, set_hook


@click.group("webhooks")
def command() -> None:
    """Set, remove, list and test webhooks: at most one for each API key; works while a server runs."""


@command.command("set")
@store_options
@click.argument("key_id")
@click.argument("url")
def set_one(config: Path | None, key_id: str, url: str, **flags: object) -> None:
    """Tell URL when a task of this key ends.

    The secret that signs is made anew and shown once, alone on the last line of the output.
    `wanstudio keys list` shows the ids of keys.
    """
    settings = read_settings(config, **flags)
    require_output("secret")
    hook = on_store(settings, lambda database: set_hook(database, settings, key_id, url))
    # Paths and queries of such addresses are often secrets.
    audit_command("webhook_set", key_id=key_id, host=urlsplit(url).hostname)
    click.echo(f"The end of each task of key {key_id} is told to {url}, signed with:", err=True)
    click.echo(hook.secret)


@command.command("remove")
@store_options
@click.argument("key_id")
def remove(config: Path | None, key_id: str, **flags: object) -> None:
    """Tell nothing more of this key's tasks, not even what waits to be told."""
    if not on_store(read_settings(config, **flags), lambda database: remove_hook(database, key_id)):
        raise _missing(key_id)
    audit_command("webhook_removed", key_id=key_id)
    click.echo(f"Nothing more is told of the tasks of key {key_id}.")


@command.command("list")
@store_options
def show(config: Path | None, **flags: object) -> None:
    """List every webhook with its last outcome; counts are of the last 24 hours."""
    hooks = on_store(read_settings(config, **flags), list_hooks)
    print_table(
        ("key", "url", "state", "waiting", "given up", "last tried", "outcome"),
        [_line(hook) for hook in hooks],
    )


def _line(hook: HookLine) -> tuple[object, ...]:
    state = f"off since {moment(hook.off_at)}" if hook.off_at else "on"
    tried = moment(hook.last_tried_at) if hook.last_tried_at else "never"
    return (hook.key_id, hook.url, state, hook.waiting, hook.given_up, tried, _outcome(hook))


def _outcome(hook: HookLine) -> str:
    if hook.last_state is None:
        return ""
    if hook.last_state == State.DELIVERED:
        return "delivered"
    return hook.last_problem or "being sent"


@command.command("test")
@store_options
@click.argument("key_id")
def test(config: Path | None, key_id: str, **flags: object) -> None:
    """Send a test event now, once, and say what became of it."""
    settings = read_settings(config, **flags)
    answer = on_store(settings, lambda database: send_test(database, settings, key_id))
    if answer is None:
        raise _missing(key_id)
    if not answer.received:
        raise click.ClickException(f"the test event was not received: {answer.problem}")
    click.echo("The test event was received.")


def _missing(key_id: str) -> click.ClickException:
    return click.ClickException(f"key {key_id} has no webhook; `wanstudio webhooks set` gives it one")
