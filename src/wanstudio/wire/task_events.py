"""A task as a stream of events: its place in the queue, its steps, previews, its end. Any door may send it."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from starlette.types import Send

from wanstudio.errors import StoreUnavailable, TaskUnknown
from wanstudio.submission import Desk
from wanstudio.tasks.following import Follower
from wanstudio.tasks.ledger import find_task
from wanstudio.tasks.lifecycle import State, Task
from wanstudio.tasks.progress import ImageProgress, Standing
from wanstudio.wire.call import Call
from wanstudio.wire.door import Answer, Json, Reply, encode

HEARTBEAT_SECONDS = 15.0
_MARK = re.compile(r"(\d{1,9})-(\d{1,18}|end)", re.ASCII)
_MEDIA = b"text/event-stream;charset=UTF-8"
_HEADERS = ((b"cache-control", b"no-cache"), (b"x-accel-buffering", b"no"))

Show = Callable[[Task], Json]
"""The task as this door tells it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a client has been told: the id of an event.

    `attempt` is 0 in the queue and `version` the number of tasks before it there; later `version` is that
    of the progress. The end has no version.
    """

    attempt: int
    version: int | None

    def __str__(self) -> str:
        return f"{self.attempt}-{'end' if self.version is None else self.version}"

    @property
    def moment(self) -> tuple[int, int]:
        """In the order of attempts and changes."""
        return self.attempt, self.version or 0


def read_mark(last_event_id: str) -> Mark | None:
    """The mark in a `Last-Event-ID`; None if it is none of ours."""
    found = _MARK.fullmatch(last_event_id.strip())
    if found is None:
        return None
    return Mark(int(found[1]), None if found[2] == "end" else int(found[2]))


async def task_events(call: Call, account_id: str, region: str, task_id: str, show: Show) -> Answer:
    """The events of a task of this account; no content for a client that has seen its end.

    Raises TaskUnknown, and RateQuotaExceeded for an account that follows too many tasks.
    """
    desk = call.desk
    # PostgreSQL takes no NUL in a text, and no task has one in its id.
    task = None if "\x00" in task_id else await find_task(desk.database, account_id, region, task_id)
    if task is None:
        raise TaskUnknown
    told = read_mark(call.header(b"last-event-id"))
    if told is not None and told.version is None and task.state >= State.SUCCEEDED:
        return Reply(b"", 204, _MEDIA, _HEADERS)
    desk.following.admit(account_id)
    return TaskEvents(desk, task, told, show)


@dataclass(frozen=True, slots=True)
class TaskEvents:
    """The open stream. It ends with the task, with the client, or with the server."""

    desk: Desk
    task: Task
    told: Mark | None
    show: Show
    heartbeat_s: float = HEARTBEAT_SECONDS
    status = 200
    code = ""

    async def send(self, call: Call, send: Send) -> None:
        """Write events as they come."""
        headers = [(b"content-type", _MEDIA), *_HEADERS, (b"x-request-id", call.request_id.encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await _write(send, b"retry: 1000\n\n")
        await call.while_present(self._tell(send))
        await send({"type": "http.response.body", "body": b""})

    async def _tell(self, send: Send) -> None:
        if self.task.state >= State.SUCCEEDED:
            await _write(send, self._ending(self.task))
            return
        story = Story(self.task.task_id, self.told)
        with self.desk.following.follow(self.task.account_id, self.task.task_id) as follower:
            while not follower.over:
                if not await follower.wait(self.heartbeat_s):
                    await _write(send, b":\n\n")
                elif follower.standing is not None:
                    await _write(send, b"".join(story.go_on(follower.standing)))
            # A store that is away just now: the client comes back.
            with suppress(StoreUnavailable):
                await self._end(send, follower)

    async def _end(self, send: Send, follower: Follower) -> None:
        """Tell the end, if that is why it is over: it may be the server's own."""
        task = await find_task(self.desk.database, self.task.account_id, self.task.region, follower.task_id)
        if task is not None and task.state >= State.SUCCEEDED:
            await _write(send, self._ending(task))

    def _ending(self, task: Task) -> bytes:
        told: dict[str, object] = {
            "task_id": task.task_id,
            "task_status": task.status,
            "images": len(task.painted),
        }
        if task.code is not None:
            told |= {"code": task.code, "message": task.message}
        return _event("ended", Mark(task.attempt, None), {**told, "task": self.show(task)})


class Story:
    """What one client is told of a task until it ends: nothing twice, and nothing that it knew before."""

    def __init__(self, task_id: str, told: Mark | None) -> None:
        self._task_id = task_id
        self._told = told

    def go_on(self, standing: Standing) -> Iterator[bytes]:
        """The events since the last time."""
        if standing.before is not None:
            yield from self._in_queue(standing.before)
        elif standing.attempt:
            yield from self._in_work(standing)

    def _in_queue(self, before: int) -> Iterator[bytes]:
        mark = Mark(0, before)
        if self._told != mark:
            self._told = mark
            body = {"task_id": self._task_id, "task_status": "PENDING", "place": before + 1, "before": before}
            yield _event("queued", mark, body)

    def _in_work(self, standing: Standing) -> Iterator[bytes]:
        images = [image for image in standing.images if image.attempt == standing.attempt]
        done = sum(image.step / image.steps for image in images if image.steps)
        told = {
            "task_id": self._task_id,
            "task_status": "RUNNING",
            "images": standing.n,
            "percent": int(100 * done / standing.n),
        }
        if self._told is None or self._told.attempt < standing.attempt:
            self._told = Mark(standing.attempt, 0)
            if not images:
                yield _event("running", self._told, told)
        for image in sorted(images, key=lambda each: each.version):
            if image.moment > self._told.moment:
                news = _news(image, since=self._told.moment)
                self._told = Mark(*image.moment)
                yield _event("running", self._told, {**told, **news})


def _news(image: ImageProgress, since: tuple[int, int]) -> dict[str, object]:
    """An image's number from 1, its steps, and its preview if that is new."""
    told: dict[str, object] = {"image": image.image + 1, "step": image.step, "steps": image.steps}
    if image.preview is not None and (image.attempt, image.shown) > since:
        told["preview"] = image.preview
    return told


def _event(kind: str, mark: Mark, body: Json) -> bytes:
    return f"id: {mark}\nevent: {kind}\ndata: ".encode() + encode(body) + b"\n\n"


async def _write(send: Send, data: bytes) -> None:
    if data:
        await send({"type": "http.response.body", "body": data, "more_body": True})
