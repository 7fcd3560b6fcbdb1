"""Query, list and cancel against the real store."""

import re
from datetime import datetime, timedelta

import pytest
from tests.live_app import IMAGE_GENERATION, TEXT2IMAGE, serving

from wanstudio.api.clock import UTC8
from wanstudio.tasks.lifecycle import Painted, Spoiled

MESSAGES = {
    "model": "wan2.6-t2i",
    "input": {"messages": [{"role": "user", "content": [{"text": "a cat"}]}]},
    "parameters": {"n": 2},
}
PROMPT = {"model": "wan2.2-t2i-flash", "input": {"prompt": "a cat"}, "parameters": {"n": 2}}
CANCEL = "Failed to cancel the task, please confirm if the task is in PENDING status."
MOMENT = re.compile(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}")


async def output_of(service, task_id, path="/api/v1/tasks/{}"):
    answer = await service.get(path.format(task_id))
    assert answer.status_code == 200
    assert answer.headers["x-request-id"] == answer.json()["request_id"]
    return answer.json()["output"]


async def test_the_life_of_a_prompt_task(service):
    task_id = await service.submit(TEXT2IMAGE, PROMPT)
    waiting = await output_of(service, task_id)
    assert list(waiting) == ["task_id", "task_status", "submit_time", "task_metrics"]
    assert waiting["task_status"] == "PENDING"
    [task] = await service.claim_all()
    running = await output_of(service, task_id)
    assert running["task_status"] == "RUNNING"
    assert running["task_metrics"] == {"TOTAL": 2, "SUCCEEDED": 0, "FAILED": 0}
    await service.finish(task, (Painted("a/b.png", 1, "a cat, rewritten"), Spoiled("X", "no")))
    body = (await service.get(f"/api/v1/tasks/{task_id}")).json()
    assert list(body) == ["request_id", "output", "usage"]
    output = body["output"]
    assert list(output) == [
        "task_id",
        "task_status",
        "submit_time",
        "scheduled_time",
        "end_time",
        "results",
        "task_metrics",
    ]
    assert all(MOMENT.fullmatch(output[name]) for name in ("submit_time", "scheduled_time", "end_time"))
    first, second = output["results"]
    assert list(first) == ["orig_prompt", "actual_prompt", "url"]
    assert second == {"code": "X", "message": "no"}
    assert output["task_metrics"] == {"TOTAL": 2, "SUCCEEDED": 1, "FAILED": 1}
    assert body["usage"] == {"image_count": 1}


async def test_the_life_of_a_messages_task(service):
    task_id = await service.submit(IMAGE_GENERATION, MESSAGES)
    assert (await output_of(service, task_id))["finished"] is False
    [task] = await service.claim_all()
    await service.finish(task)
    body = (await service.get(f"/api/v1/tasks/{task_id}/?size=1280*1280&n=1")).json()
    assert list(body["output"])[-2:] == ["finished", "choices"]
    assert "results" not in body["output"]
    assert "task_metrics" not in body["output"]
    assert len(body["output"]["choices"]) == 2
    assert body["usage"] == {
        "size": "1280*1280",
        "total_tokens": 0,
        "image_count": 2,
        "output_tokens": 0,
        "input_tokens": 0,
    }


async def test_a_task_whose_images_all_fail(service):
    for path, body in ((TEXT2IMAGE, PROMPT), (IMAGE_GENERATION, MESSAGES)):
        task_id = await service.submit(path, body)
        [task] = await service.claim_all()
        await service.finish(task, (Spoiled("InternalError.Algo", "no"),) * 2)
        found = (await service.get(f"/api/v1/tasks/{task_id}")).json()
        assert not {"usage", "code", "message"} & set(found)
        assert found["output"]["task_status"] == "FAILED"
        assert (found["output"]["code"], found["output"]["message"]) == ("InternalError.Algo", "no")
        assert MOMENT.fullmatch(found["output"]["end_time"])


@pytest.mark.parametrize("name", ["1111", "502a00b1-19d9-4839-a82f-b9dfb6d4a3f9", "a%00b", "花", "%20", "'"])
async def test_unknown_tasks(service, name):
    for slash in ("", "/"):
        body = (await service.get(f"/api/v1/tasks/{name}{slash}")).json()
        assert list(body) == ["request_id", "output"]
        assert list(body["output"]) == ["task_id", "task_status"]
        assert body["output"]["task_status"] == "UNKNOWN"


