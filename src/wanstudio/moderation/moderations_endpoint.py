"""Asking an OpenAI-compatible `/moderations` endpoint."""

import re

from wanstudio.moderation.moderator import Finding
from wanstudio.moderation.text_server import Json, Questions

_MOST_NAMES = 16
_LONGEST_NAME = 40
_STRANGE = re.compile(r"[^\w/. -]")


def _ask(text: str, model: str | None) -> Json:
    return {"input": text} | ({"model": model} if model else {})


def _read(answer: Json) -> Finding | None:
    """The categories of the first result that is flagged, joined."""
    results = answer["results"]
    if not results:
        raise ValueError("no results")
    for result in results:
        if not isinstance(result["flagged"], bool):
            raise TypeError("`flagged` is neither true nor false")
        if result["flagged"]:
            named = result.get("categories") or {}
            return Finding(_category([name for name, met in named.items() if met]))
    return None


def _category(names: list[str]) -> str:
    """Names of the server's own, made fit for a log: a few, short, of letters and digits."""
    plain = (_STRANGE.sub("", name[:_LONGEST_NAME]) for name in names[:_MOST_NAMES])
    return ",".join(sorted(filter(None, plain))) or "flagged"


MODERATIONS = Questions("/moderations", _ask, _read)
