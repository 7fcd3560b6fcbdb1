"""Says what the exported model can do: `python -m sketch.evaluate`.

Held-out prompts go through the real engine; a recogniser, checked first on drawings it has not seen, reads the
pictures. An aspect that it reads right in fewer than 95 of 100 drawings it may not judge.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click
import numpy as np
import torch

from sketch.exam import (
    ABSENT,
    ASPECTS,
    DENIED,
    OF_THINGS,
    Question,
    absent_kind,
    denials,
    prompt_of,
    questions,
    sees,
    shows,
)
from sketch.export import note_measured
from sketch.patches import Bytes
from sketch.recogniser import RECOGNISER, SIDE, Judge, Reading
from sketch.shards import draw
from sketch.starting import linear_code_of
from sketch.world import Truth
from wanstudio.painting.diffusion.embedded import PACKAGED
from wanstudio.painting.diffusion.families.sketch.declaration import TierName
from wanstudio.painting.diffusion.painter import DiffusionPainter
from wanstudio.painting.painter import Canvas
from wanstudio.painting.procedural.words.captions import Language
from wanstudio.prompt_extension.builtin import extend
from wanstudio.settings import Settings

Row = TypeVar("Row")
FIT_TO_JUDGE = 0.95
_LANGUAGES: tuple[Language, ...] = ("english", "chinese")
_TOGETHER = 16
_LONGEST = 2000
Saying = Callable[[Question, Language, int], str]


@dataclass(frozen=True, slots=True)
class Table:
    """Shares of right answers by aspect: of the recogniser on drawings, then of the model in each language."""

    checked: dict[str, float]
    reached: dict[Language, dict[str, float]]
    denied: dict[Language, tuple[float, float]]
    counts: dict[str, int]

    def lines(self) -> list[str]:
        """As Markdown."""
        rows = [
            "| | pictures | recogniser on drawings | English | Chinese | target |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        for name, aspect in ASPECTS.items():
            told = [
                f"{self.reached[language].get(name, 0.0):.0%}{'' if self.judged(name) else ' (not judged)'}"
                for language in _LANGUAGES
            ]
            target = f"{aspect.target:.0%}" if aspect.target else ""
            checked = f"{self.checked.get(name, 0.0):.1%}"
            rows.append(
                f"| {aspect.title} | {self.counts.get(name, 0)} | {checked} | {' | '.join(told)} | {target} |"
            )
        rows.append(
            f"| thing not there, not seen | {self.counts.get(ABSENT, 0)} | {self.checked.get(ABSENT, 0.0):.1%} | | | |"
        )
        rows += [
            f"\nDenied things seen, {language.title()}: {without:.0%} of pictures without the negative prompt, "
            f"{with_it:.0%} with it."
            for language, (without, with_it) in self.denied.items()
        ]
        return rows

    def judged(self, name: str) -> bool:
        """Whether the recogniser may judge this aspect; of things, only if it also sees where there is none."""
        needed = (name, ABSENT) if name in OF_THINGS else (name,)
        return all(self.checked.get(each, 0.0) >= FIT_TO_JUDGE for each in needed)

    @property
    def measured(self) -> dict[str, float]:
        """The worse of both languages; what the recogniser may not judge counts as nothing."""
        return {
            name: min(self.reached[language].get(name, 0.0) for language in _LANGUAGES)
            if self.judged(name)
            else 0.0
            for name in ASPECTS
        }


def evaluate_run(run: Path, device: torch.device, judged: int) -> None:
    """Examine the full tier of a run's export: `table.md` is left, and what was measured is declared in the export."""
    table = evaluate(run / "export", Judge.load(run), device, judged)
    note_measured(run / "export", table.measured)
    (run / "table.md").write_text("\n".join(table.lines()) + "\n", encoding="utf-8")


