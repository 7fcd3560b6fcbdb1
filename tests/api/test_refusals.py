"""Everything the three paths refuse, and where each refusal shows: at once, or in the task."""

import pytest
from tests.api.requests import messages_body, prompt_body, told
from tests.live_app import ASYNC, IMAGE_GENERATION, MULTIMODAL, TEXT2IMAGE, serving

PATHS = (TEXT2IMAGE, MULTIMODAL, IMAGE_GENERATION)


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
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b"{'model': 1}",
        b"\xff\xfe",
        b"[" * 50_000,
        b"NaN",
        b'{"input":[' + b"[]," * 100_000 + b"[]]}",
    ],
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


async def test_submissions_above_the_rate(tmp_path):
    async with serving(tmp_path, profile="model-studio") as service:
        answers = [await service.post(TEXT2IMAGE, prompt_body(), headers=ASYNC) for _ in range(7)]
        refused = [answer for answer in answers if answer.status_code != 200]
        assert refused
        message = "Requests rate limit exceeded, please try again later."
        assert told(refused[0]) == (429, "Throttling.RateQuota", message)
        assert refused[0].headers["retry-after"] == "1"
