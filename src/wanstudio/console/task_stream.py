"""The events of many tasks in one stream: a browser has few connections to one host, all its tabs together."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from starlette.types import Send

from wanstudio.console.visit import Visit
from wanstudio.errors import StoreUnavailable
from wanstudio.submission import Desk
from wanstudio.tasks.ledger import find_task
from wanstudio.tasks.lifecycle import State, Task
from wanstudio.wire.call import Call
from wanstudio.wire.door import Answer, encode
from wanstudio.wire.task_events import HEARTBEAT_SECONDS, Story

MOST_TASKS = 32
"""Tasks of one stream; a page asks for the others when some of these have ended."""
_LONGEST_ID = 64
_HEADERS = (
    (b"content-type", b"text/event-stream;charset=UTF-8"),
    (b"cache-control", b"no-cache"),
    (b"x-accel-buffering", b"no"),
)

Write = Callable[[bytes], Awaitable[None]]


async def follow_tasks(visit: Visit) -> Answer:
    """`GET /tasks/events?ids=a,b`: the account's tasks among these; the others are told to be gone."""
    session, desk = visit.session, visit.desk
    desk.following.admit(session.account_id)
    asked = dict.fromkeys(one for one in visit.call.query().get("ids", "").split(",") if one)
    most = min(MOST_TASKS, desk.following.room(session.account_id))
    tasks, gone = [], []
    for task_id in list(asked)[:most]:
        known = len(task_id) <= _LONGEST_ID
        task = await find_task(desk.database, session.account_id, session.region, task_id) if known else None
        if task is None:
            gone.append(task_id)
        else:
            tasks.append(task)
    return TaskStream(desk, tuple(tasks), tuple(gone))


@dataclass(frozen=True, slots=True)
class TaskStream:
    """The open stream. It ends with the last of its tasks, with the client, or with the server."""

    desk: Desk
    tasks: tuple[Task, ...]
    gone: tuple[str, ...]
    heartbeat_s: float = HEARTBEAT_SECONDS
    status = 200
    code = ""

    async def send(self, call: Call, send: Send) -> None:
        """Write the events of every task as they come."""

        async def write(data: bytes) -> None:
            if data:
                await send({"type": "http.response.body", "body": data, "more_body": True})

        headers = [*_HEADERS, (b"x-request-id", call.request_id.encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await write(b"retry: 1000\n\n" + b"".join(_event("gone", {"task_id": one}) for one in self.gone))
        await call.while_present(self._tell(write))
        await send({"type": "http.response.body", "body": b""})

    async def _tell(self, write: Write) -> None:
        heartbeat = asyncio.create_task(self._beat(write))
        try:
            async with asyncio.TaskGroup() as group:
                for task in self.tasks:
                    group.create_task(self._follow(task, write))
        finally:
            heartbeat.cancel()

    async def _beat(self, write: Write) -> None:
        """A comment now and then, so that no proxy takes the stream for dead."""
        while True:
            await asyncio.sleep(self.heartbeat_s)
            await write(b":\n\n")

    async def _follow(self, task: Task, write: Write) -> None:
        story = Story(task.task_id, None)
        if task.state < State.SUCCEEDED:
            with self.desk.following.follow(task.account_id, task.task_id) as follower:
                while not follower.over:
                    if await follower.wait(self.heartbeat_s) and follower.standing is not None:
                        await write(b"".join(story.go_on(follower.standing)))
        # A store that is away just now: the browser asks again.
        with suppress(StoreUnavailable):
            ended = await find_task(self.desk.database, task.account_id, task.region, task.task_id)
            if ended is None:
                await write(_event("gone", {"task_id": task.task_id}))
            elif ended.state >= State.SUCCEEDED:
                await write(_event("ended", {"task_id": task.task_id, "task_status": ended.status}))


def _event(kind: str, body: dict[str, object]) -> bytes:
    return f"event: {kind}\ndata: ".encode() + encode(body) + b"\n\n"
