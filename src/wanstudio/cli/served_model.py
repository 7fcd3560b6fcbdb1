"""`wanstudio serve --model`: has a model here and behind every name that has no other."""

from collections.abc import Callable

import click

from wanstudio.cli.model_pull import PullChoice, pull_model
from wanstudio.cli.model_use import describe_use, use_model
from wanstudio.errors import SettingsInvalid
from wanstudio.extras import check_extra
from wanstudio.model_store.installed import model_folder
from wanstudio.settings import Settings


def serve_model(
    settings: Settings, source: str, reload: Callable[[], Settings], *, accepted: bool
) -> Settings:
    """Pull the model unless it is here, and make it the default; the settings as they are then.

    SettingsInvalid where they would not let it paint.
    """
    if settings.painter not in ("auto", "diffusion"):
        raise SettingsInvalid(problem=f"--model needs painter auto, and it is {settings.painter}")
    check_extra("painter", "Painting")
    check_extra("diffusion", "Painting with a model")
    name = source
    if "/" in source or not model_folder(settings.data, source).is_dir():
        name, _ = pull_model(settings, PullChoice(source=source, accepted=accepted))
    use_model(settings, name, (), as_default=True)
    after = reload()
    lines = describe_use(after, name, [], as_default=True)
    if after.default_checkpoint != name:
        raise SettingsInvalid(problem=lines[-1])
    for line in lines:
        click.echo(line, err=True)
    return after
