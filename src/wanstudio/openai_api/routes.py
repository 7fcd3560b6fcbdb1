"""Every path of this door. What else lies under its root is refused in its form."""

from functools import partial

from wanstudio.openai_api.images import generate
from wanstudio.openai_api.models import list_models, show_model
from wanstudio.openai_api.refusals import refusal
from wanstudio.wire.door import Door

ROOT = "/v1"

_Door = partial(Door, refusal=refusal)

DOORS: tuple[Door, ...] = (
    _Door(f"{ROOT}/images/generations", POST=generate),
    _Door(f"{ROOT}/models", GET=list_models),
    _Door(f"{ROOT}/models/{{model}}", GET=show_model),
)


def is_under_root(path: str) -> bool:
    """Whether a path is this door's to refuse."""
    return path == ROOT or path.startswith(f"{ROOT}/")
