"""The control surface: what a test tells the emulator, and what it may ask."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import cast

from wanstudio.api.envelope import refusal
from wanstudio.emulator.control import CONTROL
from wanstudio.emulator.emulation import Emulation
from wanstudio.emulator.foreign_pages import is_foreign
from wanstudio.emulator.script import CallFault, Clock, Hold, Release, Script, Slow, TaskFault, read
from wanstudio.emulator.traffic import Seen
from wanstudio.errors import ForeignPage
from wanstudio.wire.call import Call
from wanstudio.wire.door import Door, Json, Reply, success

Act = Callable[[Emulation, bytes], Awaitable[None]]


def emulation_of(call: Call) -> Emulation:
    """What the app was made around."""
    return cast(Emulation, call.scope["app"].state.emulation)


def _moment(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")


async def _state(emulation: Emulation) -> Json:
    now, calls = _moment(emulation.now_ms()), len(emulation.traffic.seen)
    return {"now": now, "calls": calls, "tasks": await emulation.count_tasks(), **emulation.board.show()}


def _guarded(handler: Callable[[Call], Awaitable[Reply]]) -> Callable[[Call], Awaitable[Reply]]:
    """The same handler for tests only: a web page open on a developer's machine gets ForeignPage."""

    async def handle(call: Call) -> Reply:
        if is_foreign(call):
            raise ForeignPage
        return await handler(call)

    return handle


async def show(call: Call) -> Reply:
    """`GET`: the clock, and what is waiting to happen."""
    return success(await _state(emulation_of(call)))


async def list_calls(call: Call) -> Reply:
    """`GET /calls`: the calls that came in, oldest first, of a `kind` and a `model` if they are named."""
    query = call.query()
    found = emulation_of(call).traffic.find(query.get("kind"), query.get("model"))
    return success({"calls": [_shown(seen) for seen in found]})


def _shown(seen: Seen) -> Json:
    return {
        "at": _moment(seen.at_ms),
        "kind": seen.kind,
        "method": seen.method,
        "path": seen.path,
        "query": seen.query,
        "model": seen.model,
        "body": seen.body,
        "status": seen.status,
        "code": seen.code,
    }


def _telling(act: Act) -> Callable[[Call], Awaitable[Reply]]:
    """A handler that does something and answers with how things stand then."""

    async def handle(call: Call) -> Reply:
        emulation = emulation_of(call)
        await act(emulation, await call.body())
        return success(await _state(emulation))

    return handle


async def _fail_calls(emulation: Emulation, body: bytes) -> None:
    emulation.board.fail_calls(read(CallFault, "fail_calls", body))


async def _fail_tasks(emulation: Emulation, body: bytes) -> None:
    emulation.board.fail_tasks(read(TaskFault, "fail_tasks", body))


async def _slow(emulation: Emulation, body: bytes) -> None:
    emulation.board.slow(read(Slow, "slow", body))


async def _hold(emulation: Emulation, body: bytes) -> None:
    emulation.hold(read(Hold, "hold", body))


async def _release(emulation: Emulation, body: bytes) -> None:
    emulation.release(read(Release, "release", body))


async def _clock(emulation: Emulation, body: bytes) -> None:
    await emulation.move(read(Clock, "clock", body))


async def _script(emulation: Emulation, body: bytes) -> None:
    await emulation.follow(read(Script, "script", body))


async def _reset(emulation: Emulation, body: bytes) -> None:
    del body
    await emulation.reset()


ACTS: dict[str, Act] = {
    "fail_calls": _fail_calls,
    "fail_tasks": _fail_tasks,
    "hold": _hold,
    "release": _release,
    "slow": _slow,
    "clock": _clock,
    "script": _script,
    "reset": _reset,
}

DOORS: tuple[Door, ...] = (
    Door(CONTROL, refusal, GET=_guarded(show)),
    Door(f"{CONTROL}/calls", refusal, GET=_guarded(list_calls)),
    *(Door(f"{CONTROL}/{name}", refusal, POST=_guarded(_telling(act))) for name, act in ACTS.items()),
)
