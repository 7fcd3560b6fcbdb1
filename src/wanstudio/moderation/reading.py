"""Reading a text as a list of words, with every way it may be spelled.

A unit is one Chinese character or one word of another script. Between two units lies a gap. A step
reads one unit as a word of the vocabulary, a leap several.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from wanstudio.moderation.lookalikes import DIGITS, DIGITS_WITH_L, LETTERS, SHORT_WORDS, SYMBOLS

AGE = "<age>"
"""What a number from 0 to 17 may be read as."""

_SHORTEST = 3
_SHORTEST_PIECED = 4
_LONGEST = 18
_LONGEST_WORD = 64
_MOST_SIGNS = 4
_MOST_HAN_DIGITS = 4
_LONGEST_KEPT = 32
_REMEMBERED = 1 << 15
_ADULT = 18
_FIRST_HAN = "\u3400"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_SIGNS = re.escape(SYMBOLS)
# A word begins at the first of several signs, so that a run without a letter is looked through once.
_WORD = (
    rf"(?:(?<![{_SIGNS}])(?=[{_SIGNS}]++[^\W_{_HAN}])|(?=[^\W_{_HAN}]))"
    rf"(?:[^\W_{_HAN}]|[{_SIGNS}])*(?:[^\W_{_HAN}]|[@$*])"
)
_UNIT = re.compile(rf"([{_HAN}]|{_WORD})")
_STOP = re.compile(r"[,;:!?.)]\s|[，。；：、！？…\n]")
_HUMP = re.compile(r"([a-z]{3})([A-Z][a-z]{2})")
_THRICE = re.compile(r"(.)\1\1")
_RUN_OF_THREE = re.compile(r"(.)\1{2,}")
_RUN = re.compile(r"(.)\1+")
_YEARS = re.compile(r"(\d{1,2})(yo|yrs?|y)?")
_NUMBERS = {word: number for number, word in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen".split())}  # fmt: skip
_HAN_DIGITS = {
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}


class Gap(IntEnum):
    """What stands between a unit and the one before it."""

    NOTHING = 0
    SIGNS = 1
    SPACE = 2
    STOP = 3


@dataclass(frozen=True, slots=True)
class Units:
    """A text cut up. `gaps[i]` lies before `words[i]`."""

    words: list[str]
    gaps: list[Gap]


class Vocabulary:
    """Every spelling that lists use, arranged so that most words of most texts are passed over at once.

    A spelling that ends in `*` is a stem: every word that begins so may be read as it.
    """

    def __init__(self, spellings: Iterable[str]) -> None:
        self.words = {spelling for spelling in spellings if not spelling.endswith("*")}
        self.stems: dict[str, list[str]] = {}
        self.pieced: dict[str, str] = {word: word for word in self.words if len(word) >= _SHORTEST_PIECED}
        self.short = {
            word for word in self.words if word.isascii() and _SHORTEST <= len(word) < _SHORTEST_PIECED
        }
        for spelling in spellings:
            if spelling.endswith("*"):
                self.stems.setdefault(spelling[:3], []).append(spelling)
                self.pieced[spelling[:-1]] = spelling
        self._by_shape: dict[tuple[str, int], list[str]] = {}
        for word in (*self.pieced, *self.short):
            self._by_shape.setdefault((word[0], len(word)), []).append(word)
        # Most words of a prompt were in the prompts before it; `cut` makes none longer than _LONGEST_WORD.
        self.readings = lru_cache(_REMEMBERED)(self._readings)

    def _readings(self, word: str) -> tuple[str, ...]:
        """Spellings that `word` may stand for."""
        return tuple(dict.fromkeys(self._read(word)))

    def _read(self, word: str) -> Iterator[str]:
        for form in _forms(word):
            if form in self.words:
                yield form
            if form[-1:] in ("s", "z"):
                yield from (base for base in (form[:-1], form[:-2]) if base in self.words)
            for stem in self.stems.get(form[:3], ()):
                if form.startswith(stem[:-1]):
                    yield stem
        stars = word.count("*")
        if stars and len(word) - stars >= (3 if word.endswith("*") else 2):
            yield from self._masked(word)

    def _masked(self, word: str) -> Iterator[str]:
        """Words that `word` may be with some letters starred out, the first excepted."""
        for length in range(_SHORTEST, len(word) + 1):
            for known in self._by_shape.get((word[0], length), ()):
                spelling = self.pieced.get(known, known)
                whole = length == len(word) or spelling.endswith("*")
                if whole and all(sign in ("*", letter) for sign, letter in zip(word, known, strict=False)):
                    yield spelling


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it may be read: `steps[i]` are spellings of unit i; `leaps[i]` others, with the unit after."""

    gaps: list[Gap]
    steps: list[tuple[str, ...]]
    leaps: Mapping[int, list[tuple[str, int]]]


def cut(text: str) -> Units:
    """The units of `text`: folded to plain small letters, marks and invisible signs gone."""
    parts = _UNIT.split(_plain(text))
    gaps = [_gap(between) for between in parts[:-1:2]]
    return Units([word if len(word) <= _LONGEST_WORD else _cut(word) for word in parts[1::2]], gaps)


def _cut(word: str) -> str:
    """The beginning of a very long word, of a stretched letter only three: no list has such words."""
    return _RUN_OF_THREE.sub(r"\1\1\1", word)[:_LONGEST_WORD]


