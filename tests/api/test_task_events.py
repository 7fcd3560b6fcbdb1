"""A task followed as events: the queue, the steps, the end, coming back, and whose task it is."""

import asyncio

import pytest
from tests.api.requests import prompt_body, told
from tests.event_stream import Stream
from tests.live_app import TEXT2IMAGE

from wanstudio.accounts.api_keys import find_caller
from wanstudio.tasks.following import MOST_STREAMS
from wanstudio.tasks.ledger import find_task
from wanstudio.tasks.lifecycle import Spoiled
from wanstudio.tasks.progress import watched_among
from wanstudio.tasks.recording import Recorder
from wanstudio.wire.call import Call, ClientGone
from wanstudio.wire.task_events import TaskEvents

PREVIEW = "data:image/jpeg;base64,AAAA"


def path_of(task_id):
    return f"/wanstudio/v1/tasks/{task_id}/events"


@pytest.fixture
async def follow(service):
    """Opens a stream; those that are open at the end of the test are left."""
    opened = []

    def opening(task_id, last_event_id="", key=None):
        opened.append(Stream(service.app, path_of(task_id), key or service.key, last_event_id))
        return opened[-1]

    yield opening
    for stream in opened:
        await stream.leave()


async def submit(service, n=1, **parameters):
    return await service.submit(TEXT2IMAGE, prompt_body(n=n, **parameters))


async def claim(service):
    (task,) = await service.claim_all()
    return task


class Painting:
    """A worker's notes of one task, written when a test says so."""

    def __init__(self, service, task) -> None:
        self._recorder = Recorder(service.desk.database)
        self._block = self._recorder.notes(task.task_id, task.attempt)
        self.notes = self._block.__enter__()

    async def step(self, image, done, of, preview=None):
        self.notes.step(image, done, of)
        if preview:
            self.notes.show(image, preview)
        await self._recorder.write()


async def test_from_the_queue_to_the_end(service, follow):
    first, second = await submit(service), await submit(service, n=2)
    stream = follow(second)
    event = await stream.next()
    assert (event.kind, event.body["task_status"]) == ("queued", "PENDING")
    assert (event.body["place"], event.body["before"]) == (2, 1)
    await service.client.post(f"/api/v1/tasks/{first}/cancel")
    event = await stream.next()
    assert (event.kind, event.body["place"]) == ("queued", 1)
    task = await claim(service)
    event = await stream.next()
    assert (event.kind, event.id, event.body["percent"]) == ("running", "1-0", 0)
    painting = Painting(service, task)
    await painting.step(0, 5, 10, PREVIEW)
    event = await stream.next()
    assert event.body == {
        "task_id": second,
        "task_status": "RUNNING",
        "images": 2,
        "percent": 25,
        "image": 1,
        "step": 5,
        "steps": 10,
        "preview": PREVIEW,
    }
    await painting.step(1, 4, 10)
    event = await stream.next()
    assert (event.body["image"], event.body["step"], event.body["percent"]) == (2, 4, 45)
    assert "preview" not in event.body
    await service.finish(task)
    (ended,) = await stream.rest()
    assert (ended.kind, ended.id, ended.body["task_status"]) == ("ended", "1-end", "SUCCEEDED")
    assert ended.body["images"] == 2
    asked = (await service.get(f"/api/v1/tasks/{second}")).json()
    assert ended.body["task"]["output"]["task_id"] == asked["output"]["task_id"] == second
    assert len(ended.body["task"]["output"]["results"]) == 2


async def test_it_is_an_event_stream_that_nothing_in_between_may_hold_back(service, follow):
    stream = follow(await submit(service))
    await stream.next()
    assert stream.status == 200
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert (stream.headers["cache-control"], stream.headers["x-accel-buffering"]) == ("no-cache", "no")


async def test_who_comes_back_is_told_nothing_twice(service, follow):
    task_id = await submit(service, n=2)
    task = await claim(service)
    stream = follow(task_id)
    await stream.next()
    painting = Painting(service, task)
    await painting.step(0, 1, 10, PREVIEW)
    seen = await stream.next()
    await stream.leave()
    await painting.step(1, 2, 10)
    again = follow(task_id, last_event_id=seen.id)
    event = await again.next()
    assert (event.body["image"], event.body["step"]) == (2, 2)
    assert "preview" not in event.body
    afresh = follow(task_id)
    images = [(await afresh.next()).body for _ in range(2)]
    assert [(each["image"], each.get("preview")) for each in images] == [(1, PREVIEW), (2, None)]


async def test_who_comes_back_to_the_same_place_is_not_told_it_again(service, follow):
    task_id = await submit(service)
    stream = follow(task_id)
    seen = await stream.next()
    await stream.leave()
    again = follow(task_id, last_event_id=seen.id)
    await claim(service)
    assert (await again.next()).kind == "running"


