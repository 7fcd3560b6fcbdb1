"""The built-in rewriter: no model, only a few fitting phrases about light, composition and finish.

It keeps what the customer wrote word for word and leaves prompts alone that are long already or
in a language it does not know.
"""

import random
import re
from typing import Literal

from wanstudio.prompt_extension.phrases import VOCABULARIES, Aspect, Vocabulary

Language = Literal["english", "chinese"]

_LONG_WORDS = 60
_LONG_HAN = 100
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_UNKNOWN = re.compile(r"[\u0370-\u1fff\u3040-\u30ff\uac00-\ud7af]")
_SENTENCE_END = ".!?。！？…"
_LOOSE_END = ",，、;；:："


class BuiltinRewriter:
    """Stateless; well under a millisecond a prompt."""

    name = "builtin"

    async def rewrite(self, prompt: str, negative_prompt: str, limit: int, seed: int) -> str:
        """Append what fits, in the prompt's own language."""
        return extend(prompt, negative_prompt, limit, seed)


def extend(prompt: str, negative_prompt: str, limit: int, seed: int) -> str:
    """`prompt` and up to three phrases, in at most `limit` characters."""
    kept = prompt[:limit]
    language = language_of(kept)
    if language is None or _is_long(kept):
        return kept
    extended = kept
    chosen = random.Random(seed)
    for aspect in _aspects(VOCABULARIES[language], kept, language):
        phrases = [p for p in aspect.phrases if not _clashes(p, negative_prompt, language)]
        if not phrases:
            continue
        longer = _joined(extended, chosen.choice(phrases), language, first=extended is kept)
        if len(longer) <= limit:
            extended = longer
    return extended


def language_of(text: str) -> Language | None:
    """English or Chinese by what most of `text` is written in; None for anything else."""
    if _UNKNOWN.search(text):
        return None
    han, words = len(_HAN.findall(text)), len(_LATIN.findall(text))
    if not han and not words:
        return None
    return "chinese" if han >= words else "english"


def _is_long(prompt: str) -> bool:
    return len(_LATIN.findall(prompt)) > _LONG_WORDS or len(_HAN.findall(prompt)) > _LONG_HAN


def _aspects(vocabulary: Vocabulary, prompt: str, language: Language) -> list[Aspect]:
    """The aspects of which the prompt says nothing yet, in the order in which they are said."""
    at_night = _says(prompt, vocabulary.night, language)
    drawn = _says(prompt, vocabulary.drawn, language)
    wanted = (
        vocabulary.night_light if at_night else vocabulary.light,
        vocabulary.composition,
        vocabulary.drawn_finish if drawn else vocabulary.finish,
    )
    return [aspect for aspect in wanted if not _says(prompt, aspect.said_by, language)]


def _says(text: str, words: tuple[str, ...], language: Language) -> bool:
    if language == "chinese":
        return any(word in text for word in words)
    return not _stems(text).isdisjoint(_stem(word) for word in words)


def _clashes(phrase: str, negative_prompt: str, language: Language) -> bool:
    """Whether `phrase` says anything that the negative prompt says."""
    if not _stems(phrase).isdisjoint(_stems(negative_prompt)):
        return True
    if language == "english":
        return False
    # Chinese marks no words: two characters in a row are taken for one, and a lone one for itself.
    pairs = {phrase[i : i + 2] for i in range(len(phrase) - 1)}
    terms = re.split(r"[\s,，、;；.。]+", negative_prompt)
    return any(pair in negative_prompt for pair in pairs) or any(term and term in phrase for term in terms)


def _stems(text: str) -> set[str]:
    words = re.findall(r"[^\W_]+", text.casefold())
    return {_stem(word) for word in words}


def _stem(word: str) -> str:
    """A rough English stem: enough that `shadows`, `shadow` and `details`, `detailed` meet."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


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
