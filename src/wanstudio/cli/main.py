"""The `wanstudio` command: finds the subcommand, and prints every error as one plain line."""

import importlib
import os
import sys

import click

from wanstudio import __version__, telemetry
from wanstudio.cli.problems import explain
from wanstudio.cli.streams import check_encoding, drop_output, finish_output, prepare_streams
from wanstudio.cli.variables import give_variables
from wanstudio.errors import ServiceError
from wanstudio.proxies import keep_loopback_direct

COMMANDS = {
    "serve": "Serve the API, with a worker that paints.",
    "emulate": "Emulate the service for an application's tests.",
    "work": "Paint tasks until SIGTERM or Ctrl+C.",
    "generate": "Paint PROMPT and save it as PNG.",
    "keys": "Make, list and revoke API keys.",
    "users": "Say who may sign in to the console.",
    "webhooks": "Set, remove, list and test webhooks.",
    "models": "List what is offered, with limits and prices; pull and use models.",
    "usage": "Show calls and images by hour, model and key, and their cost.",
    "service": "Show and change what holds for every process.",
    "tasks": "List, show and cancel tasks.",
    "moderate": "Tell whether moderation would accept PROMPT.",
    "doctor": "Check settings, store, pictures, painter, workers and disk.",
}
"""Every subcommand with its line of `--help`, which so loads none of them."""


class _Lazy(click.Group):
    """Loads a subcommand's file only when it is asked for: `generate` needs no server."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"wanstudio.cli.{cmd_name}")
        command: click.Command = module.command
        give_variables(command)
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="wanstudio")
def cli() -> None:
    """Serve the Wan text-to-image API of Model Studio from this machine.

    Start with `wanstudio serve`, or draw one picture with `wanstudio generate "a red car"`. Every flag of every
    command can also be set in the environment, as WANSTUDIO_<NAME>.
    """


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 an error of the service, 2 wrong usage, 130 interrupted."""
    prepare_streams()
    # Before anything may log: a line on standard output could be taken for a key.
    telemetry.configure("warning")
    keep_loopback_direct(os.environ)
    code = _run()
    try:
        finish_output()
    except OSError as error:
        drop_output()
        code = _fail(error)
    sys.exit(code)


def _run() -> int:
    try:
        check_encoding(sys.argv[1:], os.environ)
        code = cli(prog_name="wanstudio", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return 130
    except (ServiceError, ImportError, OSError, UnicodeError) as error:
        return _fail(error)
    return code if isinstance(code, int) else 0


def _fail(error: Exception) -> int:
    """Say in one line what went wrong, and with which exit code the command ends."""
    # Click says nothing either of a reader that has gone.
    if not isinstance(error, BrokenPipeError):
        click.echo(f"Error: {explain(error)}", err=True)
    return 1


if __name__ == "__main__":
    main()
