"""The `wanstudio` command: finds the subcommand, and prints every error as one plain line."""

import importlib
import sys

import click

from wanstudio import __version__, telemetry
from wanstudio.errors import ServiceError

COMMANDS = tuple("serve emulate work generate keys users webhooks models usage tasks moderate doctor".split())


class _Lazy(click.Group):
    """Loads a subcommand's file only when it is asked for: `generate` needs no server."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"wanstudio.cli.{cmd_name}")
        command: click.Command = module.command
        return command


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="wanstudio")
def cli() -> None:
    """Serve the Wan text-to-image API of Model Studio from this machine.

    Start with `wanstudio serve`, or draw one picture with `wanstudio generate "a red car"`.
    """


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 an error of the service, 2 wrong usage, 130 interrupted."""
    # Before anything may log: a line on standard output could be taken for a key.
    telemetry.configure("warning")
    try:
        code = cli(prog_name="wanstudio", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except ServiceError as error:
        click.echo(f"Error: {error.message} ({error.code})\n{error.remedy}", err=True)
        sys.exit(1)
    except OSError as error:
        # A folder that cannot be made, a full disk: what the system says is what there is to say.
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
