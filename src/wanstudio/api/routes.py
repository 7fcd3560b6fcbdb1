"""Every path of this door, with and without a trailing slash; the busiest first."""

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Route
from starlette.types import ExceptionHandler

from wanstudio.api.envelope import Door, refuse_unknown
from wanstudio.api.generation import image_generation, multimodal_generation, text2image
from wanstudio.api.images import fetch_image
from wanstudio.api.listings import list_models, list_quotas
from wanstudio.api.openapi import describe
from wanstudio.api.probes import alive, ready
from wanstudio.api.tasks import cancel_task, list_all, query_task
from wanstudio.api.tokens import make_token

_DOORS: tuple[tuple[str, Door], ...] = (
    ("/api/v1/tasks/{task_id}", Door(GET=query_task)),
    ("/api/v1/services/aigc/text2image/image-synthesis", Door(POST=text2image)),
    ("/api/v1/services/aigc/multimodal-generation/generation", Door(POST=multimodal_generation)),
    ("/api/v1/services/aigc/image-generation/generation", Door(POST=image_generation)),
    ("/images/{key:path}", Door(GET=fetch_image, HEAD=fetch_image)),
    ("/api/v1/tasks", Door(GET=list_all)),
    ("/api/v1/tasks/{task_id}/cancel", Door(POST=cancel_task, GET=cancel_task)),
    ("/api/v1/models", Door(GET=list_models)),
    ("/api/v1/quotas", Door(GET=list_quotas)),
    ("/api/v1/models/limits", Door(GET=list_quotas)),
    ("/api/v1/tokens", Door(POST=make_token)),
    ("/openapi.json", Door(GET=describe)),
    ("/healthz", Door(GET=alive, HEAD=alive)),
    ("/readyz", Door(GET=ready, HEAD=ready)),
)

EXCEPTION_HANDLERS: dict[type[Exception], ExceptionHandler] = {
    HTTPException: refuse_unknown,
    Exception: refuse_unknown,
}
"""For the application: what no door serves is still answered as the service answers."""


def routes() -> Sequence[BaseRoute]:
    """The routes; the application must not redirect slashes, since some SDKs follow no redirect."""
    pairs = ((path, door) for path, door in _DOORS)
    return [
        Route(form, door, include_in_schema=False)
        for path, door in pairs
        for form in ((path,) if path.startswith("/images") else (path, f"{path}/"))
    ]
