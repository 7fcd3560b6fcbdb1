"""Responses of other servers: read up to a limit, decoded, without a model's thoughts; their failures in our words.

Whatever they send, reading it takes time and memory that grow with its length only, and no error quotes it.
"""

import re
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec

from wanstudio.half_pairs import decode_half_pairs, may_have_half_pairs
from wanstudio.http_client import ProxyFailed

MOST_BYTES = 262_144
"""Of a JSON body: a few hundred words, and thoughts that may be a hundred times as long."""

_MOST_PARTS = 20_000
_LONGEST_PROBLEM = 200
_IDENTITY = {"Accept-Encoding": "identity"}
_THOUGHT_TAG = re.compile(r"<(/?)(?:think|thinking|reasoning)>", re.IGNORECASE)
_WHAT_BROKE: tuple[tuple[type[Exception], str], ...] = (
    (httpx.TimeoutException, "it did not answer in time"),
    (httpx.ConnectError, "no connection"),
    (httpx.NetworkError, "the connection broke"),
    (httpx.ProtocolError, "it sent no HTTP response"),
)


class ResponseUnusable(ValueError):
    """A response that is too long, compressed although that was declined, or no JSON."""


@dataclass(frozen=True, slots=True)
class UpstreamResponse:
    """A status and, if it is one of success, the body."""

    status: int
    body: bytes

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body as JSON; raises ResponseUnusable."""
        if self.body.count(b"[") + self.body.count(b"{") > _MOST_PARTS:
            raise ResponseUnusable("the response has too many parts")
        text = self.body.removeprefix(b"\xef\xbb\xbf")
        try:
            return msgspec.json.decode(text)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            # A model that is cut off in the middle of an emoji says half of it.
            if may_have_half_pairs(text):
                with suppress(ValueError, RecursionError):
                    return decode_half_pairs(text)
            raise ResponseUnusable("the response is no JSON") from error


async def post_json(client: httpx.AsyncClient, url: str, body: Mapping[str, Any]) -> UpstreamResponse:
    """Send JSON and read what comes back; raises httpx's errors and ResponseUnusable."""
    async with client.stream("POST", url, json=body, headers=_IDENTITY) as response:
        # A body that is an error's is of no use, and may be anything.
        content = await _read(response) if response.is_success else b""
        return UpstreamResponse(response.status_code, content)


async def _read(response: httpx.Response) -> bytes:
    # A little that is compressed may be gigabytes.
    if response.headers.get("content-encoding", "identity") != "identity":
        raise ResponseUnusable("the response is compressed")
    pieces, size = [], 0
    async for piece in response.aiter_raw():
        pieces.append(piece)
        size += len(piece)
        if size > MOST_BYTES:
            raise ResponseUnusable(f"the response has more than {MOST_BYTES} bytes")
    return b"".join(pieces)


def describe(error: Exception) -> str:
    """What broke, in our words: the text of httpx's errors quotes what the other server sent."""
    if isinstance(error, ResponseUnusable | ProxyFailed):
        return str(error)
    system = _system_error(error)
    if isinstance(system, ssl.SSLCertVerificationError):
        return f"certificate verify failed: {system.verify_message}"[:_LONGEST_PROBLEM]
    known = next((text for kind, text in _WHAT_BROKE if isinstance(error, kind)), "the request failed")
    told = (system.strerror if system else None) or known
    return f"{type(error).__name__}: {told}"[:_LONGEST_PROBLEM]


def _system_error(error: BaseException | None) -> OSError | None:
    """What an error came from if that was the system: its words are the machine's and OpenSSL's own."""
    while error is not None and not isinstance(error, OSError):
        error = error.__cause__ or error.__context__
    return error


def without_thoughts(text: str) -> str:
    """What a model said, without what it thought before: in tags, up to a closing one, or after one never closed."""
    kept: list[str] = []
    place, thinking = 0, False
    for tag in _THOUGHT_TAG.finditer(text):
        if tag[1]:
            if not thinking:
                kept = []  # Some servers leave out the tag that opens.
            place, thinking = tag.end(), False
        elif not thinking:
            kept.append(text[place : tag.start()])
            thinking = True
    return "".join(kept) if thinking else "".join(kept) + text[place:]
