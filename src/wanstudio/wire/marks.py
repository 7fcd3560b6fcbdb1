"""The name a client gave a create: its `Idempotency-Key`, or else its `X-Request-Id`."""

import hashlib
import json

from wanstudio.accounts.api_keys import Caller
from wanstudio.errors import BodyInvalid, IdempotencyKeyMalformed
from wanstudio.tasks.repeats import Mark, remembered_ms
from wanstudio.wire.call import Call
from wanstudio.wire.json_body import decode_json

LONGEST = 255
_LONGEST_SORTED = 65_536


def mark_of(call: Call, caller: Caller, route: str, raw: bytes) -> Mark | None:
    """The mark of a create with this body; None where the client gave it no name.

    With another body the same `Idempotency-Key` is an error, but the same `X-Request-Id` is another
    task: some clients trace all that they do under one id, and proxies make one up. Raises IdempotencyKeyMalformed.
    """
    named, traced = call.header(b"idempotency-key", None), call.header(b"x-request-id")
    if named is None and not _is_name(traced):
        return None
    digest = digest_of(route, raw)
    if named is None:
        name = f"x-request-id {traced} {digest}"
    elif _is_name(named):
        name = f"idempotency-key {named}"
    else:
        raise IdempotencyKeyMalformed
    age_ms = remembered_ms(call.desk.service.retention_ms)
    return Mark(caller.key_id, name, digest, age_ms, kept=named is not None)


def _is_name(text: str) -> bool:
    return 1 <= len(text) <= LONGEST and all("!" <= letter <= "~" for letter in text)


def digest_of(route: str, raw: bytes) -> str:
    """What was asked of a route, whatever the order of names and the spacing; a long body byte by byte."""
    if len(raw) > _LONGEST_SORTED:
        return _digest(route, raw)
    try:
        asked = json.dumps(decode_json(raw), sort_keys=True).encode()
    except (BodyInvalid, UnicodeError, RecursionError):
        asked = raw
    return _digest(route, asked)


def _digest(route: str, asked: bytes) -> str:
    return hashlib.sha256(route.encode() + b"\n" + asked).hexdigest()
