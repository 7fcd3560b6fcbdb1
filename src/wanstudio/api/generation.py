"""The three paths that make pictures."""

from functools import partial
from typing import NamedTuple

from wanstudio.accounts.api_keys import Caller
from wanstudio.api import messages_format, prompt_format
from wanstudio.api.envelope import created
from wanstudio.api.event_stream import EventStream
from wanstudio.api.request_body import Body, input_of, model_of, read_body
from wanstudio.catalog.models import Model, Protocol
from wanstudio.catalog.order import images_asked_for
from wanstudio.errors import ServiceError, SynchronousRefused
from wanstudio.submission import Application, find_earlier, submit, submit_refused
from wanstudio.wire.auth import recognise
from wanstudio.wire.call import Call
from wanstudio.wire.door import Json, Reply, success
from wanstudio.wire.links import link_of
from wanstudio.wire.marks import mark_of
from wanstudio.wire.one_request import draw_seed, paint

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
    """wan2.6 in one request. An async header is ignored: the Java SDK keeps sending one by mistake."""
    caller = await recognise(call)
    if call.enabled(_EVENTS):
        return EventStream(partial(_paint_messages, call, caller))
    return success(await _paint_messages(call, caller))


async def image_generation(call: Call) -> Reply:
    """wan2.6 as a task."""
    caller = await recognise(call)
    if not call.enabled(_ASYNC):
        raise SynchronousRefused
    asked = await _read(call, caller, "messages")
    return await _record(call, _application(call, caller, asked, IMAGE_GENERATION), asked)


async def text2image(call: Call) -> Reply:
    """wan2.5 and earlier as a task; wan2.2 also in one request."""
    caller = await recognise(call)
    asked = await _read(call, caller, "prompt")
    application = _application(call, caller, asked, TEXT2IMAGE)
    if call.enabled(_ASYNC):
        return await _record(call, application, asked)
    if not asked.model.one_request:
        raise SynchronousRefused
    order = prompt_format.read_order(asked.model, asked.body, draw_seed)
    task = await paint(call, application, order)
    return success(prompt_format.task_body(task, link_of(call, task), call.request_id))


async def _read(call: Call, caller: Caller, protocol: Protocol) -> _Asked:
    """The body as far as even a task is not made without it: JSON, a model of this path, an input."""
    raw = await call.body()
    body = read_body(raw)
    model = model_of(body, caller.region, call.desk.settings, protocol)
    input_of(body)
    return _Asked(raw, body, model)


def _application(call: Call, caller: Caller, asked: _Asked, route: str) -> Application:
    return Application(
        caller=caller,
        request_id=call.request_id,
        model=asked.model.name,
        protocol=asked.model.protocol,
        route=route,
        mark=mark_of(call, caller, route, asked.raw),
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
    order = messages_format.read_order(asked.model, asked.body, draw_seed)
    task = await paint(call, _application(call, caller, asked, MULTIMODAL), order)
    return messages_format.one_request_body(task, link_of(call, task), call.request_id)