async def test_tasks_of_other_accounts_and_regions_are_unknown(service):
    task_id = await service.submit(TEXT2IMAGE, PROMPT)
    for key, host in (
        (await service.new_key(), "wan.test"),
        (await service.new_key("beijing", "first"), "dashscope.aliyuncs.com"),
    ):
        headers = {"Authorization": f"Bearer {key}", "Host": host}
        body = (await service.get(f"/api/v1/tasks/{task_id}", headers=headers)).json()
        assert body["output"]["task_status"] == "UNKNOWN"
        refused = await service.post(f"/api/v1/tasks/{task_id}/cancel", headers=headers)
        assert refused.json()["message"] == CANCEL
        assert (await service.get("/api/v1/tasks", headers=headers)).json()["total"] == 0
    assert (await output_of(service, task_id))["task_status"] == "PENDING"


async def test_another_key_of_the_account_sees_the_task(service):
    task_id = await service.submit(TEXT2IMAGE, PROMPT)
    headers = {"Authorization": f"Bearer {await service.new_key(account='first')}"}
    body = (await service.get(f"/api/v1/tasks/{task_id}", headers=headers)).json()
    assert body["output"]["task_status"] == "PENDING"


@pytest.mark.parametrize("method", ["POST", "GET"])
@pytest.mark.parametrize("slash", ["", "/"])
async def test_cancel(service, method, slash):
    task_id = await service.submit(TEXT2IMAGE, PROMPT)
    path = f"/api/v1/tasks/{task_id}/cancel{slash}"
    junk = {"model": "", "parameters": {}, "input": ""}
    answer = await service.client.request(method, path, json=junk if method == "POST" else None)
    assert answer.status_code == 200
    assert list(answer.json()) == ["request_id"]
    output = await output_of(service, task_id)
    assert output["task_status"] == "CANCELED"
    again = await service.client.request(method, path)
    assert (again.status_code, again.json()["code"]) == (400, "UnsupportedOperation")
    assert list(again.json()) == ["request_id", "code", "message"]


async def test_cancel_comes_too_late(service):
    task_id = await service.submit(TEXT2IMAGE, PROMPT)
    await service.claim_all()
    for name in (task_id, "no-such-task", "a%00"):
        answer = await service.post(f"/api/v1/tasks/{name}/cancel")
        assert (answer.status_code, answer.json()["message"]) == (400, CANCEL)
    assert (await output_of(service, task_id))["task_status"] == "RUNNING"


async def test_list_row(service):
    first = await service.submit(TEXT2IMAGE, PROMPT)
    second = await service.submit(IMAGE_GENERATION, MESSAGES)
    for task in await service.claim_all():
        await service.finish(task)
    third = await service.submit(TEXT2IMAGE, PROMPT)
    body = (await service.get("/api/v1/tasks")).json()
    assert list(body) == ["request_id", "total", "total_page", "page_no", "page_size", "data", "tasks"]
    assert (body["total"], body["total_page"], body["page_no"], body["page_size"]) == (3, 1, 1, 10)
    assert {row["task_id"] for row in body["data"]} == {first, second, third}
    [row] = [row for row in body["data"] if row["task_id"] == first]
    assert list(row) == [
        "api_key_id",
        "caller_parent_id",
        "caller_uid",
        "gmt_create",
        "start_time",
        "end_time",
        "model_name",
        "region",
        "request_id",
        "status",
        "task_id",
        "user_api_unique_key",
    ]
    assert all(type(row[name]) is int for name in ("gmt_create", "start_time", "end_time"))
    assert all(isinstance(row[name], str) for name in ("api_key_id", "caller_parent_id", "caller_uid"))
    assert row["region"] == "ap-southeast-1"
    assert row["user_api_unique_key"] == "apikey:v1:aigc:text2image:image-synthesis:wan2.2-t2i-flash"
    [waiting] = [row for row in body["data"] if row["task_id"] == third]
    assert not {"start_time", "end_time"} & set(waiting)
    assert all(isinstance(task["submit_time"], str) for task in body["tasks"])
    assert [task["task_id"] for task in body["tasks"]] == [row["task_id"] for row in body["data"]]


