"""Takes a run's weights along in small files: `python -m sketch.parts RUN FOLDER`, and back with `--join`."""

import shutil
from pathlib import Path

import click

from sketch.keeping import load_parts, load_state, save_parts, save_state

_SMALL = ("patches.safetensors", "log.jsonl")
_LATER = ("decoder.safetensors", "recogniser.safetensors")
"""What may not be there yet."""


@click.command(help=__doc__)
@click.argument("run", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--join", is_flag=True, help="From the folder into the run, instead of the other way.")
def main(run: Path, folder: Path, *, join: bool) -> None:
    (put_back if join else take_along)(run, folder)


def take_along(run: Path, folder: Path) -> None:
    """The averaged weights of every stage, the tokenizer, the linear code, and decoder and recogniser if they are made."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in sorted((run / "states").glob("*.pt")):
        state = load_state(file)
        if state and "average" in state:
            written = save_parts(state["average"], folder / file.stem)
            click.echo(f"{file.stem}: {len(written)} parts")
    shutil.copytree(run / "tokenizer", folder / "tokenizer", dirs_exist_ok=True)
    _copy(run, folder)


def put_back(run: Path, folder: Path) -> None:
    """What was taken along as a run that can be exported; it cannot be trained further."""
    shutil.copytree(folder / "tokenizer", run / "tokenizer", dirs_exist_ok=True)
    _copy(folder, run)
    for part in sorted({file.parent for file in folder.glob("*/part-*.safetensors")}):
        save_state(run / "states" / f"{part.name}.pt", {"average": load_parts(part)})


def _copy(source: Path, target: Path) -> None:
    for name in (*_SMALL, *(later for later in _LATER if (source / later).exists())):
        shutil.copy(source / name, target / name)


if __name__ == "__main__":
    main()
