"""The three paths that make pictures: what is taken, and where each refusal shows."""

import asyncio

import pytest
from tests.live_app import ASYNC, IMAGE_GENERATION, MULTIMODAL, TEXT2IMAGE, serving

from wanstudio.tasks.lifecycle import Spoiled

PATHS = (TEXT2IMAGE, MULTIMODAL, IMAGE_GENERATION)


def prompt_body(model="wan2.5-t2i-preview", prompt="a cat", **parameters):
    return {"model": model, "input": {"prompt": prompt}, "parameters": parameters}


def messages_body(text="a cat", **parameters):
    content = [{"role": "user", "content": [{"text": text}]}]
    return {"model": "wan2.6-t2i", "input": {"messages": content}, "parameters": parameters}


def told(answer):
    """Status, code and message of a refusal, whose envelope must be whole."""
    body = answer.json()
    assert set(body) == {"code", "message", "request_id"}
    assert answer.headers["x-request-id"] == body["request_id"]
    assert answer.headers["content-type"] == "application/json"
    return answer.status_code, body["code"], body["message"]


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


SYNC = "current user api does not support synchronous calls"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (IMAGE_GENERATION, messages_body()),
        (TEXT2IMAGE, prompt_body()),
        (TEXT2IMAGE, prompt_body("wanx2.1-t2i-turbo")),
        (TEXT2IMAGE, prompt_body("wanx2.0-t2i-turbo")),
    ],
)
async def test_no_async_header(service, path, body):
    for headers in ({}, {"X-DashScope-Async": "disable"}):
        answer = await service.post(path, body, headers=headers)
        assert told(answer) == (403, "AccessDenied", SYNC)


@pytest.mark.parametrize("header", ["x-dashscope-async", "X-DASHSCOPE-ASYNC"])
async def test_header_names_in_any_case(service, header):
    answer = await service.post(TEXT2IMAGE, prompt_body(), headers={header: "enable"})
    assert answer.status_code == 200


URL = "url error, please check url！"
NO_MODEL = "Model not exist."


@pytest.mark.parametrize(
    ("path", "model", "message"),
    [
        (TEXT2IMAGE, "wan2.6-t2i", URL),
        (MULTIMODAL, "wan2.5-t2i-preview", URL),
        (IMAGE_GENERATION, "wan2.2-t2i-flash", URL),
        (MULTIMODAL, "wanx2.1-t2i-turbo", URL),
        (TEXT2IMAGE, "wan9-t2i", NO_MODEL),
        (TEXT2IMAGE, "WAN2.5-t2i-preview", NO_MODEL),
        (MULTIMODAL, " wan2.6-t2i", NO_MODEL),
        (IMAGE_GENERATION, 26, NO_MODEL),
        (IMAGE_GENERATION, ["wan2.6-t2i"], NO_MODEL),
    ],
)
async def test_wrong_models(service, path, model, message):
    answer = await service.post(path, {"model": model, "input": {}}, headers=ASYNC)
    assert told(answer) == (400, "InvalidParameter", message)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b'"text"', b"null", b"{'model': 1}", b"\xff\xfe", b"[" * 50_000, b"NaN"]
)
async def test_bodies_that_are_no_json_object(service, path, raw):
    answer = await service.client.post(path, content=raw, headers=ASYNC)
    message = "Required body invalid, please check the request body format."
    assert told(answer) == (400, "InvalidParameter", message)


@pytest.mark.parametrize("path", PATHS)
async def test_parts_that_must_be_there(service, path):
    model = "wan2.5-t2i-preview" if path == TEXT2IMAGE else "wan2.6-t2i"
    for body, code, message in (
        ({}, "BadRequest.EmptyModel", 'Required parameter "model" missing from request.'),
        ({"model": None}, "BadRequest.EmptyModel", 'Required parameter "model" missing from request.'),
        ({"model": model}, "BadRequest.EmptyInput", "Required input parameter missing from request."),
        ({"model": model, "input": None}, "BadRequest.EmptyInput", None),
        ({"model": model, "input": "text"}, "BadRequest.IllegalInput", None),
        ({"model": model, "input": [1]}, "BadRequest.IllegalInput", None),
    ):
        answer = told(await service.post(path, body, headers=ASYNC))
        assert answer[:2] == (400, code)
        assert message in (None, answer[2])


async def test_a_body_that_is_too_large(tmp_path):
    async with serving(tmp_path, max_body_bytes=2000) as service:
        expected = (400, "BadRequest.TooLarge", "Payload Too Large.")
        answer = await service.post(MULTIMODAL, messages_body("x" * 3000))
        assert told(answer) == expected

        async def pieces():
            for _ in range(10):
                yield b" " * 500

        assert told(await service.client.post(MULTIMODAL, content=pieces())) == expected


async def test_null_and_absent_parameters(service):
    body = {"model": "wan2.5-t2i-preview", "input": {"prompt": "a cat"}}
    nulls = {"size": None, "n": None, "max_images": None, "is_async": True, "wait_timeout": 3}
    for parameters in (None, {}, nulls):
        await service.submit(TEXT2IMAGE, {**body, "parameters": parameters})
    await service.submit(TEXT2IMAGE, body)
    orders = [task.order for task in await service.claim_all()]
    assert [(o.size, o.n, o.negative_prompt) for o in orders] == [("1280*1280", 4, "")] * 4


def shaped(messages):
    return {"model": "wan2.6-t2i", "input": {"messages": messages}}


def text_message(**changes):
    return {"role": "user", "content": [{"text": "a cat"}], **changes}


