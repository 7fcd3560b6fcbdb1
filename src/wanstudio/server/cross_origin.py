"""CORS for the API and pictures, for the origins that the operator lists; never for the console."""

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from wanstudio.settings import Settings

_PATHS = ("/api/", "/v1/", "/images/", "/wanstudio/v1/tasks/", "/openapi.json")
_PREFLIGHT_SECONDS = 600
# What browsers hide from a page unless it is named.
_SHOWN = ("X-Request-Id", "Retry-After", "ETag", "Content-Range", "Accept-Ranges")


class CrossOrigin:
    """Answers preflights and adds the headers that a browser asks for."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._open = CORSMiddleware(
            app,
            allow_origins=settings.cors_origins,
            allow_methods=("GET", "HEAD", "POST"),
            # Whatever the client's SDK sends; keys are no cookies, so that credentials stay off.
            allow_headers=("*",),
            expose_headers=_SHOWN,
            max_age=_PREFLIGHT_SECONDS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, with CORS where it is for a page of another origin."""
        cross = scope["type"] == "http" and scope["path"].startswith(_PATHS)
        await (self._open if cross else self._app)(scope, receive, send)
