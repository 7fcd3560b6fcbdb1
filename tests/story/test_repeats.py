"""A create that is sent again makes one task, one picture and one charge, for a day."""

import threading

import pytest
from tests.api.requests import prompt_body, told
from tests.atelier import MODEL, open_studio
from tests.live_app import ASYNC, TEXT2IMAGE
from tests.live_server import LiveServer, run_wanstudio

from wanstudio.accounts.billing import read_bill
from wanstudio.accounts.usage_reading import read_usage

HOUR_MS = 3_600_000
SENT = {**ASYNC, "Idempotency-Key": "order-4711"}
BODY = prompt_body(MODEL, "a red car", size="512*512", n=1)


async def create(studio, body=BODY):
    answer = await studio.client.post(TEXT2IMAGE, json=body, headers=SENT)
    assert answer.status_code == 200, answer.text
    return answer.json()["output"]


async def counted(studio):
    """Pictures on the bill, and calls in the usage."""
    database = studio.desk.database
    bill = await read_bill(database, account_id=None, start_ms=0, end_ms=10**14)
    usage = await read_usage(database, account_id=None, first_hour=0, last_hour=10**9)
    return sum(line.images for line in bill), sum(line.calls for line in usage)


async def test_once_on_the_bill_and_in_the_usage(tmp_path):
    async with open_studio(tmp_path) as studio:
        first = await create(studio)
        await create(studio)
        await studio.work_once()
        again = await create(studio)
        assert (again["task_id"], again["task_status"]) == (first["task_id"], "SUCCEEDED")
        assert await counted(studio) == (1, 1)


async def test_a_day_later_it_is_a_new_task(tmp_path):
    async with open_studio(tmp_path) as studio:
        first = await create(studio)
        await studio.work_once()
        bearer = studio.client.headers["Authorization"]
    async with open_studio(tmp_path, clock_offset_ms=23 * HOUR_MS) as soon:
        soon.client.headers["Authorization"] = bearer
        answer = await create(soon)
        assert answer["task_id"] == first["task_id"]
    async with open_studio(tmp_path, clock_offset_ms=24 * HOUR_MS + 5000) as later:
        later.client.headers["Authorization"] = bearer
        other = {**BODY, "input": {"prompt": "a blue boat"}}
        second = await create(later, other)
        assert second["task_id"] != first["task_id"]
        await later.work_once()
        assert await counted(later) == (2, 2)


async def test_throttled_and_then_sent_again(tmp_path):
    async with open_studio(tmp_path, profile="model-studio") as studio:
        throttled = False
        for _ in range(20):
            more = await studio.client.post(TEXT2IMAGE, json=BODY, headers=ASYNC)
            throttled = throttled or more.status_code == 429
        assert throttled
        refused = await studio.client.post(TEXT2IMAGE, json=BODY, headers=SENT)
        assert told(refused)[:2] == (429, "Throttling.RateQuota")
        bearer = studio.client.headers["Authorization"]
    async with open_studio(tmp_path, profile="model-studio", clock_offset_ms=10_000) as later:
        later.client.headers["Authorization"] = bearer
        assert (await create(later, prompt_body(MODEL, "a blue boat")))["task_status"] == "PENDING"


async def test_refused_and_then_worded_otherwise(tmp_path):
    async with open_studio(tmp_path) as studio:
        blocked = prompt_body(MODEL, "a nude woman", n=1)
        refused = await studio.client.post(TEXT2IMAGE, json=blocked, headers=SENT)
        assert told(refused)[:2] == (400, "DataInspectionFailed")
        assert (await create(studio))["task_status"] == "PENDING"


@pytest.fixture
def server(tmp_path):
    started = LiveServer.start(tmp_path / "data").with_key()
    yield started
    started.stop()


@pytest.mark.parametrize("header", ["Idempotency-Key", "X-Request-Id"])
def test_twenty_threads_at_once(server, header):
    made, start = [], threading.Barrier(20)

    def send():
        start.wait()
        path = "/services/aigc/text2image/image-synthesis"
        named = {"X-DashScope-Async": "enable", header: "the-only-one"}
        made.append(server.call("POST", path, BODY, **named).json()["output"]["task_id"])

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 20
    assert len(set(made)) == 1
    assert server.wait(made[0])["output"]["task_status"] == "SUCCEEDED"
    assert server.call("GET", "/tasks").json()["total"] == 1
    usage = run_wanstudio("usage", "--data", server.data).stdout
    assert [line.split()[3] for line in usage.splitlines() if " free " in line] == ["1"]


def test_a_server_that_dies_before_it_answers_and_another_that_is_asked_again(tmp_path):
    first = LiveServer.start(tmp_path / "data").with_key()
    path, named = "/services/aigc/text2image/image-synthesis", {"X-Request-Id": "sent-twice", **ASYNC}
    task_id = first.call("POST", path, BODY, **named).json()["output"]["task_id"]
    first.kill()
    second = LiveServer.start(tmp_path / "data")
    try:
        second.key = first.key
        assert second.call("POST", path, BODY, **named).json()["output"]["task_id"] == task_id
        assert second.wait(task_id)["output"]["task_status"] == "SUCCEEDED"
    finally:
        second.stop()
