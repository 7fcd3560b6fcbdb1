"""How long the built-in rewriter takes, and whether what was asked for survives it. One process, no server.

Captions of chance scenes, half of them naming things alone, in both languages; every second one has a
negative prompt of six words of the vocabulary.
"""

import random
import statistics
import time

from tests.prompt_extension.worlds import captions, keeps

from wanstudio.painting.procedural.words.parse import parse
from wanstudio.prompt_extension.builtin import extend
from wanstudio.prompt_extension.reading import shown_in
from wanstudio.vocabulary.things import THINGS
from wanstudio.vocabulary.world import MOODS, SETTINGS, TIMES

PROMPTS = 2000
LIMIT = 800


def main() -> None:
    print("| | prompts | all kept | placed by it | forbidden came | median | worst |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for language in ("english", "chinese"):
        measure(language)


def measure(language: str) -> None:
    prompts = captions(language, PROMPTS, seed=7)
    negatives = _negatives(PROMPTS)
    extend(prompts[0], negatives[1], LIMIT, 0)  # the vocabulary is read once a process
    spent, kept, placed, came = [], 0, 0, 0
    for k, (prompt, negative) in enumerate(zip(prompts, negatives, strict=True)):
        started = time.perf_counter()
        rewritten = extend(prompt, negative, LIMIT, k)
        spent.append((time.perf_counter() - started) * 1000)
        kept += keeps(prompt, rewritten)
        placed += not parse(prompt).setting and bool(parse(rewritten).setting)
        came += bool((shown_in(rewritten) - shown_in(prompt)) & shown_in(negative))
    median, worst = statistics.median(spent), max(spent)
    print(f"| {language} | {PROMPTS} | {kept} | {placed} | {came} | {median:.2f} ms | {worst:.1f} ms |")


def _negatives(count: int) -> list[str]:
    chance = random.Random(7)
    tables = (THINGS, SETTINGS, TIMES, MOODS)
    words = [word for table in tables for sides in table.values() for word in "|".join(sides).split("|")]
    return [", ".join(chance.sample(words, 6)) if k % 2 else "" for k in range(count)]


if __name__ == "__main__":
    main()
