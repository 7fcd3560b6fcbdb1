"""Finds the known words of a prompt, in English and Chinese, longest first."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from wanstudio.vocabulary import counts
from wanstudio.vocabulary import things as words_things
from wanstudio.vocabulary import traits as words_traits
from wanstudio.vocabulary import world as words_world
from wanstudio.vocabulary.mark import Mark, Part

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
    ("deny", words_world.DENIALS),
    ("denied", words_world.DENYING),
    ("aside", {"": words_world.ASIDES}),
    ("break", words_world.BREAKS),
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
        for word in filter(None, chinese.split("|")):
            for measure in words_traits.MEASURES:
                words.setdefault(word + measure, ("count", value))
            if word in words_traits.UNMEASURED:
                words.setdefault(word, ("count", value))
    return words


_COLOURLESS = (
    r"(?P<colourless>black[ -]and[ -]white(?= (?:photo|picture|image|film|drawing|sketch|portrait|print|movie|style"
    r"|illustration|shot))|黑白(?=照片|摄影|影像|图|画|电影|风格|色调|胶片|素描|人像|[,.]))"
)
"""Of the picture, not of what it shows."""


@cache
def _pattern() -> re.Pattern[str]:
    english = "|".join(re.escape(word) for word in sorted(_english(), key=len, reverse=True))
    chinese = "|".join(re.escape(word) for word in sorted(_chinese(), key=len, reverse=True))
    return re.compile(
        rf"{_COLOURLESS}|{counts.DATED}|(?<![a-z])(?P<en>{english})(?P<s>e?s)?(?![a-z])|{counts.DIGITS}|(?P<zh>{chinese})|{counts.HAN}"
        r"|(?P<stop>[,.;:!?\n、])"
    )


RESPELT = {"新月": "弯月", "月牙": "弯月", "残月": "弯月"}


_PUNCTUATION = str.maketrans("，。；：！？’（）／｜　", ",.;:!?'()/| ")


def plain(text: str) -> str:
    """The text as it is looked through: small letters, English punctuation but for the Chinese 、."""
    text = text.lower().translate(_PUNCTUATION)
    for word, same in RESPELT.items():
        text = text.replace(word, same)
    return text


def read(text: str) -> Iterator[Mark]:
    """The known words of a text in the order they stand in it; a number that counts no thing is an aside."""
    looked_through = plain(text)
    return iter(counts.settle(looked_through, list(_found(looked_through))))


def _found(text: str) -> Iterator[Mark]:
    for match in _pattern().finditer(text):
        start, end = match.span()
        if english := match["en"]:
            part, value = _english()[english]
            yield Mark(part, value, start, end, plural=part == "thing" and _is_plural(english, match["s"]))
        elif chinese := match["zh"]:
            part, value = _chinese()[chinese]
            yield Mark(part, value, start, end, chinese=True)
        elif match["colourless"]:
            yield Mark("aside", "", start, end)
        elif stop := match["stop"]:
            yield Mark("stop", stop, start, end)
        else:
            yield counts.number(match)


_MANY = frozenset(
    {
        "puppies", "bunnies", "geese", "butterflies", "ponies", "people", "persons", "men", "women",
        "children", "ladies", "snowmen", "cacti", "daisies", "poppies", "lilies", "peonies", "oranges",
        "peaches", "churches", "buses", "bakeries", "cattle", "lorries", "ferries", "loaves", "water lilies",
    }
)  # fmt: skip


def _is_plural(word: str, ending: str | None) -> bool:
    return bool(ending) or word in _MANY
