"""In which language a text is, as far as that shows; pure rules on letters and little words."""

import re
import unicodedata
from collections import Counter
from typing import Literal

from wanstudio.prompt_extension.concepts import ENGLISH, FOREIGN

Language = Literal["english", "chinese"]

HAN_A_WORD = 1.5
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['’-][A-Za-z\u00c0-\u024f]+)*")
_UNKNOWN = re.compile(r"[\u0370-\u1fff\u3040-\u30ff\uac00-\ud7af]")


def language_of(text: str) -> Language | None:
    """English or Chinese by what most of `text` is written in; None for anything else."""
    if _UNKNOWN.search(text):
        return None
    han, words = count_han(text), _LATIN.findall(text)
    if not han and not words:
        return None
    if han / HAN_A_WORD >= len(words):
        return "chinese"
    return None if _is_foreign(words) else "english"


def count_han(text: str) -> int:
    """How many Chinese characters `text` has."""
    return len(_HAN.findall(text))


def count_words(text: str) -> int:
    """How many words in Latin letters `text` has."""
    return len(_LATIN.findall(text))


def script_of(text: str) -> str:
    """The script of most letters, by Unicode's name for it; empty without letters.

    Kana makes a text Japanese, however many of its letters are Chinese.
    """
    scripts = Counter(unicodedata.name(letter, "").split(" ")[0].split("-")[0] for letter in _letters(text))
    if scripts["HIRAGANA"] + scripts["KATAKANA"]:
        return "HIRAGANA"
    return max(scripts, key=lambda script: scripts[script], default="")


def _letters(text: str) -> list[str]:
    """Every letter of `text`; a Chinese one counts as often as it stands for letters of a word."""
    letters = [letter for letter in text if letter.isalpha()]
    return letters + [letter for letter in letters if _HAN.match(letter)] * 2


def _is_foreign(words: list[str]) -> bool:
    little = [word.lower() for word in words]
    return sum(word in FOREIGN for word in little) > sum(word in ENGLISH for word in little)
