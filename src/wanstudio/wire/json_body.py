"""JSON as clients send it: with a byte order mark, or with half a surrogate pair, it is still JSON (RFC 8259)."""

import json
from typing import Any, NoReturn

import msgspec

from wanstudio.errors import BodyInvalid

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_MOST_PARTS = 20_000
_LONGEST_MENDED = 65_536
_decode = msgspec.json.Decoder().decode


def check_parts(raw: bytes) -> None:
    """Raise BodyInvalid for JSON of far more lists and objects than any request has.

    A megabyte of empty ones takes a tenth of a second to make, and nobody else is answered meanwhile.
    """
    if raw.count(b"[") + raw.count(b"{") > _MOST_PARTS:
        raise BodyInvalid


def decode_json(raw: bytes) -> Any:
    """The value of a body. Half of a surrogate pair becomes U+FFFD, as in browsers. Raises BodyInvalid."""
    check_parts(raw)
    text = raw.removeprefix(BYTE_ORDER_MARK)
    try:
        return _decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # Mending looks at each value by itself, which a whole megabyte of them makes slow.
        if len(text) > _LONGEST_MENDED or (b"\\ud" not in text and b"\\uD" not in text):
            raise BodyInvalid from None
    return _decode_halves(text)


def _decode_halves(text: bytes) -> Any:
    """What the strict decoder refuses because of an escaped half of a pair; everything else it refuses stays refused."""
    try:
        return _whole(json.loads(text.decode(), parse_constant=_refuse))
    except (ValueError, RecursionError):
        raise BodyInvalid from None


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