async def test_who_comes_back_after_the_end_is_told_the_end_and_then_no_more(service, follow):
    task_id = await submit(service)
    await service.finish(await claim(service))
    (ended,) = await follow(task_id, last_event_id="1-7").rest()
    assert ended.kind == "ended"
    answer = await service.get(path_of(task_id), headers={"Last-Event-ID": ended.id})
    assert (answer.status_code, answer.content) == (204, b"")
    (ended,) = await follow(task_id, last_event_id="nonsense").rest()
    assert ended.kind == "ended"


async def test_a_new_attempt_begins_anew(service, follow):
    from wanstudio.rescue import release

    task_id = await submit(service)
    stream = follow(task_id)
    await stream.next()
    painting = Painting(service, await claim(service))
    await stream.next()
    await painting.step(0, 9, 10, PREVIEW)
    assert (await stream.next()).body["percent"] == 90
    await release(service.desk.database, service.desk.service.limit_of, "tester", crashed=True)
    task = await claim(service)
    event = await stream.next()
    assert (event.id, event.body["percent"]) == ("2-0", 0)
    await Painting(service, task).step(0, 1, 10)
    event = await stream.next()
    assert (event.id, event.body["step"]) == ("2-1", 1)
    assert "preview" not in event.body


async def test_the_end_of_a_failed_task_says_why(service, follow):
    task_id = await submit(service)
    stream = follow(task_id)
    await stream.next()
    await service.finish(await claim(service), (Spoiled("InternalError.Algo", "It broke."),))
    *_, ended = await stream.rest()
    assert ended.body["task_status"] == "FAILED"
    assert (ended.body["code"], ended.body["message"]) == ("InternalError.Algo", "It broke.")
    assert ended.body["images"] == 0


async def test_a_cancelled_task_ends(service, follow):
    task_id = await submit(service)
    stream = follow(task_id)
    await stream.next()
    await service.client.post(f"/api/v1/tasks/{task_id}/cancel")
    (ended,) = await stream.rest()
    assert (ended.id, ended.body["task_status"]) == ("0-end", "CANCELED")


async def test_bad_parameters_end_it_at_once(service, follow):
    (ended,) = await follow(await submit(service, size="1*1")).rest()
    assert (ended.body["task_status"], ended.body["code"]) == ("FAILED", "InvalidParameter")


@pytest.mark.parametrize("task_id", ["unknown", "%00", "no%00pe"])
async def test_a_task_that_there_is_not_is_refused(service, task_id):
    assert told(await service.get(path_of(task_id))) == (404, "NotFound", "Task not found.")


async def test_another_customers_task_is_refused_like_one_that_there_is_not(service):
    task_id = await submit(service)
    for key in (await service.new_key(), await service.new_key("beijing", account="first")):
        headers = {"Authorization": f"Bearer {key}"}
        answer = await service.get(path_of(task_id), headers=headers)
        assert answer.status_code in (401, 404)
    answer = await service.get(path_of(task_id), headers={"Authorization": "Bearer sk-nobody"})
    assert told(answer)[:2] == (401, "InvalidApiKey")


async def test_a_client_that_goes_lets_the_watch_lapse(service, follow):
    task_id = await submit(service)
    stream = follow(task_id)
    await stream.next()
    desk = service.desk
    assert await watched_among(desk.database, [task_id]) == {task_id}
    await stream.leave()
    assert desk.following.followed == 0
    desk.database.move_clock(60_000)
    assert await watched_among(desk.database, [task_id]) == set()


async def test_an_account_may_follow_a_hundred_tasks(service, follow):
    task_id = await submit(service)
    streams = [follow(task_id) for _ in range(MOST_STREAMS)]
    for stream in streams:
        await stream.next()
    answer = await service.get(path_of(task_id))
    assert told(answer)[:2] == (429, "Throttling.RateQuota")
    assert answer.headers["retry-after"] == "1"
    await streams[0].leave()
    assert (await follow(task_id).next()).kind == "queued"


async def test_a_quiet_stream_is_kept_alive(service):
    task_id = await submit(service)
    (beaten, sent) = asyncio.Event(), []

    async def receive():
        await beaten.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message.get("body"))
        if sent.count(b":\n\n") == 2:
            beaten.set()

    desk = service.desk
    caller = await find_caller(desk.database, service.key, "singapore")
    task = await find_task(desk.database, caller.account_id, "singapore", task_id)
    events = TaskEvents(desk, task, None, lambda _: {}, heartbeat_s=0.01)
    with pytest.raises(ClientGone):
        await events.send(Call({"method": "GET"}, receive, "request"), send)


async def test_a_server_that_ends_lets_everybody_go(service, follow):
    streams = [follow(await submit(service)) for _ in range(3)]
    for stream in streams:
        await stream.next()
    service.desk.following.close()
    for stream in streams:
        assert await stream.rest() == []
    assert [event.kind for event in await follow(await submit(service)).rest()] == []
