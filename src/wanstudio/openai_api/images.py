"""`POST /v1/images/generations`: pictures in one request, whichever model they are asked of."""

import asyncio
from collections.abc import Mapping

from wanstudio.catalog.models import Model
from wanstudio.errors import InternalError, ModelMissing, ModelNotExist, RequestTimedOut, StoreUnavailable
from wanstudio.openai_api.images_format import Form, pictures_body, read_body, read_form, read_order
from wanstudio.openai_api.refusals import ParameterRefused
from wanstudio.storage.objects import ObjectStore
from wanstudio.submission import Application, Desk
from wanstudio.tasks.lifecycle import Painted, Task
from wanstudio.wire.auth import recognise
from wanstudio.wire.call import Call
from wanstudio.wire.door import Json, Reply, success
from wanstudio.wire.links import link_of
from wanstudio.wire.marks import mark_of
from wanstudio.wire.one_request import draw_seed, paint
from wanstudio.wire.refused_calls import counting_refusals

GENERATIONS = "openai:images:generations"
_PAUSE_SECONDS = 0.2


async def generate(call: Call) -> Reply:
    """Every picture that was made. A task of which none came out is the error of its first picture."""
    caller = await recognise(call)
    raw = await call.body()
    body = read_body(raw)
    with counting_refusals(call, caller, body.get("model")):
        model = offered(call.desk, caller.region, _named(body))
        order, form = read_order(model, body, draw_seed), read_form(body, call.desk.settings)
        mark = mark_of(call, caller, GENERATIONS, raw)
    application = Application(
        caller=caller,
        request_id=call.request_id,
        model=model.name,
        protocol=model.protocol,
        route=GENERATIONS,
        mark=mark,
    )
    task = await paint(call, application, order)
    shown = await call.while_present(_show(call, task, form))
    return success(pictures_body(task, shown))


def _named(body: Mapping[str, object]) -> object:
    name = body.get("model")
    if name is None or name == "":
        raise ParameterRefused(ModelMissing(), "model", "missing_required_parameter")
    return name


def offered(desk: Desk, region: str, name: object) -> Model:
    """The model of this name, which must be offered in the region."""
    offer = desk.find_served(region, name) if isinstance(name, str) else None
    if offer is None:
        raise ParameterRefused(ModelNotExist(), "model", "model_not_found", 404)
    return offer.model


async def _show(call: Call, task: Task, form: Form) -> list[tuple[Painted, Json]]:
    """Each picture with its link, its bytes, or both."""
    link = link_of(call, task)
    links: list[dict[str, object]] = [{"url": link(outcome.key)} for outcome in task.painted]
    if form == "url":
        return list(zip(task.painted, links, strict=True))
    try:
        async with asyncio.timeout(call.desk.settings.sync_timeout_seconds):
            reading = (stored(call.desk.objects, outcome.key) for outcome in task.painted)
            pictures = await asyncio.gather(*reading)
    except TimeoutError:
        raise RequestTimedOut from None
    both = form == "both"
    return [
        (outcome, {**(linked if both else {}), "b64_json": picture})
        for outcome, linked, picture in zip(task.painted, links, pictures, strict=True)
    ]


async def stored(objects: ObjectStore, key: str) -> bytes:
    """A picture's bytes; a store that is away for a moment must not cost the customer what is billed."""
    while True:
        try:
            picture = await objects.get(key)
        except StoreUnavailable:
            await asyncio.sleep(_PAUSE_SECONDS)
            continue
        if picture is None:
            raise InternalError
        return picture
