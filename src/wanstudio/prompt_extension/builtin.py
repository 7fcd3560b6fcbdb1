"""The built-in rewriter: no model, the drawn world's own vocabulary.

It keeps what the customer wrote word for word and adds where and when it could be, light, composition
and finish. Prompts that are long already, or in a language it does not know, are left alone; where it
does not understand every word it adds nothing to be seen.
"""

import asyncio
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from wanstudio.prompt_extension import phrases
from wanstudio.prompt_extension.concepts import COMPOSITION, FINISH, LIGHT
from wanstudio.prompt_extension.language import Language, count_han, count_words, language_of
from wanstudio.prompt_extension.reading import (
    Reading,
    concepts_of,
    forbidden_by,
    read_prompt,
    shown_in,
    stems_of,
)
from wanstudio.vocabulary.homes import BRINGS, HOMES

_LONG_WORDS = 60
_LONG_HAN = 100
_SENTENCE_END = ".!?。！？…"
_LOOSE_END = ",，、;；:："
_BETWEEN_TERMS = re.compile(r"[\s,，、;；.。]+")
_LITTLE = stems_of("a an the in on at by of with and that to from every among under")
_HOURS = ("day", "day", "dawn", "sunset")
_CITY_HOURS = ("night", "dusk", "sunset", "day")


_SHORT = 400


class BuiltinRewriter:
    """Stateless. Ordinary prompts take less than a millisecond, the worst of 2,100 characters some 30."""

    name = "builtin"
    ahead = 0

    async def rewrite(self, prompt: str, negative_prompt: str, limit: int, seed: int) -> str:
        """Append what fits, in the prompt's own language."""
        if len(prompt) + len(negative_prompt) <= _SHORT:
            return extend(prompt, negative_prompt, limit, seed)
        # Too long for the loop that renews leases.
        return await asyncio.to_thread(extend, prompt, negative_prompt, limit, seed)

    async def close(self) -> None:
        """It holds nothing."""


def extend(prompt: str, negative_prompt: str, limit: int, seed: int) -> str:
    """`prompt` and up to five phrases, in at most `limit` characters."""
    kept = prompt[:limit]
    language = language_of(kept)
    if language is None or _length(kept) > 1:
        return kept
    extended = kept
    for phrase in _Additions(kept, negative_prompt, language, random.Random(seed)).told():
        longer = _joined(extended, phrase, language, first=extended is kept)
        if len(longer) <= limit:
            extended = longer
    return extended


def _length(prompt: str) -> float:
    """How long a prompt is; 1 is long enough to be left alone."""
    return count_words(prompt) / _LONG_WORDS + count_han(prompt) / _LONG_HAN


