"""JSON as clients send it: with a byte order mark, or with half a surrogate pair, it is still JSON (RFC 8259)."""

from typing import Any

import msgspec

from wanstudio.errors import BodyInvalid
from wanstudio.half_pairs import decode_half_pairs, may_have_half_pairs

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_MOST_PARTS = 20_000
_LONGEST_MENDED = 65_536
_decode = msgspec.json.Decoder().decode


def check_parts(raw: bytes) -> None:
    """Raise BodyInvalid for JSON of far more lists and objects than any request has.

    Decoding a megabyte of empty lists takes a tenth of a second and blocks the event loop.
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
        if len(text) > _LONGEST_MENDED or not may_have_half_pairs(text):
            raise BodyInvalid from None
    try:
        return decode_half_pairs(text)
    except (ValueError, RecursionError):
        raise BodyInvalid from None
