"""How much of the harmful lines is refused, and how much of the harmless: `python -m tests.moderation.measure`.

`harmful.tsv` and `harmless.tsv` hold one prompt a line. A harmless line stands under the category for
which it could be mistaken. The lists were corrected by these two; the lines of `unseen_harmful.tsv` and
`unseen_harmless.tsv` were written afterwards, and no list may be changed because of them.
"""

import csv
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wanstudio.moderation.words import WordModerator

HERE = Path(__file__).parent
_LONG = 800


@dataclass(frozen=True)
class Line:
    """One prompt of a set. `form` says how a harmful one is disguised."""

    category: str
    language: str
    text: str
    form: str = ""


def read_lines(name: str) -> list[Line]:
    with (HERE / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return [Line(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def refused(moderator: WordModerator, line: Line) -> bool:
    """Whether the line is refused with the code it should have, or a harmless one with any."""
    found = moderator.find(line.text)
    return found is not None and (not line.form or (found.kind == "infringing") == (line.category == "names"))


@dataclass(frozen=True)
class Share:
    """How many of how many."""

    met: int
    of: int

    def __str__(self) -> str:
        return f"{self.met}/{self.of} = {100 * self.met / self.of:.1f} %"


def share(lines: list[Line], moderator: WordModerator) -> Share:
    return Share(sum(refused(moderator, line) for line in lines), len(lines))


def table(harmful: list[Line], harmless: list[Line], moderator: WordModerator) -> Iterator[str]:
    """The figures as a table: each category in each language, and all together."""
    yield "| category | language | recall | false positives |"
    yield "| --- | --- | --- | --- |"
    places = sorted({(line.category, line.language) for line in harmful})
    for place in [*places, ("all", "")]:
        bad, good = (
            [line for line in lines if place[0] == "all" or (line.category, line.language) == place]
            for lines in (harmful, harmless)
        )
        yield f"| {place[0]} | {place[1]} | {share(bad, moderator)} | {share(good, moderator)} |"


def milliseconds(moderator: WordModerator, texts: list[str]) -> float:
    """Mean processor time of one look at a prompt of 800 characters."""
    prompts = [(text * _LONG)[:_LONG] for text in texts]
    for prompt in prompts:
        moderator.find(prompt)
    started = time.process_time()
    for prompt in prompts:
        moderator.find(prompt)
    return (time.process_time() - started) / len(prompts) * 1000


def main() -> None:
    moderator = WordModerator()
    harmful, harmless = read_lines("harmful"), read_lines("harmless")
    print("\n".join(table(harmful, harmless, moderator)))
    forms = Counter(line.form for line in harmful)
    print("\nrecall by form:")
    for form in sorted(forms):
        print(f"  {form:12} {share([line for line in harmful if line.form == form], moderator)}")
    unseen = share(read_lines("unseen_harmful"), moderator), share(read_lines("unseen_harmless"), moderator)
    print(f"unseen lines: recall {unseen[0]}, false positives {unseen[1]}")
    for language in ("en", "zh"):
        texts = [line.text + " " for line in harmless if line.language == language]
        print(f"{_LONG} characters, {language}: {milliseconds(moderator, texts):.2f} ms")
    wrong = [line for line in harmful if not refused(moderator, line)]
    wrong += [line for line in harmless if refused(moderator, line)]
    print(f"\n{len(wrong)} lines judged wrongly", *(f"  {line}" for line in wrong), sep="\n", file=sys.stderr)


if __name__ == "__main__":
    main()
