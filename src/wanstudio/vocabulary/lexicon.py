"""Finds the known words of a prompt, in English and Chinese, longest first."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from wanstudio.vocabulary import things as words_things
from wanstudio.vocabulary import traits as words_traits
from wanstudio.vocabulary import world as words_world

Part = Literal[
    "thing", "colour", "count", "size", "pose", "expression", "material", "place", "link", "after",
    "setting", "time", "weather", "style", "mood", "deny", "break", "join", "stop",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """One known word: what part of speech it is, what it means, where it stood."""

    part: Part
    value: str
    start: int
    end: int
    plural: bool = False
    chinese: bool = False


Meaning = tuple[Part, str]

_TABLES: tuple[tuple[Part, Mapping[str, tuple[str, str]]], ...] = (
    ("thing", words_things.THINGS),
    ("colour", words_traits.COLOURS),
    ("size", words_traits.SIZES),
    ("pose", words_traits.POSES),
    ("expression", words_traits.EXPRESSIONS),
    ("material", words_traits.MATERIALS),
    ("place", words_traits.PLACES),
    ("link", words_world.LINKS),
    ("after", {value: ("", words) for value, words in words_world.AFTER.items()}),
    ("setting", words_world.SETTINGS),
    ("time", words_world.TIMES),
    ("weather", words_world.WEATHERS),
    ("style", words_world.STYLES),
    ("mood", words_world.MOODS),
    ("deny", {"no": words_world.DENIALS}),
    ("break", {"and": words_world.BREAKS}),
    ("join", {"at": words_world.JOINS}),
)


@cache
def _english() -> dict[str, Meaning]:
    words: dict[str, Meaning] = {}
    for part, table in _TABLES:
        for value, (english, _) in table.items():
            for word in filter(None, english.split("|")):
                words.setdefault(word, (part, value))
    for value, (english, _) in words_traits.COUNTS.items():
        for word in english.split("|"):
            words.setdefault(word, ("count", value))
    return words


@cache
def _chinese() -> dict[str, Meaning]:
    words: dict[str, Meaning] = {}
    for part, table in _TABLES:
        for value, (_, chinese) in table.items():
            for word in filter(None, chinese.split("|")):
                words.setdefault(word, (part, value))
    for value, (_, chinese) in words_traits.COUNTS.items():
        for word in chinese.split("|"):
            for measure in words_traits.MEASURES:
                words.setdefault(word + measure, ("count", value))
    return words


@cache
def _pattern() -> re.Pattern[str]:
    english = "|".join(re.escape(word) for word in sorted(_english(), key=len, reverse=True))
    chinese = "|".join(re.escape(word) for word in sorted(_chinese(), key=len, reverse=True))
    number = rf"(?P<digits>\d{{1,2}})(?=\s+[a-z]|[{words_traits.MEASURES}])"
    return re.compile(
        rf"(?<![a-z])(?P<en>{english})(?P<s>e?s)?(?![a-z])|{number}|(?P<zh>{chinese})|(?P<stop>[,.;:!?\n])"
    )


RESPELT = {"新月": "弯月", "月牙": "弯月", "残月": "弯月"}


def _plain(text: str) -> str:
    text = text.lower().translate(str.maketrans("，。；：！？、’", ",.;:!?,'"))
    for word, same in RESPELT.items():
        text = text.replace(word, same)
    return text


def read(text: str) -> Iterator[Mark]:
    """The known words of a text in the order they stand in it."""
    for match in _pattern().finditer(_plain(text)):
        start, end = match.span()
        if english := match["en"]:
            part, value = _english()[english]
            yield Mark(part, value, start, end, plural=part == "thing" and _is_plural(english, match["s"]))
        elif chinese := match["zh"]:
            part, value = _chinese()[chinese]
            yield Mark(part, value, start, end, chinese=True)
        elif digits := match["digits"]:
            yield Mark("count", str(max(1, min(12, int(digits)))), start, end)
        else:
            yield Mark("stop", match["stop"], start, end)


_MANY = frozenset(
    {
        "puppies", "bunnies", "geese", "butterflies", "ponies", "people", "persons", "men", "women",
        "children", "ladies", "snowmen", "cacti", "daisies", "poppies", "lilies", "peonies", "oranges",
        "peaches", "churches", "buses", "bakeries", "cattle", "lorries", "ferries", "loaves", "water lilies",
    }
)  # fmt: skip


def _is_plural(word: str, ending: str | None) -> bool:
    return bool(ending) or word in _MANY
