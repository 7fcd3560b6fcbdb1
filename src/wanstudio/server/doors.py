"""All doors of the service together: their paths, and in whose form a path that is none of them is refused."""

from starlette.applications import Starlette
from starlette.routing import Route

from wanstudio.api import routes as dashscope
from wanstudio.api.envelope import refusal
from wanstudio.openai_api import routes as openai
from wanstudio.openai_api.refusals import refusal as openai_refusal
from wanstudio.server.openapi import describe
from wanstudio.wire.door import Door, Refusal, routes_of
from wanstudio.wire.envelope import CallCount, Envelope

DOORS: tuple[Door, ...] = (
    *dashscope.DOORS,
    *openai.DOORS,
    Door("/openapi.json", refusal, GET=describe),
)
ROUTES: list[Route] = routes_of(DOORS)
PROBES = frozenset({"/healthz", "/readyz"})


def refusal_at(path: str) -> Refusal:
    """How a refusal is told at a path that no door serves."""
    return openai_refusal if openai.is_under_root(path) else refusal


def in_envelope(app: Starlette, calls: CallCount) -> Envelope:
    """The application as clients meet it."""
    return Envelope(app, calls, refusal_at)
