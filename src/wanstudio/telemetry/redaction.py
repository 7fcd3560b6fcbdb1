"""What must not stand in a log line: keys, tokens, and what customers ask for."""

import re
from collections.abc import Mapping
from datetime import date
from enum import Enum
from pathlib import PurePath
from typing import Any
from uuid import UUID

MASK = "***"

_UNTOLD = frozenset(
    {
        "actual_prompt",
        "api_key",
        "authorization",
        "body",
        "key",
        "negative_prompt",
        "orig_prompt",
        "password",
        "prompt",
        "secret",
        "signature",
        "token",
    }
)
_SECRETS = (
    (re.compile(r"\b(s[kt]-)[\w.-]{4,}"), rf"\1{MASK}"),
    (re.compile(r"\b(whsec_)[\w+/=-]{4,}"), rf"\1{MASK}"),
    (re.compile(r"(?i)\b(bearer\s+)[^\s\"',;]+"), rf"\1{MASK}"),
    (re.compile(r"(?i)(authorization[\"']?\s*[:=,]\s*[\"']?)(?!bearer\b)[^\s\"',;]+"), rf"\1{MASK}"),
    (re.compile(r"(?i)([?&]signature=)[^&\s\"']+"), rf"\1{MASK}"),
    # PostgreSQL shows the row that it refuses, and a row may hold a prompt.
    (re.compile(r"(?s)(\bDETAIL:).*?(?=\nHINT:|\n\n(?:The above|During)|\Z)"), rf"\1 {MASK}"),
    (re.compile(r"(?<=\w)(://[^\s/:@]*:)[^\s/@]+(?=@)"), rf"\1{MASK}"),
)
_LONGEST = 32_768
_HARMLESS = (bool, int, float, type(None))
_TOLD_AS_TEXT = (str, PurePath, UUID, date, Enum, BaseException)


def without_secrets(event: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a log line that may be written, with every secret in them masked."""
    return {name: _clean(value) for name, value in event.items() if name.lower() not in _UNTOLD}


def masked(text: str) -> str:
    """`text` with everything in it that looks like a secret masked; of a very long one only both ends.

    Each pattern looks at every character a fixed number of times, because a stranger may have written the text.
    """
    if len(text) > _LONGEST:
        text = _shortened(text)
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


def _shortened(text: str) -> str:
    """The beginning, and the last lines: what went wrong stands at the end of a traceback.

    Both are cut at a space or a line break, so that no secret loses the letters that it is known by.
    """
    half = _LONGEST // 2
    head, tail = text[:half], text[-half:]
    head = head[: _last_space(head)]
    _, _, tail = tail.partition("\n")
    return f"{head} [{len(text) - len(head) - len(tail)} characters left out] {tail}"


def _last_space(text: str) -> int:
    """Where the last word begins; the text's end if it is one word."""
    place = max(text.rfind(" "), text.rfind("\n"))
    return place if place >= 0 else len(text)


def _clean(value: object) -> Any:
    if isinstance(value, _HARMLESS):
        return value
    if isinstance(value, _TOLD_AS_TEXT):
        return masked(str(value))
    if isinstance(value, Mapping):
        return without_secrets({str(name): entry for name, entry in value.items()})
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(entry) for entry in value]
    # A record may carry a prompt in any of its fields; that it was there is enough.
    return f"<{type(value).__name__}>"
