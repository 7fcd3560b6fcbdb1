r"""How many of the labelled prompts are read as they should be: `python -m tests.words.measure`.

Each line of `prompts.tsv` is a prompt with its negative prompt (`\n` is a line break) and two lists of marks:

- `sees`: everything that must be seen. A kind of thing with its count (`cat*3`; no count is one, `*+` is a
  plural without a number) and its traits (`cat:black:sitting`); `nothing` if no thing may be seen. A part of the
  world (`setting=lake`). What the scenery must leave out (`avoid=stars`).
- `unseen`: what must not be: a thing's trait (`dog:sleeping`), a part of the world, a kind that is not to be avoided.

The kinds must be exactly those, and the colours of each thing too. The built-in rewriter must see the same kinds.

Half of the lines are held out, by a hash of what was written. Nobody may look at those that fail: `--held-out`
prints their figures and nothing else.
"""

import csv
import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from wanstudio.painting.procedural.scene import Scene, Thing
from wanstudio.painting.procedural.words.parse import parse
from wanstudio.prompt_extension.reading import read_prompt

SET = Path(__file__).parent / "prompts.tsv"
PLURAL = 4


@dataclass(frozen=True)
class Line:
    """One labelled prompt."""

    kind: str
    prompt: str
    negative: str
    sees: tuple[str, ...]
    unseen: tuple[str, ...]

    @property
    def held_out(self) -> bool:
        written = f"{self.prompt}\n{self.negative}".encode()
        return hashlib.sha256(written).digest()[0] % 2 == 1


@cache
def read_lines() -> tuple[Line, ...]:
    with SET.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return tuple(
        Line(
            row["kind"],
            row["prompt"],
            row["negative"].replace("\\n", "\n"),
            tuple(row["sees"].split()),
            tuple(row["unseen"].split()),
        )
        for row in rows
    )


def faults(line: Line) -> list[str]:
    """What is read wrongly; empty if everything is as it should be."""
    scene = parse(line.prompt, line.negative)
    wrong = [mark for mark in line.sees if not _is_seen(mark, scene)]
    wrong += [f"not {mark}" for mark in line.unseen if _bears(mark, scene)]
    named = {_kind(mark) for mark in line.sees if "=" not in mark and mark != "nothing"}
    wrong += [f"no {kind}" for kind in set(scene.kinds()) - named]
    if not line.negative and set(read_prompt(line.prompt).things) != named:
        wrong.append(f"rewriter sees {sorted(set(read_prompt(line.prompt).things))}")
    return wrong


def _kind(mark: str) -> str:
    return mark.split(":", maxsplit=1)[0].split("*", maxsplit=1)[0].replace("_", " ")


def _is_seen(mark: str, scene: Scene) -> bool:
    if "=" in mark:
        return _bears(mark, scene)
    if mark == "nothing":
        return not scene.things
    return any(_fits(mark, thing) for thing in scene.things)


def _fits(mark: str, thing: Thing) -> bool:
    head, *traits = mark.split(":")
    count = head.partition("*")[2] or "1"
    wanted = PLURAL if count == "+" else int(count)
    said = {thing.size, thing.pose, thing.expression, thing.material, *thing.colours}
    colours = set(thing.colours) - set(traits)
    return thing.kind == _kind(mark) and thing.count == wanted and set(traits) <= said and not colours


def _bears(mark: str, scene: Scene) -> bool:
    part, equals, value = mark.partition("=")
    if part == "avoid":
        return value in scene.avoid
    if equals:
        return bool(getattr(scene, part) == value)
    kind, trait = mark.split(":")
    borne = ({one.size, one.pose, one.expression, one.material, *one.colours} for one in _of(kind, scene))
    return any(trait in traits for traits in borne)


def _of(kind: str, scene: Scene) -> Iterator[Thing]:
    return (thing for thing in scene.things if thing.kind == kind)


def right(lines: list[Line]) -> str:
    met = sum(not faults(line) for line in lines)
    return f"{met}/{len(lines)} = {100 * met / max(1, len(lines)):.1f} %"


def table(lines: list[Line]) -> Iterator[str]:
    """The figures as a table: each kind and all together."""
    yield "| kind | right |"
    yield "| --- | --- |"
    for kind in dict.fromkeys(line.kind for line in lines):
        yield f"| {kind} | {right([line for line in lines if line.kind == kind])} |"
    yield f"| all | {right(lines)} |"


def main() -> None:
    held_out = "--held-out" in sys.argv
    lines = [line for line in read_lines() if line.held_out == held_out]
    print("\n".join(table(lines)))
    for line in [] if held_out else lines:
        if wrong := faults(line):
            print(
                f"{line.kind}: {line.prompt!r} / {line.negative[:60]!r}: {', '.join(wrong)}", file=sys.stderr
            )


if __name__ == "__main__":
    main()
