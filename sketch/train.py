"""One command for the whole of it: `python -m sketch.train --device auto --budget 3h`.

Each stage leaves a file in the run's folder and is passed over when that is there, so that the same command
goes on after a kill. `--only` names one stage.
"""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click
import cv2
import torch

from sketch.autoencoder import train_decoder
from sketch.crew import work_together
from sketch.denoiser import train_phase
from sketch.evaluate import evaluate_run
from sketch.export import export
from sketch.few import train_few
from sketch.keeping import note
from sketch.needs import find_needs, read_needs
from sketch.pace import Pace
from sketch.plan import PLANS, Plan, find_plan
from sketch.recogniser_training import train_recogniser
from sketch.shards import draw_shards, fit_patches, start_drawing
from sketch.sheets import sample_sheet
from sketch.starting import START, start_from
from sketch.words import learn_words, save_words
from wanstudio.errors import SettingsInvalid


@dataclass(frozen=True, slots=True)
class Run:
    """One run: its plan, its folder, where it computes, the seconds it may take, who draws and who trains along."""

    plan: Plan
    folder: Path
    device: torch.device
    seconds: float
    steps: int | None
    workers: int
    processes: int = 1

    def pace(self, share: float) -> Pace:
        """The budget of a stage that has this share; a count of steps, if there is one, is each stage's own."""
        return Pace(self.seconds * share, self.steps)

    def state(self, name: str) -> Path:
        """Where the weights of a stage lie."""
        return self.folder / "states" / f"{name}.pt"


Work = Callable[[], object]


def stages_of(run: Run) -> dict[str, tuple[Path, Work]]:
    """What is to be done, in order: by name, what is there when it is done, and how it is done."""
    plan, folder, device = run.plan, run.folder, run.device
    words, patches = folder / "tokenizer", folder / "patches.safetensors"
    decoder, recogniser = (folder / f"{name}.safetensors" for name in ("decoder", "recogniser"))
    share, judged = plan.recogniser_share, 8 if plan.name == "tiny" else 200
    stages: dict[str, tuple[Path, Work]] = {
        "words": (words, lambda: save_words(learn_words(plan), words)),
        "patches": (patches, lambda: fit_patches(plan).save(patches)),
        "draw": (folder / "drawn", lambda: _draw(run)),
    }
    for number, phase in enumerate(plan.phases):
        if number == 0 and run.state(START).exists():
            continue
        stages[phase.name] = folder / f"{phase.name}.png", partial(_learn, run, number)
    if plan.few_share:
        stages["few"] = folder / "few.png", lambda: _learn_few(run)
    return stages | {
        "decoder": (decoder, lambda: train_decoder(plan, folder, run.pace(plan.decoder_share), device)),
        "recogniser": (recogniser, lambda: train_recogniser(plan, folder, run.pace(share), device)),
        "export": (folder / "export" / "model_index.json", lambda: export(plan, folder)),
        "evaluate": (folder / "table.md", lambda: evaluate_run(folder, device, judged)),
    }


def _learn(run: Run, number: int) -> None:
    """A phase of the denoiser, from the state of the one before, and a sheet of what it can do then."""
    phase, before = run.plan.phases[number], None
    if number:
        name = run.plan.phases[number - 1].name
        before = run.state(START) if number == 1 and run.state(START).exists() else run.state(name)
    if (
        before is not None
        and (run.folder / "recogniser.safetensors").exists()
        and not run.state(phase.name).exists()
    ):
        find_needs(run.plan, run.folder, before, run.device)
    pace, needs = run.pace(phase.share), read_needs(run.folder)
    work = partial(train_phase, run.plan, run.folder, phase, pace, run.device, before, needs)
    work_together(work, run.folder, run.processes)
    sample_sheet(run.plan, run.folder, phase.name, run.device, size=phase.sizes[0][0])


def _learn_few(run: Run) -> None:
    teacher = run.state(run.plan.phases[-1].name)
    train_few(run.plan, run.folder, teacher, run.pace(run.plan.few_share), run.device)
    sample_sheet(run.plan, run.folder, "few", run.device, size=512, steps=run.plan.few_steps, guidance=1.0)


def _draw(run: Run) -> None:
    """With workers the pool fills beside the training; without, first."""
    if not run.workers:
        draw_shards(run.plan, run.folder, 0, 1)
        (run.folder / "drawn").touch()


def read_seconds(text: str) -> float:
    """`90s`, `48m` or `3h` in seconds."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smh])", text)
    if found is None:
        raise click.BadParameter(f"{text!r} is no time; write 90s, 48m or 3h")
    return float(found[1]) * {"s": 1, "m": 60, "h": 3600}[found[2]]


@click.command(help=__doc__)
@click.option("--plan", "plan_name", type=click.Choice(list(PLANS)), help="Sizes and shares; by the device.")
@click.option(
    "--run", "folder", type=click.Path(path_type=Path), default=Path("sketch-run"), show_default=True
)
@click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True)
@click.option("--budget", default="3h", show_default=True, help="For all stages together: 90s, 48m, 3h.")
@click.option("--steps", type=int, help="Exactly so many steps in each stage instead of a time.")
@click.option("--workers", type=int, default=1, show_default=True, help="Processes that draw; 0 draws first.")
@click.option("--threads", type=int, default=0, help="Of the trainer on a CPU; 0 is torch's own choice.")
@click.option(
    "--processes",
    type=int,
    default=1,
    show_default=True,
    help="That train together, one thread and one core each: on a CPU two see 1.5 times the samples.",
)
@click.option(
    "--start",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Exported weights to go on from; the first phase, of small pictures, is passed over.",
)
@click.option("--only", help="One stage, done again if it was done.")
def main(
    plan_name: str | None, folder: Path, device: str, budget: str, steps: int | None, workers: int,
    threads: int, processes: int, start: Path | None, only: str | None,
) -> None:  # fmt: skip
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    plan = find_plan(plan_name or ("gpu" if device == "cuda" else "cpu"))
    if threads:
        torch.set_num_threads(threads)
    cv2.setNumThreads(1)
    run = Run(plan, folder, torch.device(device), read_seconds(budget), steps, workers, processes)
    folder.mkdir(parents=True, exist_ok=True)
    if start is not None:
        try:
            start_from(start, plan, folder)
        except SettingsInvalid as error:
            raise click.UsageError(str(error)) from error
    train(run, only)


def train(run: Run, only: str | None = None) -> None:
    """All stages that are not done yet, or one of them again."""
    stages = stages_of(run)
    if only is not None:
        if only not in stages:
            raise click.BadParameter(f"there is no stage {only!r}; there are {', '.join(stages)}")
        there = stages[only][0]
        shutil.rmtree(there) if there.is_dir() else there.unlink(missing_ok=True)
        stages = {only: stages[only]}
    drawing: list[Any] = []
    for name, (there, work) in stages.items():
        if there.exists():
            continue
        if run.workers and not drawing and name not in ("words", "patches", "draw", "export", "evaluate"):
            drawing = start_drawing(run.plan, run.folder, run.workers)
        note(run.folder, "stage", name=name)
        click.echo(f"{name} ...")
        work()
    for process in drawing:
        process.terminate()


if __name__ == "__main__":
    main()
