"""Asking a chat model behind an OpenAI-compatible `/chat/completions`; tried again within its time."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from wanstudio.http_client import open_client
from wanstudio.prompt_extension.answers import read_answer
from wanstudio.prompt_extension.instructions import instructions
from wanstudio.prompt_extension.rewriter import NotRewritten
from wanstudio.upstream import ResponseUnusable, UpstreamResponse, describe, post_json

_TRIES = 4
_PAUSE_SECONDS = 0.25
_WORTH_ANOTHER_TRY = (408, 409, 425, 429, 500, 502, 503, 504)
_MOST_SEED = 2**31
_ANSWER_TOKENS = 2048
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChatAddress:
    """Which model is asked where. `url` is the base, such as `http://host:11434/v1`; `seconds` for all tries.

    `options` are further fields of the request; one that is None is left out of it.
    """

    url: str
    model: str
    seconds: float
    key: str | None = field(default=None, repr=False)
    options: Json = field(default_factory=dict)


class ChatRewriter:
    """A language model behind HTTP. Its connections are kept until `close`."""

    name = "chat"
    ahead = 6

    def __init__(self, address: ChatAddress) -> None:
        self._address = address
        headers = {"Authorization": f"Bearer {address.key}"} if address.key else {}
        self._client = open_client(address.seconds, headers)

    async def rewrite(self, prompt: str, negative_prompt: str, limit: int, seed: int) -> str:
        """What the model makes of `prompt`; raises NotRewritten when it is nothing usable in time."""
        problem = "no answer"
        try:
            async with asyncio.timeout(self._address.seconds):
                for tried in range(_TRIES):
                    await asyncio.sleep(_pause(tried))
                    try:
                        answer = await self._ask(prompt, negative_prompt, limit, seed + tried)
                        # Reading looks up every word: too long for the loop that renews leases.
                        return await asyncio.to_thread(read_answer, answer, prompt, negative_prompt, limit)
                    except NotRewritten as error:
                        problem = str(error)
                        if error.lasting:
                            raise
        except TimeoutError as error:
            raise NotRewritten(f"{problem} within {self._address.seconds:g} s") from error
        raise NotRewritten(f"{problem}, after {_TRIES} tries")

    async def _ask(self, prompt: str, negative_prompt: str, limit: int, seed: int) -> str:
        """One question and what the model said to it."""
        url = self._address.url.rstrip("/") + "/chat/completions"
        try:
            question = self._question(prompt, negative_prompt, limit, seed)
            answer = await post_json(self._client, url, question)
        except (httpx.RequestError, ResponseUnusable) as error:
            raise NotRewritten(f"no answer: {describe(error)}") from error
        if not answer.is_success:
            lasting = answer.status not in _WORTH_ANOTHER_TRY
            raise NotRewritten(f"HTTP {answer.status} from the chat server", lasting=lasting)
        return _said(answer)

    def _question(self, prompt: str, negative_prompt: str, limit: int, seed: int) -> Json:
        system = instructions(prompt, negative_prompt, limit)
        body = {
            "model": self._address.model,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": prompt}],
            "temperature": 0.7,
            "seed": seed % _MOST_SEED,
            "max_tokens": _ANSWER_TOKENS,
            "stream": False,
            **self._address.options,
        }
        return {name: value for name, value in body.items() if value is not None}

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _pause(tried: int) -> float:
    """Seconds before a try: none before the first, then twice as long each time, more or less."""
    return _PAUSE_SECONDS * 2 ** (tried - 1) * random.uniform(0.8, 1.2) if tried else 0.0


def _said(answer: UpstreamResponse) -> str:
    """The text of a completion that came to its end."""
    try:
        choice = answer.json()["choices"][0]
        said = choice["message"]["content"]
        ended = choice.get("finish_reason")
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise NotRewritten("an answer that is no chat completion") from error
    if ended == "length":
        raise NotRewritten("an answer that was cut off")
    if not isinstance(said, str):
        raise NotRewritten("the answer is empty")
    return said