async def test_list_filters(service):
    first = await service.submit(TEXT2IMAGE, PROMPT)
    await service.submit(IMAGE_GENERATION, MESSAGES)
    for query, total in (
        ({"task_id": first}, 1),
        ({"task_id": "nothing"}, 0),
        ({"model_name": "wan2.6-t2i"}, 1),
        ({"status": "PENDING"}, 2),
        ({"status": "CANCELED"}, 0),
        ({"status": "UNKNOWN"}, 0),
        ({"status": ""}, 2),
        ({"region": "ap-southeast-1"}, 2),
        ({"region": "cn-beijing"}, 0),
        ({"api_key_id": "15"}, 0),
        ({"model_name": "a\x00"}, 0),
        ({"page_size": "1"}, 2),
        ({"surplus": "1"}, 2),
    ):
        body = (await service.get("/api/v1/tasks/", params=query)).json()
        assert body["total"] == total, query
    pages = [
        (await service.get("/api/v1/tasks", params={"page_size": 1, "page_no": n})).json() for n in (1, 2, 3)
    ]
    assert [len(page["data"]) for page in pages] == [1, 1, 0]
    assert [page["total_page"] for page in pages] == [2, 2, 2]
    key_id = pages[0]["data"][0]["api_key_id"]
    assert (await service.get("/api/v1/tasks", params={"api_key_id": key_id})).json()["total"] == 2


def compact(**ago):
    return f"{datetime.now(UTC8) - timedelta(**ago):%Y%m%d%H%M%S}"


async def test_list_window(tmp_path):
    async with serving(tmp_path, clock_offset_ms=-23 * 3_600_000) as past:
        await past.submit(TEXT2IMAGE, PROMPT)
    async with serving(tmp_path) as service:
        await service.submit(TEXT2IMAGE, PROMPT)
        for query, total in (
            ({}, 2),
            ({"start_time": compact(hours=1)}, 1),
            ({"start_time": compact(hours=30)}, 1),
            ({"end_time": compact(hours=1)}, 1),
            ({"end_time": compact(hours=23, minutes=30)}, 0),
            ({"start_time": compact(hours=23, minutes=30), "end_time": compact(hours=2)}, 1),
            ({"start_time": compact(hours=24), "end_time": compact()}, 2),
        ):
            body = (await service.get("/api/v1/tasks", params=query)).json()
            assert body["total"] == total, query


@pytest.mark.parametrize(
    "query",
    [
        {"start_time": "2025-01-01"},
        {"start_time": "20251301000000"},
        {"end_time": "yesterday"},
        {"start_time": "20250101000000", "end_time": "20250102000001"},
        {"start_time": "20250102000000", "end_time": "20250101000000"},
        {"status": "DONE"},
        {"page_no": "0"},
        {"page_no": "-1"},
        {"page_no": "one"},
        {"page_size": "1001"},
        {"page_size": "9" * 5000},
    ],
)
async def test_lists_that_are_refused(service, query):
    answer = await service.get("/api/v1/tasks", params=query)
    assert (answer.status_code, answer.json()["code"]) == (400, "InvalidParameter")


async def test_calls_above_the_rate(tmp_path):
    async with serving(tmp_path, profile="model-studio") as service:
        for method, path in (
            ("GET", "/api/v1/tasks/x"),
            ("GET", "/api/v1/tasks"),
            ("POST", "/api/v1/tasks/x/cancel"),
        ):
            answers = [await service.client.request(method, path) for _ in range(40)]
            refused = [answer for answer in answers if answer.status_code == 429]
            assert 1 <= len(refused) <= 20
            assert refused[0].json()["code"] == "Throttling.RateQuota"
            assert refused[0].headers["retry-after"] == "1"


@pytest.mark.parametrize("name", ["start_time", "end_time"])
@pytest.mark.parametrize(
    ("moment", "status"),
    [
        ("00010101000000", 400),
        ("00010101075959", 400),
        ("00000101000000", 400),
        ("20251340000000", 400),
        ("2025010816035", 400),
        ("２０２５０１０８１６０３５９", 400),
        ("00010102000000", 200),
        ("99991231235959", 200),
    ],
)
async def test_a_moment_that_is_none_is_refused_and_none_fails(service, name, moment, status):
    answer = await service.get("/api/v1/tasks", params={name: moment})
    assert answer.status_code == status, answer.text
