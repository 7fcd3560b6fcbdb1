"""`wanstudio generate`: a picture from the command line, from a server or from this process."""

import asyncio
import os
import random
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wanstudio.catalog.models import NAMES, find_model
from wanstudio.catalog.order import Order, make_order
from wanstudio.cli.options import read_settings
from wanstudio.cli.picture_files import check_files, picture_files, write_picture
from wanstudio.settings.environment import refuse_misspelt
from wanstudio.settings.secrets import clean_secret
from wanstudio.settings.urls import SERVER, check_url

if TYPE_CHECKING:
    from wanstudio.client import Progress
    from wanstudio.settings import Settings


@click.command("generate")
@click.argument("prompt")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("out.png"),
    show_default=True,
    help="File to write; with -n, out-1.png, out-2.png, ...",
)
@click.option(
    "--model",
    type=click.Choice(NAMES),
    default="wan2.6-t2i",
    show_default=True,
    metavar="MODEL",
    help="See `wanstudio models`.",
)
@click.option("--negative", default="", help="What must not be in the picture.")
@click.option("--size", metavar="W*H", help="Such as 1280*720.  [default: the model's]")
@click.option("-n", "images", type=int, default=1, show_default=True, help="How many pictures, 1 to 4.")
@click.option("--seed", type=int, help="The same seed gives the same picture.")
@click.option("--no-extend", is_flag=True, help="Paint the prompt as it is, without rewriting it.")
@click.option("--watermark", is_flag=True, help="Label the lower right corner as AI-generated.")
@click.option(
    "--url",
    envvar="WANSTUDIO_URL",
    show_envvar=True,
    help="A running server; without it, this process paints.",
)
@click.option(
    "--key", envvar=["WANSTUDIO_KEY", "DASHSCOPE_API_KEY"], show_envvar=True, help="API key for --url."
)
def command(prompt: str, output: Path, url: str | None, key: str | None, **wishes: object) -> None:
    """Paint PROMPT and save it as PNG."""
    refuse_misspelt(os.environ)
    if url is not None:
        check_url("--url", url, SERVER)
    order = _read_order(prompt, wishes)
    check_files(picture_files(output, order.n))
    if url is None:
        _paint_here(order, output)
    elif key is None:
        raise click.UsageError("--url needs --key (or DASHSCOPE_API_KEY): `wanstudio keys new` makes one")
    else:
        _paint_there(order, output, url, clean_secret("--key", key))


def _read_order(prompt: str, wishes: dict[str, object]) -> Order:
    model = find_model(str(wishes["model"]))
    assert model is not None
    parameters = {
        "size": wishes["size"],
        "n": wishes["images"],
        "seed": wishes["seed"],
        "prompt_extend": not wishes["no_extend"],
        "watermark": wishes["watermark"],
    }
    return make_order(model, prompt, wishes["negative"], parameters, lambda: random.getrandbits(31))


def _tell(path: Path, order: Order, index: int) -> None:
    click.echo(f"{path}  {order.size}  seed {order.seed_of(index)}")


def _paint_here(order: Order, output: Path) -> None:
    from wanstudio.finishing.choosing import open_finisher  # noqa: PLC0415 (a server's client needs no painter)
    from wanstudio.finishing.provenance import Origin  # noqa: PLC0415
    from wanstudio.painting.choosing import open_painter  # noqa: PLC0415
    from wanstudio.painting.painter import Canvas  # noqa: PLC0415

    settings = read_settings()
    painter = open_painter(settings)
    finisher, task_id = open_finisher(settings), str(uuid.uuid4())
    prompt = asyncio.run(_rewritten(order, settings)) if order.prompt_extend else order.prompt
    for index, path in enumerate(picture_files(output, order.n)):
        seed = order.seed_of(index)
        canvas = Canvas(order.model, prompt, order.negative_prompt, order.width, order.height, seed)
        origin = Origin(task_id, index, settings.region, order.model, order.prompt, seed)
        if fault := write_picture(
            path, finisher.finish(painter.paint(canvas), origin, watermark=order.watermark)
        ):
            raise click.ClickException(fault)
        _tell(path, order, index)


async def _rewritten(order: Order, settings: "Settings") -> str:
    from wanstudio.prompt_extension.choosing import open_rewriting  # noqa: PLC0415

    model = find_model(order.model)
    assert model is not None
    rewriting = open_rewriting(settings)
    try:
        return await rewriting.rewrite(order.prompt, order.negative_prompt, model.prompt_limit, order.seed)
    finally:
        await rewriting.close()


def _paint_there(order: Order, output: Path, url: str, key: str) -> None:
    from wanstudio.client import ClientError, generate  # noqa: PLC0415 (only this needs HTTP)

    try:
        answers = asyncio.run(generate(url, key, order, _Waiting()))
    except ClientError as error:
        raise click.ClickException(str(error)) from error
    missing = order.n - len(answers)
    for index, (path, answer) in enumerate(zip(picture_files(output, order.n), answers, strict=False)):
        if isinstance(answer, ClientError):
            click.echo(f"{path} is missing: {answer}", err=True)
            missing += 1
        elif fault := write_picture(path, answer.data):
            # It is paid for, and lies there for a day.
            click.echo(f"{fault}; the picture is at {answer.url}", err=True)
            missing += 1
        elif len(answers) == order.n:
            _tell(path, order, index)
        else:
            # Some servers leave a failed image out, and then no position tells its seed.
            click.echo(f"{path}  {order.size}")
    if missing:
        raise click.ClickException(f"{missing} of {order.n} images failed")


class _Waiting:
    """Tells on stderr how the task is coming along: in place on a terminal, else each new state once."""

    def __init__(self) -> None:
        self._told = ""

    def __call__(self, progress: "Progress") -> None:
        if sys.stderr.isatty():
            ended = "\n" if progress.status == "SUCCEEDED" else ""
            told = f"\r{progress.status.lower():9} {progress.waited_s:5.1f} s  task {progress.task_id}{ended}"
            click.echo(told, err=True, nl=False)
        elif progress.status != self._told:
            click.echo(f"task {progress.task_id}: {progress.status.lower()}", err=True)
        self._told = progress.status
