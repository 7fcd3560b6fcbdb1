"""The environment variables of flags that are not settings."""

import click

from wanstudio.settings import NAMES, PREFIX


def give_variables(command: click.Command) -> None:
    """Let every flag that is not a setting be set as `WANSTUDIO_<NAME>` too: settings are read elsewhere."""
    if isinstance(command, click.Group):
        for part in command.commands.values():
            give_variables(part)
    for option in command.params:
        if isinstance(option, click.Option) and not (option.envvar or option.hidden or option.name in NAMES):
            named = next((word for word in option.opts if word.startswith("--")), None)
            if named:
                option.envvar = PREFIX + named.removeprefix("--").replace("-", "_").upper()
                option.show_envvar = True
