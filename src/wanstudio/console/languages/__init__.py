"""The words of the console: English as the templates have it, and what each sentence is in Chinese."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


@cache
def chinese() -> Mapping[str, str]:
    """Every sentence that has a translation."""
    text = (files(__name__) / "chinese.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def translate(language: Language, sentence: str, **facts: object) -> str:
    """The sentence in this language, its `{names}` filled in; English where there is no translation."""
    text = chinese().get(sentence, sentence) if language == "zh" else sentence
    return text.format(**facts) if facts else text


def preferred(accept_language: str) -> Language:
    """What a browser would rather read: the first of ours in its header, English if none is."""
    for entry in accept_language.lower().split(","):
        wanted = entry.partition(";")[0].strip()[:2]
        for language in LANGUAGES:
            if wanted == language:
                return language
    return "en"
