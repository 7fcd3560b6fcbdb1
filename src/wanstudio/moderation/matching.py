"""Finding what lists name: words and phrases, phrases that excuse them, and words that only tell together."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Literal

from wanstudio.moderation.moderator import Finding, Kind
from wanstudio.moderation.reading import Gap, Reading, Vocabulary, read

EntryKind = Literal["word", "part", "name", "allow"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A word or phrase of a list, as units. `category` is empty for what is allowed."""

    units: tuple[str, ...]
    kind: EntryKind
    category: str = ""


@dataclass(frozen=True, slots=True)
class Combination:
    """Words that are refused only together: one of each part, at most `within` units apart."""

    category: str
    parts: tuple[str, str]
    within: int


@dataclass(frozen=True, slots=True)
class Span:
    """Where a text says an entry: units `start` up to `end`."""

    start: int
    end: int
    entry: Entry


class Lexicon:
    """Entries and combinations, made ready for searching; immutable."""

    def __init__(self, entries: Iterable[Entry], combinations: Iterable[Combination] = ()) -> None:
        self._combinations = tuple(combinations)
        self._root: dict[str, Any] = {}
        spellings: set[str] = set()
        for entry in entries:
            for units in _also_joined(entry.units):
                spellings.update(units)
                self._add(units, entry)
        self._vocabulary = Vocabulary(spellings)

    def _add(self, units: tuple[str, ...], entry: Entry) -> None:
        node = self._root
        for unit in units:
            node = node.setdefault(unit, {})
        node.setdefault("", []).append(entry)

    def find(self, text: str) -> Finding | None:
        """The gravest thing that `text` says: combinations, then words, then names."""
        spans = _without_allowed(list(self._spans(read(text, self._vocabulary))))
        by_category: dict[str, list[Span]] = {}
        for span in spans:
            if span.entry.kind != "name":
                by_category.setdefault(span.entry.category, []).append(span)
        for combination in self._combinations:
            if _is_met(combination, by_category):
                return Finding(combination.category)
        return _first(spans, "word", "inappropriate") or _first(spans, "name", "infringing")

    def _spans(self, text: Reading) -> Iterator[Span]:
        root, steps, leaps = self._root, text.steps, text.leaps
        begun = [(i, root[word], i + 1) for i, words in enumerate(steps) for word in words if word in root]
        for i, found in leaps.items():
            begun += [(i, root[word], after) for word, after in found if word in root]
        while begun:
            start, node, place = begun.pop()
            if "" in node:
                for entry in node[""]:
                    yield Span(start, place, entry)
            if place == len(steps) or text.gaps[place] is Gap.STOP:
                continue
            for word in steps[place]:
                if word in node:
                    begun.append((start, node[word], place + 1))
            if place in leaps:
                begun += [(start, node[word], after) for word, after in leaps[place] if word in node]


def _also_joined(units: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """A phrase of Latin words may be written as one word as well."""
    yield units
    joined = "".join(units)
    if len(units) > 1 and joined.isascii() and joined.isalpha() and len(joined) > 5:
        yield (joined,)


def _first(spans: list[Span], kind: EntryKind, finding: Kind) -> Finding | None:
    return next((Finding(span.entry.category, finding) for span in spans if span.entry.kind == kind), None)


def _without_allowed(spans: list[Span]) -> list[Span]:
    """Spans that lie in no allowed one."""
    reach: dict[int, int] = {}
    for span in spans:
        if span.entry.kind == "allow":
            reach[span.start] = max(span.end, reach.get(span.start, 0))
    starts = sorted(reach)
    furthest = list(accumulate((reach[start] for start in starts), max))
    kept = []
    for span in spans:
        before = bisect_right(starts, span.start)
        if span.entry.kind != "allow" and not (before and furthest[before - 1] >= span.end):
            kept.append(span)
    return kept


def _is_met(combination: Combination, spans: Mapping[str, list[Span]]) -> bool:
    """Whether one part ends at most `within` units before the other begins."""
    for one, other in (combination.parts, reversed(combination.parts)):
        ends = sorted(span.end for span in spans.get(other, ()))
        for span in spans.get(one, ()):
            before = bisect_right(ends, span.start)
            if before and span.start - ends[before - 1] <= combination.within:
                return True
    return False