class _Additions:
    """What may be said of one prompt, chosen by its seed."""

    def __init__(self, prompt: str, negative_prompt: str, language: Language, chosen: random.Random) -> None:
        self._reading = read_prompt(prompt)
        self._negative = negative_prompt
        self._negative_stems = stems_of(negative_prompt) - _LITTLE
        self._forbidden = forbidden_by(negative_prompt) | concepts_of(negative_prompt) | self._reading.denied
        self._column = 0 if language == "english" else 1
        self._chosen = chosen
        self._room = _length(prompt) < 0.5

    def told(self) -> Iterator[str]:
        """Scene, hour, light, composition, finish, each where the prompt says nothing of it."""
        reading = self._reading
        setting = reading.setting or self._scene()
        if setting != reading.setting:
            yield from self._said(phrases.SCENES[setting])
        time = reading.time or self._hour(setting)
        if time != reading.time:
            yield from self._said(phrases.HOURS[time])
        style = reading.style or ("drawn" if reading.drawn else "")
        for aspect, said in (
            (LIGHT, phrases.LIGHTS[time]),
            (COMPOSITION, phrases.COMPOSITIONS),
            (FINISH, phrases.FINISHES[style]),
        ):
            if reading.concepts.isdisjoint(aspect):
                yield from self._said(said)

    def _said(self, said: phrases.Phrases) -> Iterator[str]:
        """One of the phrases that may be said, if there is any."""
        allowed = [phrase for phrase in said[self._column].split("|") if self._may_say(phrase)]
        if allowed:
            yield self._chosen.choice(allowed)

    def _may_say(self, phrase: str) -> bool:
        """Nothing forbidden, and no second mood beside the one that was asked for."""
        moods, told = _meaning(phrase)
        if moods and self._reading.moods and not moods <= self._reading.moods:
            return False
        return told.isdisjoint(self._forbidden) and not self._repeats(phrase)

    def _repeats(self, phrase: str) -> bool:
        """Whether `phrase` says anything in the very words of the negative prompt."""
        if not stems_of(phrase).isdisjoint(self._negative_stems):
            return True
        if self._column == 0:
            return False
        # Chinese marks no words: two characters in a row are taken for one, and a lone one for itself.
        pairs = {phrase[i : i + 2] for i in range(len(phrase) - 1)}
        terms = _BETWEEN_TERMS.split(self._negative)
        return any(pair in self._negative for pair in pairs) or any(term and term in phrase for term in terms)

    def _may_show(self, value: str, table: Mapping[str, phrases.Phrases]) -> bool:
        brought = BRINGS.get(value, frozenset()) | {value}
        said = table[value][self._column].split("|")
        return brought.isdisjoint(self._forbidden) and any(self._may_say(phrase) for phrase in said)

    def _scene(self) -> str:
        """Where most of its things are at home; empty when that cannot be known."""
        reading = self._reading
        if not (self._room and reading.understood and reading.scenic and reading.things):
            return ""
        votes = Counter(home for thing in dict.fromkeys(reading.things) for home in set(_homes(thing)))
        allowed = {home: n for home, n in votes.items() if self._suits(home)}
        best = [home for home, n in allowed.items() if n == max(allowed.values())]
        likely = [home for thing in reading.things for home in _homes(thing) if home in best]
        return self._chosen.choice(sorted(likely)) if likely else ""

    def _suits(self, home: str) -> bool:
        reading = self._reading
        if home in phrases.ROOFED and not phrases.OPEN_SKY.isdisjoint(reading.things):
            return False
        if home in phrases.TIMELESS and (reading.time or reading.weather):
            return False
        return self._may_show(home, phrases.SCENES)

    def _hour(self, setting: str) -> str:
        """When it could be; empty where there are no hours."""
        reading = self._reading
        if not (self._room and reading.understood and reading.scenic) or setting in phrases.TIMELESS:
            return ""
        if not (setting or reading.things) or not reading.concepts.isdisjoint(LIGHT | {"darkness"}):
            return ""
        allowed = [hour for hour in _hours(reading, setting) if self._may_show(hour, phrases.HOURS)]
        return self._chosen.choice(allowed) if allowed else ""


@cache
def _meaning(phrase: str) -> tuple[frozenset[str], frozenset[str]]:
    """The moods of a phrase, and all that it says."""
    return read_prompt(phrase).moods, shown_in(phrase) | concepts_of(phrase)


def _homes(thing: str) -> list[str]:
    return (HOMES.get(thing) or phrases.MORE_HOMES.get(thing, "")).split()


def _hours(reading: Reading, setting: str) -> tuple[str, ...]:
    if not phrases.BY_NIGHT.isdisjoint(reading.things):
        return ("night",)
    if reading.weather or not phrases.BY_DAY.isdisjoint(reading.things):
        return ("day",)
    return _CITY_HOURS if setting == "city" else _HOURS


def _joined(text: str, phrase: str, language: Language, *, first: bool) -> str:
    """`phrase` after `text`; a prompt that ends as a sentence is answered with one."""
    comma, stop = ("，", "。") if language == "chinese" else (", ", ".")
    whole = text.rstrip()
    if first and whole.endswith(tuple(_SENTENCE_END)):
        gap, opened = ("", phrase) if language == "chinese" else (" ", phrase[0].upper() + phrase[1:])
        return f"{whole}{gap}{opened}{stop}"
    if not first and whole.endswith(stop):
        return f"{whole.removesuffix(stop)}{comma}{phrase}{stop}"
    return f"{whole.rstrip(_LOOSE_END)}{comma}{phrase}"
