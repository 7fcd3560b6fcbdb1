"""The three paths that make pictures: what is taken, and how it is answered."""

import asyncio

import pytest
from tests.api.requests import messages_body, prompt_body, told
from tests.live_app import ASYNC, IMAGE_GENERATION, MULTIMODAL, TEXT2IMAGE, serving

from wanstudio.tasks.lifecycle import Spoiled


async def paint_soon(service, outcomes=None):
    """End the first task that comes, as a worker would."""
    task = await service.next_task()
    await service.finish(task, outcomes)
    return task


@pytest.mark.parametrize("slash", ["", "/"])
async def test_a_task_is_made(service, slash):
    for path, body in ((TEXT2IMAGE, prompt_body()), (IMAGE_GENERATION, messages_body())):
        answer = await service.post(path + slash, body, headers=ASYNC)
        assert answer.status_code == 200
        assert list(answer.json()) == ["output", "request_id"]
        assert list(answer.json()["output"]) == ["task_status", "task_id"]
        assert answer.json()["output"]["task_status"] == "PENDING"
        assert answer.headers["x-request-id"] == answer.json()["request_id"]


@pytest.mark.parametrize("headers", [{}, ASYNC, {"X-DashScope-Async": "disable"}])
async def test_wan26_in_one_request(service, headers):
    painting = asyncio.create_task(paint_soon(service))
    answer = await service.post(MULTIMODAL, messages_body(n=2, size="1280*720"), headers=headers)
    task = await painting
    body = answer.json()
    assert list(body) == ["output", "usage", "request_id"]
    assert body["output"]["finished"] is True
    assert len(body["output"]["choices"]) == 2
    assert body["usage"] == {
        "image_count": 2,
        "input_tokens": 0,
        "output_tokens": 0,
        "size": "1280*720",
        "total_tokens": 0,
    }
    link = body["output"]["choices"][0]["message"]["content"][0]["image"]
    assert link.startswith(f"http://wan.test/images/{task.task_id}-0.png?Expires=")


async def test_wan26_as_a_stream_of_events(service):
    painting = asyncio.create_task(paint_soon(service))
    answer = await service.post(MULTIMODAL, messages_body(n=1), headers={"X-DashScope-SSE": "enable"})
    await painting
    assert answer.headers["content-type"] == "text/event-stream;charset=UTF-8"
    assert answer.text.startswith('id:1\nevent:result\n:HTTP_STATUS/200\ndata:{"output":{"choices":[')
    assert answer.text.endswith("\n\n")


async def test_a_refusal_in_a_stream_of_events(service):
    answer = await service.post(MULTIMODAL, messages_body(n=9), headers={"X-DashScope-SSE": "enable"})
    assert answer.status_code == 200
    expected = (
        "id:1\nevent:error\n:HTTP_STATUS/400\nstatus:400\n"
        f'data:{{"request_id":"{answer.headers["x-request-id"]}","code":"InvalidParameter",'
        '"message":"Range of n should be [1, 4]"}\n\n'
    )
    assert answer.text == expected


async def test_no_key_is_a_plain_401_even_for_streams(service):
    headers = {"X-DashScope-SSE": "enable", "Authorization": "Bearer "}
    answer = await service.post(MULTIMODAL, messages_body(), headers=headers)
    assert told(answer) == (401, "InvalidApiKey", "No API-key provided.")


@pytest.mark.parametrize("model", ["wan2.2-t2i-flash", "wan2.2-t2i-plus"])
async def test_wan22_in_one_request(service, model):
    painting = asyncio.create_task(paint_soon(service))
    answer = await service.post(TEXT2IMAGE, prompt_body(model, n=1))
    await painting
    body = answer.json()
    assert answer.status_code == 200
    assert body["output"]["task_status"] == "SUCCEEDED"
    assert len(body["output"]["results"]) == 1


async def test_a_failure_in_one_request_has_its_own_status(service):
    painting = asyncio.create_task(paint_soon(service, (Spoiled("InternalError.Algo", "inference error."),)))
    answer = await service.post(MULTIMODAL, messages_body(n=1))
    await painting
    assert told(answer) == (500, "InternalError.Algo", "inference error.")


async def test_a_request_that_waits_too_long(tmp_path):
    async with serving(tmp_path, sync_timeout_seconds=0.1) as service:
        answer = await service.post(MULTIMODAL, messages_body())
        assert told(answer) == (500, "RequestTimeOut", "Request timed out, please try again later.")
        listed = (await service.get("/api/v1/tasks")).json()["data"]
        assert [row["status"] for row in listed] == ["CANCELED"]


async def test_null_and_absent_parameters(service):
    body = {"model": "wan2.5-t2i-preview", "input": {"prompt": "a cat"}}
    nulls = {"size": None, "n": None, "max_images": None, "is_async": True, "wait_timeout": 3}
    for parameters in (None, {}, nulls):
        await service.submit(TEXT2IMAGE, {**body, "parameters": parameters})
    await service.submit(TEXT2IMAGE, body)
    orders = [task.order for task in await service.claim_all()]
    assert [(o.size, o.n, o.negative_prompt) for o in orders] == [("1280*1280", 4, "")] * 4


async def test_negative_prompt_in_either_place(service):
    in_input = {"model": "wan2.2-t2i-flash", "input": {"prompt": "x", "negative_prompt": "person"}}
    in_parameters = prompt_body("wan2.2-t2i-flash", "x", negative_prompt="person")
    in_both = {**in_input, "parameters": {"negative_prompt": ""}}
    for body in (in_input, in_parameters, in_both):
        await service.submit(TEXT2IMAGE, body)
    await service.submit(IMAGE_GENERATION, messages_body(negative_prompt="person"))
    assert [task.order.negative_prompt for task in await service.claim_all()] == ["person"] * 4
