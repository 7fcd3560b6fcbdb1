"""The calls that came in, as a test wants to look at them. Keys are not kept, bodies are."""

import asyncio
import re
from collections import deque
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass, field
from typing import Any

from wanstudio.emulator.script import CallKind
from wanstudio.errors import BodyInvalid
from wanstudio.wire.json_body import decode_json

_MOST = 10_000
_KINDS: tuple[tuple[CallKind, str, re.Pattern[str]], ...] = (
    ("query", "GET", re.compile(r"/api/v1/tasks/[^/]+/?")),
    ("create", "POST", re.compile(r"/api/v1/services/.+|/v1/images/generations/?")),
    ("picture", "GET", re.compile(r"/images/.+")),
    ("list", "GET", re.compile(r"/api/v1/tasks/?")),
    ("cancel", "POST", re.compile(r"/api/v1/tasks/[^/]+/cancel/?")),
)


def kind_of(method: str, path: str) -> CallKind:
    """What a call is for."""
    return next((kind for kind, verb, form in _KINDS if verb == method and form.fullmatch(path)), "other")


@dataclass
class Seen:
    """One call. `status` is None until it is answered; `at_ms` is milliseconds since 1970."""

    number: int
    at_ms: int
    method: str
    path: str
    query: str
    kind: CallKind
    body: Any = None
    status: int | None = None
    code: str = ""

    @property
    def model(self) -> str | None:
        """The model that the body names."""
        named = self.body.get("model") if isinstance(self.body, dict) else None
        return named if isinstance(named, str) else None


@dataclass
class Traffic:
    """The newest calls in the order in which they came, and those that are being answered."""

    seen: deque[Seen] = field(default_factory=lambda: deque(maxlen=_MOST))
    _count: int = 0
    _busy: set[asyncio.Future[None]] = field(default_factory=set)

    def note(self, at_ms: int, method: str, path: str, query: str) -> Seen:
        """Write down a call that has just come in."""
        self._count += 1
        call = Seen(self._count, at_ms, method, path, query, kind_of(method, path))
        self.seen.append(call)
        return call

    def find(self, kind: str | None, model: str | None) -> Iterator[Seen]:
        """The calls of a kind and model; None means any."""
        return (call for call in self.seen if kind in (None, call.kind) and model in (None, call.model))

    async def answer(self, work: Awaitable[None]) -> bool:
        """Answer one call; False when `interrupt` came first."""
        answering = asyncio.ensure_future(work)
        self._busy.add(answering)
        try:
            await asyncio.wait({answering})
        finally:
            self._busy.discard(answering)
            answering.cancel()
        if answering.cancelled():
            return False
        answering.result()
        return True

    async def interrupt(self) -> None:
        """End every call that waits, and forget all calls."""
        busy = list(self._busy)
        for answering in busy:
            answering.cancel()
        await asyncio.gather(*busy, return_exceptions=True)
        self.seen.clear()


def read_body(raw: bytes) -> Any:
    """A body as JSON where it is JSON, else as text; None where there is none."""
    if not raw:
        return None
    try:
        return decode_json(raw)
    except BodyInvalid:
        return raw.decode("utf-8", "replace")
