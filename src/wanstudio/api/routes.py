"""Every path of this door, with and without a trailing slash; the busiest first."""

from functools import partial

from wanstudio.api.envelope import refusal
from wanstudio.api.generation import image_generation, multimodal_generation, text2image
from wanstudio.api.images import fetch_image
from wanstudio.api.listings import list_models, list_quotas
from wanstudio.api.probes import alive, ready
from wanstudio.api.task_events import follow_task
from wanstudio.api.tasks import cancel_task, list_all, query_task
from wanstudio.api.tokens import make_token
from wanstudio.wire.door import Door

_Door = partial(Door, refusal=refusal)

DOORS: tuple[Door, ...] = (
    _Door("/api/v1/tasks/{task_id}", GET=query_task),
    _Door("/api/v1/services/aigc/text2image/image-synthesis", POST=text2image),
    _Door("/api/v1/services/aigc/multimodal-generation/generation", POST=multimodal_generation),
    _Door("/api/v1/services/aigc/image-generation/generation", POST=image_generation),
    _Door("/images/{key:path}", GET=fetch_image, HEAD=fetch_image),
    _Door("/api/v1/tasks", GET=list_all),
    _Door("/api/v1/tasks/{task_id}/cancel", POST=cancel_task, GET=cancel_task),
    _Door("/wanstudio/v1/tasks/{task_id}/events", GET=follow_task),
    _Door("/api/v1/models", GET=list_models),
    _Door("/api/v1/quotas", GET=list_quotas),
    _Door("/api/v1/models/limits", GET=list_quotas),
    _Door("/api/v1/tokens", POST=make_token),
    _Door("/healthz", GET=alive, HEAD=alive),
    _Door("/readyz", GET=ready, HEAD=ready),
)
