"""Finding what lists name: words and phrases, phrases that excuse them, and words that only tell together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from wanstudio.moderation.moderator import Finding
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
        for combination in self._combinations:
            if _is_met(combination, spans):
                return Finding(combination.category)
        for kind in ("word", "name"):
            for span in spans:
                if span.entry.kind == kind:
                    found: Literal["infringing", "inappropriate"]
                    found = "infringing" if kind == "name" else "inappropriate"
                    return Finding(span.entry.category, found)
        return None

    def _spans(self, text: Reading) -> Iterator[Span]:
        root, last = self._root, len(text.steps)
        begun = [
            (i, root[word], i + 1) for i, words in enumerate(text.steps) for word in words if word in root
        ]
        begun += (
            (i, root[word], after) for i, leaps in text.leaps.items() for word, after in leaps if word in root
        )
        while begun:
            start, node, place = begun.pop()
            for entry in node.get("", ()):
                yield Span(start, place, entry)
            if place == last or text.gaps[place] is Gap.STOP:
                continue
            begun += ((start, node[word], place + 1) for word in text.steps[place] if word in node)
            begun += ((start, node[word], after) for word, after in text.leaps.get(place, ()) if word in node)


def _also_joined(units: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """A phrase of Latin words may be written as one word as well."""
    yield units
    joined = "".join(units)
    if len(units) > 1 and joined.isascii() and joined.isalpha() and len(joined) > 5:
        yield (joined,)


def _without_allowed(spans: list[Span]) -> list[Span]:
    allowed = [span for span in spans if span.entry.kind == "allow"]
    return [
        span
        for span in spans
        if span.entry.kind != "allow"
        and not any(a.start <= span.start and span.end <= a.end for a in allowed)
    ]


def _is_met(combination: Combination, spans: list[Span]) -> bool:
    first, second = (
        [span for span in spans if span.entry.kind != "name" and span.entry.category == part]
        for part in combination.parts
    )
    return any(
        0 <= max(a.start, b.start) - min(a.end, b.end) <= combination.within for a in first for b in second
    )
