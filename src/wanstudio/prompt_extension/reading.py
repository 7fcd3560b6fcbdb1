"""What a prompt says and what its negative prompt forbids, in terms of the drawn world."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from wanstudio.prompt_extension.concepts import CONCEPTS, DRAWN, NO_SCENE, ORDINARY
from wanstudio.vocabulary.denials import SHOWN, told
from wanstudio.vocabulary.lexicon import read
from wanstudio.vocabulary.mark import Mark
from wanstudio.vocabulary.negatives import denied_by
from wanstudio.vocabulary.traits import MEASURES

_ENGLISH_LETTER = re.compile(r"[a-z\u00c0-\u024f]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Reading:
    """A prompt's things and world by their values, and what it says of the picture.

    `understood` if every word of it is one of the vocabulary or changes nothing; `denied` is what it
    says not to show; `drawn` if it asks for a drawing without one of the world's styles.
    """

    things: tuple[str, ...]
    setting: str
    time: str
    weather: str
    style: str
    moods: frozenset[str]
    denied: frozenset[str]
    concepts: frozenset[str]
    scenic: bool
    drawn: bool
    understood: bool


def read_prompt(text: str) -> Reading:
    """Read a prompt."""
    marks = told(text)
    gone = {mark.value for mark in marks if mark.part == "denied"}
    said = [mark for mark in marks if mark.part in SHOWN and mark.value not in gone]

    def first(part: str) -> str:
        return next((mark.value for mark in said if mark.part == part), "")

    return Reading(
        things=tuple(mark.value for mark in said if mark.part == "thing"),
        setting=first("setting"),
        time=first("time"),
        weather=first("weather"),
        style=first("style"),
        moods=frozenset(mark.value for mark in said if mark.part == "mood"),
        denied=_values(marks),
        concepts=concepts_of(text),
        scenic=not says(text, NO_SCENE),
        drawn=says(text, DRAWN),
        understood=_is_understood(text, list(read(text))),
    )


def shown_in(text: str) -> frozenset[str]:
    """The values of everything to be seen that `text` names, denied or not."""
    return frozenset(mark.value for mark in read(text) if mark.part in SHOWN)


def affirmed_in(text: str) -> frozenset[str]:
    """The values of everything to be seen that `text` names and does not deny."""
    return frozenset(mark.value for mark in told(text) if mark.part in SHOWN)


def denied_in(text: str) -> frozenset[str]:
    """The values of everything to be seen that `text` denies."""
    return _values(told(text))


def forbidden_by(negative_prompt: str) -> frozenset[str]:
    """The values of everything to be seen that a negative prompt denies."""
    return _values(denied_by(negative_prompt))


def concepts_of(text: str) -> frozenset[str]:
    """The concepts that `text` has a word of."""
    lower, stems = text.casefold(), stems_of(text)
    return frozenset(name for name, words in CONCEPTS.items() if _has(lower, stems, words))


def says(text: str, words: tuple[str, str]) -> bool:
    """Whether `text` has one of the English or Chinese words; English ones in any form."""
    return _has(text.casefold(), stems_of(text), words)


def _has(lower: str, stems: frozenset[str], words: tuple[str, str]) -> bool:
    wanted = _wanted(words[0])
    if not wanted.stems.isdisjoint(stems):
        return True
    return any(phrase in lower for phrase in (*wanted.phrases, *words[1].split("|")))


def stems_of(text: str) -> frozenset[str]:
    """The rough stems of the words of `text`."""
    return frozenset(_stem(word) for word in re.findall(r"[^\W_]+", text.casefold()))


def _stem(word: str) -> str:
    """A rough English stem: enough that `shadows`, `shadow` and `details`, `detailed` meet."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@dataclass(frozen=True, slots=True)
class _Wanted:
    """English words by their stems, and phrases of several as they stand."""

    stems: frozenset[str]
    phrases: tuple[str, ...]


@cache
def _wanted(words: str) -> _Wanted:
    split = words.split("|")
    phrases = tuple(word for word in split if not word.isalnum())
    return _Wanted(frozenset(_stem(word) for word in split if word.isalnum()), phrases)


def _values(marks: Iterable[Mark]) -> frozenset[str]:
    """What is denied of everything, be it as an ornament only."""
    return frozenset(mark.value for mark in marks if mark.part in ("denied", "shunned"))


def _is_understood(text: str, marks: list[Mark]) -> bool:
    """Whether nothing remains when known and ordinary words are taken away."""
    rest = list(text.lower())
    if len(rest) != len(text):
        return False
    for mark in marks:
        rest[mark.start : mark.end] = " " * (mark.end - mark.start)
    remaining = "".join(rest)
    for word in _chinese_ordinary():
        remaining = remaining.replace(word, " ")
    if _HAN.search(remaining):
        return False
    words = [word for word in re.findall(r"[^\W\d_]+", remaining) if _ENGLISH_LETTER.match(word)]
    return all(word in _english_ordinary() or _stem(word) in _english_ordinary() for word in words)


@cache
def _chinese_ordinary() -> tuple[str, ...]:
    words = {*ORDINARY[1].split("|"), *MEASURES, *_of_concepts(1)}
    return tuple(sorted(words, key=len, reverse=True))


@cache
def _english_ordinary() -> frozenset[str]:
    return frozenset(ORDINARY[0].split()) | {"s"} | {_stem(word) for word in _of_concepts(0)}


def _of_concepts(column: int) -> Iterable[str]:
    return (word for words in CONCEPTS.values() for word in words[column].split("|"))
