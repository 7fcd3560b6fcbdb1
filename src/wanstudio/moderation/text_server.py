"""Asking another server about a text: one JSON question, tried again within its time."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from wanstudio.http_client import open_client
from wanstudio.moderation.moderator import Finding, ModeratorDown
from wanstudio.upstream import ResponseUnusable, UpstreamResponse, describe, post_json

_TRIES = 3
_PAUSE_SECONDS = 0.1
_LONG_BODY = 16_384
_WORTH_ANOTHER_TRY = (429, 500, 502, 503, 504)
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a moderator listens. `url` is the base, such as `http://host:8000/v1`; `seconds` for all tries."""

    url: str
    seconds: float
    key: str | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Questions:
    """How one kind of server is asked: a path, the body for a text, and what its answer means.

    `read` raises LookupError, TypeError or ValueError for an answer that says neither yes nor no.
    """

    path: str
    ask: Callable[[str, str | None], Json]
    read: Callable[[Json], Finding | None]


class TextServer:
    """A text moderator behind HTTP. Its connections are kept until `close`."""

    def __init__(self, name: str, address: Address, questions: Questions) -> None:
        self.name = name
        self._address = address
        self._questions = questions
        headers = {"Authorization": f"Bearer {address.key}"} if address.key else {}
        self._client = open_client(address.seconds, headers)

    def is_quick(self, text: str) -> bool:  # noqa: ARG002 (as the protocol has it)
        """Never: another server is asked."""
        return False

    async def look(self, text: str) -> Finding | None:
        """What the server says of `text`; raises ModeratorDown when it says nothing usable in time."""
        try:
            async with asyncio.timeout(self._address.seconds):
                answer = await self._answer(text)
        except TimeoutError as error:
            raise ModeratorDown(f"no answer within {self._address.seconds} s") from error
        try:
            if len(answer.body) > _LONG_BODY:
                return await asyncio.to_thread(self._understand, answer)
            return self._understand(answer)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            # Not the error's own text: it may quote the answer.
            raise ModeratorDown(f"an answer that is none ({type(error).__name__})") from error

    def _understand(self, answer: UpstreamResponse) -> Finding | None:
        return self._questions.read(answer.json())

    async def _answer(self, text: str) -> UpstreamResponse:
        """The first good answer; a few tries where trying again may help."""
        url = self._address.url.rstrip("/") + self._questions.path
        body = self._questions.ask(text, self._address.model)
        problem = ""
        for tried in range(_TRIES):
            await asyncio.sleep(_PAUSE_SECONDS * tried)
            try:
                answer = await post_json(self._client, url, body)
            except (httpx.TransportError, ResponseUnusable) as error:
                problem = describe(error)
                continue
            if answer.is_success:
                return answer
            problem = f"HTTP {answer.status} from {self._questions.path}"
            if answer.status not in _WORTH_ANOTHER_TRY:
                break
        raise ModeratorDown(problem)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()