def _plain(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).translate(LETTERS)
    return _HUMP.sub(r"\1-\2", text).casefold()


def _gap(between: str) -> Gap:
    if between == " ":
        return Gap.SPACE
    if not between:
        return Gap.NOTHING
    return _gap_of(between) if len(between) > _LONGEST_KEPT else _remembered_gap(between)


def _gap_of(between: str) -> Gap:
    if _STOP.search(between):
        return Gap.STOP
    return Gap.SPACE if any(sign.isspace() for sign in between) else Gap.SIGNS


_remembered_gap = lru_cache(_REMEMBERED)(_gap_of)


def _forms(word: str) -> Iterator[str]:
    """The word itself, without signs around it, with letters for digits, without stretched letters."""
    forms = [word]
    if not word.isalpha():
        bare = word.strip(SYMBOLS)
        forms.append(bare)
        if any(letter.isalpha() for letter in word):
            forms += [form.translate(table) for form in (word, bare) for table in (DIGITS, DIGITS_WITH_L)]
        if years := _YEARS.fullmatch(bare):
            forms.append(AGE + (years[2] or "") if int(years[1]) < _ADULT else bare)
    elif word in _NUMBERS:
        forms.append(AGE)
    for form in tuple(forms):
        if _THRICE.search(form):
            forms += [_RUN_OF_THREE.sub(r"\1", form), _RUN_OF_THREE.sub(r"\1\1", form), _RUN.sub(r"\1", form)]
    return iter(dict.fromkeys(forms))


def read(text: str, vocabulary: Vocabulary) -> Reading:
    """Everything of the vocabulary that `text` may say, and where."""
    units = cut(text)
    leaps: dict[int, list[tuple[str, int]]] = {}
    for start, spelling, end in (*_pieced(units, vocabulary), *_ages(units.words)):
        leaps.setdefault(start, []).append((spelling, end))
    return Reading(units.gaps, list(map(vocabulary.readings, units.words)), leaps)


def _pieced(units: Units, vocabulary: Vocabulary) -> Iterator[tuple[int, str, int]]:
    """Words that were cut into pieces: `p o r n`, `por-n`, `po rn`."""
    words, gaps = units.words, units.gaps
    small = [i for i, word in enumerate(words) if len(word) <= 2 and word < _FIRST_HAN]
    for start, end in _rows([i for i in small if len(words[i]) == 1]):
        yield from _lettered(words, start, end, vocabulary)
    signs = Gap.SIGNS
    for i in [i for i, gap in enumerate(gaps) if gap is signs]:
        yield from _hyphened(units, i, vocabulary)
    for i in small:
        if words[i].isalpha() and words[i] not in SHORT_WORDS:
            for left in range(max(i - 1, 0), min(i + 1, len(words) - 1)):
                if gaps[left + 1] is Gap.SPACE and (
                    known := vocabulary.pieced.get(words[left] + words[left + 1])
                ):
                    yield left, known, left + 2


def _rows(places: list[int]) -> Iterator[tuple[int, int]]:
    """Where three or more of `places` follow each other: first and one past the last."""
    start = 0
    for i in range(1, len(places) + 1):
        if i == len(places) or places[i] != places[i - 1] + 1:
            if i - start >= 3:
                yield places[start], places[i - 1] + 1
            start = i


def _lettered(
    words: list[str], start: int, end: int, vocabulary: Vocabulary
) -> Iterator[tuple[int, str, int]]:
    """Words inside a row of single letters; short ones only if they are the whole row."""
    row = "".join(words[start:end]).translate(DIGITS)
    if row in vocabulary.short:
        yield start, row, end
    for first in range(len(row) - _SHORTEST_PIECED + 1):
        for last in range(first + _SHORTEST_PIECED, min(first + _LONGEST, len(row)) + 1):
            if known := vocabulary.pieced.get(row[first:last]):
                yield start + first, known, start + last


def _hyphened(units: Units, middle: int, vocabulary: Vocabulary) -> Iterator[tuple[int, str, int]]:
    """Words written with signs but no space in them, the first of these before unit `middle`."""
    first = middle - 1
    joined = units.words[first]
    for last in range(middle, min(middle + _MOST_SIGNS, len(units.words))):
        if units.gaps[last] is not Gap.SIGNS:
            return
        joined += units.words[last]
        for known in vocabulary.readings(joined):
            if len(known) >= _SHORTEST_PIECED:
                yield first, known, last + 1


def _ages(words: list[str]) -> Iterator[tuple[int, str, int]]:
    """Chinese numbers before `岁`, read as a whole: 二十二 is not also twelve."""
    if "岁" not in words:
        return
    for i in [i for i, word in enumerate(words) if word == "岁"]:
        start = i
        while start and (words[start - 1] in _HAN_DIGITS or words[start - 1] == "十"):
            start -= 1
        if 0 < i - start <= _MOST_HAN_DIGITS and _han_number("".join(words[start:i])) < _ADULT:
            yield start, AGE, i


def _han_number(digits: str) -> int:
    tens, ten, ones = digits.rpartition("十")
    if not ten:
        return int("".join(str(_HAN_DIGITS[digit]) for digit in ones))
    return 10 * (_HAN_DIGITS.get(tens, 1 if not tens else 9)) + (_HAN_DIGITS.get(ones, 0))
