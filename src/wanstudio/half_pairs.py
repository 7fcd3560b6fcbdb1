"""JSON with an escaped half of a surrogate pair, such as a cut emoji leaves: legal (RFC 8259), and refused by strict decoders."""

import json
from typing import Any, NoReturn


def may_have_half_pairs(text: bytes) -> bool:
    """Whether a decoder may have refused it for that."""
    return b"\\ud" in text or b"\\uD" in text


def decode_half_pairs(text: bytes) -> Any:
    """The value, each half as U+FFFD, as in browsers. Raises ValueError or RecursionError for what else is no JSON."""
    return _whole(json.loads(text.decode(), parse_constant=_refuse))


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(entry) for entry in value]
    if isinstance(value, dict):
        return {_whole(name): _whole(entry) for name, entry in value.items()}
    return value