TYPE = "The type or value of {} is out of definition."
REFUSED_MESSAGES = [
    ({"model": "wan2.6-t2i", "input": {}}, "Field required: input.messages"),
    (shaped(None), "Field required: input.messages"),
    (shaped("a cat"), TYPE.format("input.messages")),
    (shaped([]), "No messages found in input"),
    (shaped(["a cat"]), TYPE.format("input.messages")),
    (shaped([text_message(), text_message()]), "messages length only support 1"),
    (shaped([text_message(role=None)]), "Field required: input.messages.role"),
    (shaped([text_message(content=None)]), "Field required: input.messages.content"),
    (shaped([text_message(content=[])]), "Field required: input.messages.content"),
    (shaped([text_message(content="a cat")]), TYPE.format("input.messages.content")),
    (
        shaped([text_message(content=["a cat"])]),
        "The item of content should be a message of a certain modal.",
    ),
    (
        shaped([text_message(content=[{"image": "https://x/y.png"}])]),
        "The item of content should be a message of a certain modal.",
    ),
    (shaped([text_message(content=[{"text": "a"}, {"text": "b"}])]), "content length only support 1"),
    (shaped([text_message(content=[{}])]), "Field required: input.messages.content.text"),
    (shaped([text_message(content=[{"text": None}])]), "Field required: input.messages.content.text"),
    (shaped([text_message(content=[{"text": " \n"}])]), "Field required: input.messages.content.text"),
    (shaped([text_message(content=[{"text": 5}])]), TYPE.format("input.messages.content.text")),
    ({**messages_body(), "parameters": [1]}, TYPE.format("parameters")),
    (messages_body(size="1536*1536"), "Total pixels (2359296) must be between 589824 and 2073600."),
    (messages_body(size="1280x1280"), "Expected format: '<width>*<height>'"),
    (messages_body(n=5), "Range of n should be [1, 4]"),
    (messages_body(seed=-1), "Range of seed should be [0, 2147483647]"),
    (messages_body(watermark="no"), TYPE.format("watermark")),
    (messages_body(negative_prompt=["x"]), TYPE.format("negative_prompt")),
]


@pytest.mark.parametrize(("body", "message"), REFUSED_MESSAGES)
async def test_refused_at_once_on_the_one_request_path(service, body, message):
    assert told(await service.post(MULTIMODAL, body)) == (400, "InvalidParameter", message)


@pytest.mark.parametrize(("body", "message"), REFUSED_MESSAGES)
async def test_accepted_and_failed_on_the_task_path(service, body, message):
    task_id = await service.submit(IMAGE_GENERATION, body)
    output = (await service.get(f"/api/v1/tasks/{task_id}")).json()["output"]
    assert output["task_status"] == "FAILED"
    assert (output["code"], output["message"]) == ("InvalidParameter", message)


@pytest.mark.parametrize("role", ["system", "assistant", "User", ""])
async def test_wrong_role(service, role):
    answer = told(await service.post(MULTIMODAL, shaped([text_message(role=role)])))
    message = "Role must be user or assistant and Content length must be greater than 0."
    assert answer == (400, "ServiceUnavailableError", message)


REFUSED_PROMPTS = [
    ({"model": "wan2.2-t2i-flash", "input": {}}, "Field required: input.prompt"),
    (prompt_body("wan2.2-t2i-flash", ""), "Field required: input.prompt"),
    (prompt_body("wan2.2-t2i-flash", None), "Field required: input.prompt"),
    (prompt_body("wan2.2-t2i-flash", 7), TYPE.format("input.prompt")),
    (
        prompt_body("wan2.2-t2i-flash", size="768*2700"),
        "Either width or height should be between 512 and 1440.",
    ),
    (prompt_body("wan2.2-t2i-flash", n=0), "Range of n should be [1, 4]"),
]


@pytest.mark.parametrize(("body", "message"), REFUSED_PROMPTS)
async def test_prompts_accepted_and_failed(service, body, message):
    task_id = await service.submit(TEXT2IMAGE, body)
    output = (await service.get(f"/api/v1/tasks/{task_id}")).json()["output"]
    assert (output["task_status"], output["code"]) == ("FAILED", "InvalidParameter")
    assert output["message"] == message
    assert output["task_metrics"] == {"TOTAL": 4, "SUCCEEDED": 0, "FAILED": 4}


@pytest.mark.parametrize(("body", "message"), REFUSED_PROMPTS)
async def test_prompts_refused_at_once_without_a_task(service, body, message):
    assert told(await service.post(TEXT2IMAGE, body)) == (400, "InvalidParameter", message)


async def test_negative_prompt_in_either_place(service):
    in_input = {"model": "wan2.2-t2i-flash", "input": {"prompt": "x", "negative_prompt": "person"}}
    in_parameters = prompt_body("wan2.2-t2i-flash", "x", negative_prompt="person")
    in_both = {**in_input, "parameters": {"negative_prompt": ""}}
    for body in (in_input, in_parameters, in_both):
        await service.submit(TEXT2IMAGE, body)
    await service.submit(IMAGE_GENERATION, messages_body(negative_prompt="person"))
    assert [task.order.negative_prompt for task in await service.claim_all()] == ["person"] * 4


async def test_submissions_above_the_rate(tmp_path):
    async with serving(tmp_path, profile="model-studio") as service:
        answers = [await service.post(TEXT2IMAGE, prompt_body(), headers=ASYNC) for _ in range(7)]
        refused = [answer for answer in answers if answer.status_code != 200]
        assert refused
        message = "Requests rate limit exceeded, please try again later."
        assert told(refused[0]) == (429, "Throttling.RateQuota", message)
        assert refused[0].headers["retry-after"] == "1"
