"""OpenAI's images format: wire to Order, and Task to `data`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import msgspec

from wanstudio.catalog.models import Model
from wanstudio.catalog.order import Order, make_order
from wanstudio.errors import BodyInvalid, OutOfDefinition, OutOfSpecification
from wanstudio.openai_api.refusals import about
from wanstudio.settings import Settings
from wanstudio.tasks.lifecycle import Painted, Task
from wanstudio.wire.door import Json
from wanstudio.wire.fields import given
from wanstudio.wire.json_body import decode_json

Form = Literal["url", "b64_json", "both"]

# Wishes of OpenAI's models that change nothing here, and what may be said in them.
FIXED: Mapping[str, tuple[object, ...]] = {
    "quality": ("auto", "low", "medium", "high", "standard", "hd"),
    "style": ("vivid", "natural"),
    "background": ("auto", "opaque"),
    "moderation": ("auto", "low"),
    "output_format": ("png",),
    "output_compression": (100,),
    "stream": (False,),
    "partial_images": (0,),
}
FORMS: tuple[Form, ...] = ("url", "b64_json")
OURS = ("negative_prompt", "seed", "prompt_extend", "watermark")
_KNOWN = {"model", "prompt", "n", "size", "response_format", "user", *FIXED, *OURS}


def read_body(raw: bytes) -> Mapping[str, object]:
    """The JSON object that was sent, types unchecked."""
    body = decode_json(raw)
    if not isinstance(body, dict):
        raise BodyInvalid
    return body


def read_order(model: Model, body: Mapping[str, object], draw_seed: Callable[[], int]) -> Order:
    """The order a body asks for: one picture unless it says otherwise.

    Raises ParameterRefused for the first parameter that cannot be, an unknown one included.
    """
    _check_names(body)
    with about("prompt", "invalid_value" if body.get("prompt") else "missing_required_parameter"):
        prompt = given("prompt", body.get("prompt"))
    for name, allowed in FIXED.items():
        _check_fixed(name, body.get(name), allowed)
    with about("user"):
        if not isinstance(body.get("user"), str | None):
            raise OutOfDefinition(parameter="user")
    negative, wishes = body.get("negative_prompt"), _wishes(body)
    with about("negative_prompt"):
        make_order(model, prompt, negative, {}, draw_seed)
    for name, wish in wishes.items():
        with about(name):
            make_order(model, prompt, None, {name: wish}, draw_seed)
    return make_order(model, prompt, negative, wishes, draw_seed)


def read_form(body: Mapping[str, object], settings: Settings) -> Form:
    """How the pictures are to be handed over; without a wish, as the operator set it."""
    wanted = body.get("response_format")
    with about("response_format"):
        if wanted is None:
            return settings.openai_response_format
        for form in FORMS:
            if wanted == form:
                return form
        raise OutOfSpecification(rule="response_format is url or b64_json")


def pictures_body(task: Task, shown: Sequence[tuple[Painted, Json]]) -> Json:
    """The answer: every picture that was made, as a link or as bytes, which JSON writes in base64."""
    assert task.order is not None
    return {
        "created": (task.ended_at or task.submitted_at) // 1000,
        "background": "opaque",
        "output_format": "png",
        "size": f"{task.order.width}x{task.order.height}",
        "data": [{**picture, **_revised(task.order, outcome)} for outcome, picture in shown],
    }


def _check_names(body: Mapping[str, object]) -> None:
    for name in body:
        if name not in _KNOWN:
            with about(name, "unknown_parameter"):
                raise OutOfSpecification(rule=f"there is no parameter {name!r}")


def _check_fixed(name: str, value: object, allowed: tuple[object, ...]) -> None:
    """Refuse a wish that cannot be had; `true` is not 1 and `false` is not 0."""
    if value is None or any(type(value) is type(choice) and value == choice for choice in allowed):
        return
    with about(name):
        words = ", ".join(msgspec.json.encode(choice).decode() for choice in allowed)
        raise OutOfSpecification(rule=f"{name} can only be {words}")


def _wishes(body: Mapping[str, object]) -> dict[str, object]:
    """The parameters as the catalogue reads them. Native sizes, with a star, are understood too."""
    size, n = body.get("size"), body.get("n")
    if isinstance(size, str):
        size = None if size == "auto" else size.replace("x", "*")
    names = [name for name in OURS if name != "negative_prompt"]
    return {"size": size, "n": 1 if n is None else n, **{name: body.get(name) for name in names}}


def _revised(order: Order, outcome: Painted) -> Json:
    rewritten = outcome.actual_prompt
    return {} if rewritten in (None, order.prompt) else {"revised_prompt": rewritten}