def evaluate(
    folder: Path,
    judge: Judge,
    device: torch.device,
    judged: int = 200,
    tier: TierName = "full",
    *,
    rewriting: bool = False,
) -> Table:
    """Examine a tier of the checkpoint in `folder`; with `rewriting` the built-in rewriter goes over each prompt first."""
    said: Saying = _rewritten if rewriting else prompt_of
    checked, counts = check(judge, judged)
    reached, denied = {}, {}
    with _opened(folder, device, tier) as painter:
        for language in _LANGUAGES:
            reached[language] = _examine(judge, painter, questions(judged, seed=11), language, said)
            denied[language] = _deny(judge, painter, max(2, judged // 20), language, said)
            reached[language]["negative"] = 1 - denied[language][1]
    counts["negative"] = max(2, judged // 20) * len(DENIED)
    return Table(checked, reached, denied, counts)


def check(judge: Judge, count: int) -> tuple[dict[str, float], dict[str, int]]:
    """How often the recogniser reads drawings of the same questions right, and how many there were.

    `absent` is how often it rightly does not see a kind of another question.
    """
    rng = np.random.default_rng(23)
    asked = questions(count, seed=12)
    denied = denials(max(2, count // 20), "english")
    right: dict[str, list[bool]] = defaultdict(list)
    for number, (question, reading, b, truth) in enumerate(_drawn(judge, asked, rng)):
        for name in question.aspects:
            right[name].append(ASPECTS[name].right(reading, b, question.scene))
        if kind := absent_kind(asked, number, truth.kinds):
            right[ABSENT].append(not sees(reading, b, kind))
    for question, reading, b, truth in _drawn(judge, denied, rng):
        right["negative"].append(sees(reading, b, question.denied) == shows(truth.kinds, question.denied))
    return {name: float(np.mean(found)) for name, found in right.items()}, {
        name: len(found) for name, found in right.items()
    }


def _drawn(
    judge: Judge, asked: Sequence[Question], rng: np.random.Generator
) -> Iterator[tuple[Question, Reading, int, Truth]]:
    """Each question with the reading of its drawing, the row in it, and what the drawing really shows."""
    for chunk in _chunks(asked, _TOGETHER):
        told = [draw(question.scene, (SIDE, SIDE), rng) for question in chunk]
        reading = judge.read([picture for picture, _ in told])
        for b, question in enumerate(chunk):
            yield question, reading, b, told[b][1]


@contextmanager
def _opened(folder: Path, device: torch.device, tier: TierName) -> Iterator[DiffusionPainter]:
    """A painter over one folder for as long as a block lasts."""
    settings = Settings(
        painter="diffusion",
        checkpoints={"sketch": {"folder": str(folder), "tier": tier}},
        default_checkpoint="sketch",
        engine_device="cuda" if device.type == "cuda" else "cpu",
    )
    painter = DiffusionPainter(settings)
    try:
        yield painter
    finally:
        painter.close()


def _rewritten(question: Question, language: Language, number: int) -> str:
    """What `prompt_extend` makes of it."""
    return extend(prompt_of(question, language, number), question.negative, _LONGEST, number)


def _paint(
    painter: DiffusionPainter, asked: Sequence[Question], language: Language, said: Saying, *, deny: bool
) -> list[Bytes]:
    return [
        painter.paint(
            Canvas(
                "sketch",
                said(question, language, number),
                question.negative if deny else "",
                SIDE,
                SIDE,
                number,
            )
        )
        for number, question in enumerate(asked)
    ]


def _examine(
    judge: Judge, painter: DiffusionPainter, asked: list[Question], language: Language, said: Saying
) -> dict[str, float]:
    right: dict[str, list[bool]] = defaultdict(list)
    pictures = _paint(painter, asked, language, said, deny=False)
    for chunk, shown in zip(_chunks(asked, _TOGETHER), _chunks(pictures, _TOGETHER), strict=True):
        reading = judge.read(list(shown))
        for b, question in enumerate(chunk):
            for name in question.aspects:
                right[name].append(ASPECTS[name].right(reading, b, question.scene))
    return {name: float(np.mean(found)) for name, found in right.items()}


def _deny(
    judge: Judge, painter: DiffusionPainter, count: int, language: Language, said: Saying
) -> tuple[float, float]:
    """The share of pictures in which a denied thing is seen: without and with the negative prompt."""
    asked, shares = denials(count, language), []
    for deny in (False, True):
        pictures = _paint(painter, asked, language, said, deny=deny)
        reading = judge.read(pictures)
        shares.append(float(np.mean([sees(reading, b, each.denied) for b, each in enumerate(asked)])))
    return shares[0], shares[1]


def _chunks(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    return (rows[k : k + size] for k in range(0, len(rows), size))


@click.command(help=__doc__)
@click.option(
    "--run",
    type=click.Path(path_type=Path, exists=True),
    help="Examine the export of this run by its own recogniser; else the weights in the package by the one beside this.",
)
@click.option("--folder", type=click.Path(path_type=Path, exists=True), help="Another checkpoint.")
@click.option("--judged", default=200, show_default=True, help="Held-out prompts of one coloured thing.")
@click.option("--tier", type=click.Choice(["full", "fast"]), default="full", show_default=True)
@click.option("--rewriting", is_flag=True, help="Rewrite each prompt first, as `prompt_extend` does.")
def main(run: Path | None, folder: Path | None, judged: int, tier: TierName, *, rewriting: bool) -> None:
    chosen = folder or (run / "export" if run else PACKAGED)
    judge = Judge.load(run) if run else Judge.of(RECOGNISER, linear_code_of(chosen))
    table = evaluate(chosen, judge, torch.device("cpu"), judged, tier, rewriting=rewriting)
    click.echo("\n".join(table.lines()))


if __name__ == "__main__":
    main()
