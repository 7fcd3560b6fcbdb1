"""Every path of this door, with and without a trailing slash; the busiest first."""

from starlette.routing import Route

from wanstudio.api.envelope import Door
from wanstudio.api.generation import image_generation, multimodal_generation, text2image
from wanstudio.api.images import fetch_image
from wanstudio.api.listings import list_models, list_quotas
from wanstudio.api.openapi import describe
from wanstudio.api.probes import alive, ready
from wanstudio.api.tasks import cancel_task, list_all, query_task
from wanstudio.api.tokens import make_token

DOORS: tuple[Door, ...] = (
    Door("/api/v1/tasks/{task_id}", GET=query_task),
    Door("/api/v1/services/aigc/text2image/image-synthesis", POST=text2image),
    Door("/api/v1/services/aigc/multimodal-generation/generation", POST=multimodal_generation),
    Door("/api/v1/services/aigc/image-generation/generation", POST=image_generation),
    Door("/images/{key:path}", GET=fetch_image, HEAD=fetch_image),
    Door("/api/v1/tasks", GET=list_all),
    Door("/api/v1/tasks/{task_id}/cancel", POST=cancel_task, GET=cancel_task),
    Door("/api/v1/models", GET=list_models),
    Door("/api/v1/quotas", GET=list_quotas),
    Door("/api/v1/models/limits", GET=list_quotas),
    Door("/api/v1/tokens", POST=make_token),
    Door("/openapi.json", GET=describe),
    Door("/healthz", GET=alive, HEAD=alive),
    Door("/readyz", GET=ready, HEAD=ready),
)


def _forms(path: str) -> tuple[str, ...]:
    """With and without a slash: SDKs send both, and some follow no redirect."""
    return (path,) if path.endswith(":path}") else (path, f"{path}/")


ROUTES: list[Route] = [Route(form, door) for door in DOORS for form in _forms(door.path)]
