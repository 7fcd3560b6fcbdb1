"""The three paths that make pictures."""

from contextlib import suppress
from functools import partial
from typing import NamedTuple, NoReturn

from wanstudio.accounts.api_keys import Caller
from wanstudio.api import messages_format, prompt_format
from wanstudio.api.envelope import created
from wanstudio.api.event_stream import EventStream
from wanstudio.api.request_body import Body, input_of, model_of, read_body
from wanstudio.catalog.models import Model, Protocol
from wanstudio.catalog.order import images_asked_for
from wanstudio.errors import AsynchronousRefused, ServiceError, SynchronousRefused
from wanstudio.submission import Application, find_earlier, submit, submit_refused
from wanstudio.wire.auth import recognise
from wanstudio.wire.call import Call
from wanstudio.wire.door import Json, Reply, success
from wanstudio.wire.links import link_of
from wanstudio.wire.marks import mark_of
from wanstudio.wire.one_request import draw_seed, paint
from wanstudio.wire.refused_calls import counting_refusals

MULTIMODAL = "aigc:multimodal-generation:generation"
IMAGE_GENERATION = "aigc:image-generation:generation"
TEXT2IMAGE = "aigc:text2image:image-synthesis"

_ASYNC = b"x-dashscope-async"
_EVENTS = b"x-dashscope-sse"


class _Asked(NamedTuple):
    """What was sent, as it came and as it was read, and the model it is asked of."""

    raw: bytes
    body: Body
    model: Model


async def multimodal_generation(call: Call) -> Reply | EventStream:
    """wan2.6 in one request.

    Under the profile `model-studio` an async header is refused, as the service was seen to. Otherwise it is
    ignored: a client object of the Java SDK keeps sending it once it has made a task.
    """
    caller = await recognise(call)
    if call.enabled(_ASYNC) and call.desk.service.profile == "model-studio":
        await _refuse(call, caller, AsynchronousRefused())
    if call.enabled(_EVENTS):
        return EventStream(partial(_paint_messages, call, caller))
    return success(await _paint_messages(call, caller))


async def image_generation(call: Call) -> Reply:
    """wan2.6 as a task."""
    caller = await recognise(call)
    if not call.enabled(_ASYNC):
        await _refuse(call, caller, SynchronousRefused())
    asked = await _read(call, caller, "messages")
    return await _record(call, _application(call, caller, asked, IMAGE_GENERATION), asked)


async def text2image(call: Call) -> Reply:
    """wan2.5 and earlier as a task; wan2.2 also in one request."""
    caller = await recognise(call)
    asked = await _read(call, caller, "prompt")
    application = _application(call, caller, asked, TEXT2IMAGE)
    if call.enabled(_ASYNC):
        return await _record(call, application, asked)
    with counting_refusals(call, caller, asked.model.name):
        if not asked.model.one_request:
            raise SynchronousRefused
        order = prompt_format.read_order(asked.model, asked.body, draw_seed)
    task = await paint(call, application, order)
    return success(prompt_format.task_body(task, link_of(call, task), call.request_id))


async def _refuse(call: Call, caller: Caller, error: ServiceError) -> NoReturn:
    """Raise what the body cannot change; it counts as a call of the model that the body names."""
    name = None
    with suppress(ServiceError):
        name = read_body(await call.body()).model
    with counting_refusals(call, caller, name):
        raise error


async def _read(call: Call, caller: Caller, protocol: Protocol) -> _Asked:
    """The body as far as even a task is not made without it: JSON, a model of this path, an input."""
    raw = await call.body()
    body = read_body(raw)
    with counting_refusals(call, caller, body.model):
        model = model_of(body, caller.region, call.desk, protocol)
        input_of(body)
    return _Asked(raw, body, model)


def _application(call: Call, caller: Caller, asked: _Asked, route: str) -> Application:
    with counting_refusals(call, caller, asked.model.name):
        mark = mark_of(call, caller, route, asked.raw)
    return Application(
        caller=caller,
        request_id=call.request_id,
        model=asked.model.name,
        protocol=asked.model.protocol,
        route=route,
        mark=mark,
    )


async def _record(call: Call, application: Application, asked: _Asked) -> Reply:
    """A task for the request. Whatever else is wrong with it shows when the task is queried."""
    if earlier := await find_earlier(call.desk, application):
        return created(earlier.task_id, call.request_id, earlier.status)
    body, model = asked.body, asked.model
    read_order = messages_format.read_order if model.protocol == "messages" else prompt_format.read_order
    try:
        order = read_order(model, body, draw_seed)
    except ServiceError as error:
        n = images_asked_for(body.parameters)
        task_id = await submit_refused(call.desk, application, n, error)
    else:
        task_id = await submit(call.desk, application, order)
    return created(task_id, call.request_id)


async def _paint_messages(call: Call, caller: Caller) -> Json:
    asked = await _read(call, caller, "messages")
    application = _application(call, caller, asked, MULTIMODAL)
    with counting_refusals(call, caller, asked.model.name):
        order = messages_format.read_order(asked.model, asked.body, draw_seed)
    task = await paint(call, application, order)
    return messages_format.one_request_body(task, link_of(call, task), call.request_id)
