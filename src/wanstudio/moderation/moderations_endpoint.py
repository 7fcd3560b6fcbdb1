"""Asking an OpenAI-compatible `/moderations` endpoint."""

from wanstudio.moderation.moderator import Finding
from wanstudio.moderation.text_server import Json, Questions


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
            return Finding(",".join(sorted(name for name, met in named.items() if met)) or "flagged")
    return None


MODERATIONS = Questions("/moderations", _ask, _read)
