"""Every pattern and parser that sees a stranger's text: how long that may be, and what the worst of it takes."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

import httpx

from wanstudio.api.clock import read_compact
from wanstudio.api.request_body import read_body
from wanstudio.catalog.models import MODELS
from wanstudio.catalog.regions import region_of
from wanstudio.catalog.sizes import read_size
from wanstudio.client import _refusal
from wanstudio.console.form import read_form
from wanstudio.console.languages import preferred
from wanstudio.console.looks import cookies_of
from wanstudio.console.page import _with_code
from wanstudio.console.snippets import snippets
from wanstudio.console.wishes import Wishes
from wanstudio.database.sqlite import run_through
from wanstudio.emulator.script import _milliseconds
from wanstudio.emulator.traffic import kind_of
from wanstudio.errors import ServiceError
from wanstudio.moderation.guard_model import GUARD
from wanstudio.moderation.moderations_endpoint import MODERATIONS
from wanstudio.moderation.word_lists import ListBroken, read_list
from wanstudio.moderation.words import WordModerator
from wanstudio.openai_api import images_format
from wanstudio.painting.diffusion.families.wan.text import clean
from wanstudio.painting.procedural.words.parse import parse
from wanstudio.prompt_extension.answers import read_answer
from wanstudio.prompt_extension.builtin import extend
from wanstudio.prompt_extension.instructions import instructions
from wanstudio.prompt_extension.rewriter import NotRewritten
from wanstudio.settings.urls import SERVER, WEBHOOK, find_url_fault
from wanstudio.storage.objects import BadKey, checked, read_key
from wanstudio.telemetry.redaction import masked, without_secrets
from wanstudio.upstream import MOST_BYTES, ResponseUnusable, UpstreamResponse, without_thoughts
from wanstudio.webhooks.addresses import read_url
from wanstudio.wire.auth import bearer
from wanstudio.wire.call import Call
from wanstudio.wire.failures import every_error, failure
from wanstudio.wire.marks import digest_of
from wanstudio.wire.task_events import read_mark

REFUSALS = (
    ServiceError,
    NotRewritten,
    ListBroken,
    BadKey,
    ResponseUnusable,
    ValueError,
    LookupError,
    TypeError,
)
Read = Callable[[str], object]


@dataclass(frozen=True)
class Door:
    """`longest` is the length that text may have there, or, where it is cut first, twice what is kept.

    `worst_ms` is what the worst shape of that length took (`benchmarks/foreign_text.py`).
    """

    name: str
    read: Read
    longest: int
    worst_ms: float

    def pass_through(self, text: str) -> None:
        """Read a text; that it is refused is as good."""
        with suppress(*REFUSALS):
            self.read(text)


@cache
def _moderator() -> WordModerator:
    return WordModerator()


def _said(text: str) -> dict[str, object]:
    return {"choices": [{"message": {"content": text}}]}


def _flagged(text: str) -> dict[str, object]:
    return {"results": [{"flagged": True, "categories": {text: True, text[1:]: True}}]}


def _fail_with_any_code(text: str) -> None:
    for code in sorted({kind.code for kind in every_error()}):
        failure(code, text)


def _sizes(text: str) -> None:
    for read in (read_size, read_compact, read_mark, _milliseconds, read_key, checked):
        with suppress(*REFUSALS):
            read(text)
    kind_of("POST", text)
    kind_of("GET", f"/api/v1/tasks/{text}")


def _headers(text: str) -> None:
    for read in (read_mark, bearer, preferred):
        with suppress(*REFUSALS):
            read(text)
    region_of(text, None, {}, {}, "singapore")
    bearer(f"Bearer {text}")


def _bodies(text: str) -> None:
    raw = text.encode()
    for read in (read_body, images_format.read_body, lambda sent: UpstreamResponse(200, sent).json()):
        with suppress(*REFUSALS):
            read(raw)
    digest_of("route", raw)


def _form(text: str) -> None:
    """A form's body, and the same as a cookie."""

    async def receive():
        return {"type": "http.request", "body": text.encode()}

    headers = [(b"cookie", text.encode("latin-1", "replace"))]
    call = Call({"type": "http", "method": "POST", "headers": headers}, receive, "request")
    cookies_of(call)
    run_through(read_form(call))


def _addresses(text: str) -> None:
    for rule in (SERVER, WEBHOOK):
        find_url_fault(f"http://{text}", rule)


def _answer(text: str) -> None:
    response = httpx.Response(500, content=text.encode())
    _refusal(response)


def _programs(text: str) -> None:
    for model in (MODELS[0], MODELS[-1]):
        snippets(model, Wishes(prompt=text, negative_prompt=text, model=model.name), "http://here")
    _with_code(text)


DOORS = (
    Door("log lines", masked, 65_536, 3),
    Door("fields of log lines", lambda text: without_secrets({"a": [text, {"b": text}]}), 65_536, 6),
    Door("webhook addresses", read_url, 2_048, 2),
    Door("answers of chat models", lambda text: read_answer(text, "a red car", "cat", 2_100), 33_600, 3),
    Door("thoughts of models", without_thoughts, MOST_BYTES, 6),
    Door("answers of guard models", lambda text: GUARD.read(_said(text)), 65_536, 2),
    Door("answers of moderation servers", lambda text: MODERATIONS.read(_flagged(text)), 65_536, 1),
    Door("built-in moderation", lambda text: _moderator().find(text), 2_100, 16),
    Door("lists of words", lambda text: list(read_list(text, "word", "")), 4_000, 11),
    Door("built-in rewriting", lambda text: extend(text, text[:500], 2_100, 7), 2_100, 22),
    Door("instructions to chat models", lambda text: instructions(text, text, 800), 2_100, 1),
    Door("the drawn world", lambda text: parse(text, text[:500]), 2_100, 22),
    Door("prompts of the diffusion painter", clean, 2_100, 1),
    Door("recorded failures", _fail_with_any_code, 2_000, 1),
    Door("sizes, moments, paths", _sizes, 65_536, 2),
    Door("headers", _headers, 65_536, 6),
    Door("bodies of requests", _bodies, 131_072, 2),
    Door("forms and cookies", _form, 32_768, 6),
    Door("URLs of settings", _addresses, 4_096, 1),
    Door("refusals told to our client", _answer, 65_536, 1),
    Door("programs shown in the console", _programs, 32_768, 5),
)
