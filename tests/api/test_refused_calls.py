"""Usage counts every call that names a model and a key, also those that were refused before there was a task."""

import asyncio

import pytest
from tests.api.requests import messages_body, prompt_body
from tests.live_app import ASYNC, IMAGE_GENERATION, MULTIMODAL, TEXT2IMAGE, serving

from wanstudio.accounts.usage_reading import read_usage

IMAGES = "/v1/images/generations"
FLASH = "wan2.2-t2i-flash"


async def usage(service):
    """Failures by code of each model that has any calls."""
    desk = service.desk
    await desk.refusals.flush(desk.database)
    hour = desk.database.now_ms() // 3_600_000
    lines = await read_usage(desk.database, account_id=None, first_hour=hour - 1, last_hour=hour)
    assert all(line.calls == sum(line.failures.values()) for line in lines)
    return {line.model: line.failures for line in lines}


@pytest.mark.parametrize(
    ("path", "body", "headers", "model", "code"),
    [
        (MULTIMODAL, messages_body(n=5), {}, "wan2.6-t2i", "InvalidParameter"),
        (MULTIMODAL, messages_body(size="1*1"), {}, "wan2.6-t2i", "InvalidParameter"),
        (MULTIMODAL, messages_body(n=5), {"X-DashScope-SSE": "enable"}, "wan2.6-t2i", "InvalidParameter"),
        (MULTIMODAL, {"model": "wan2.6-t2i"}, {}, "wan2.6-t2i", "BadRequest.EmptyInput"),
        (MULTIMODAL, messages_body(), {"Idempotency-Key": "a b"}, "wan2.6-t2i", "InvalidParameter"),
        (MULTIMODAL, prompt_body(FLASH), {}, FLASH, "InvalidParameter"),
        (TEXT2IMAGE, prompt_body(FLASH, n=9), {}, FLASH, "InvalidParameter"),
        (TEXT2IMAGE, prompt_body(FLASH, n=9), ASYNC, FLASH, "InvalidParameter"),
        (TEXT2IMAGE, prompt_body("wan2.5-t2i-preview"), {}, "wan2.5-t2i-preview", "AccessDenied"),
        (TEXT2IMAGE, prompt_body("wan2.1-t2i-plus"), {}, "wanx2.1-t2i-plus", "AccessDenied"),
        (IMAGE_GENERATION, messages_body(), {}, "wan2.6-t2i", "AccessDenied"),
        (IMAGES, {"model": FLASH, "prompt": "a cat", "n": 9}, {}, FLASH, "InvalidParameter"),
        (
            IMAGES,
            {"model": FLASH, "prompt": "a cat", "response_format": "gif"},
            {},
            FLASH,
            "InvalidParameter",
        ),
        (IMAGES, {"model": FLASH, "prompt": ""}, {}, FLASH, "InvalidParameter"),
    ],
)
async def test_a_refused_call_is_a_failed_call_of_its_model(service, path, body, headers, model, code):
    answer = await service.post(path, body, headers=headers)
    assert answer.status_code in (200, 400, 403)
    assert await usage(service) == {model: {code: 1}}


@pytest.mark.parametrize(
    ("path", "body"),
    [(MULTIMODAL, {"model": "none", "input": {}}), (MULTIMODAL, {"input": {}}), (IMAGES, {"model": "none"})],
)
async def test_what_names_no_model_counts_for_none(service, path, body):
    assert (await service.post(path, body)).status_code in (400, 404)
    assert await usage(service) == {}


async def test_a_call_that_waited_in_vain_is_a_failed_call(tmp_path):
    async with serving(tmp_path, sync_timeout_seconds=0.2) as service:
        assert (await service.post(MULTIMODAL, messages_body())).json()["code"] == "RequestTimeOut"
        assert await usage(service) == {"wan2.6-t2i": {"RequestTimeOut": 1}}


async def test_a_call_whose_task_went_on_is_counted_when_that_ends(tmp_path):
    async with serving(tmp_path, sync_timeout_seconds=0.5) as service:
        asking = asyncio.create_task(service.post(MULTIMODAL, messages_body()))
        await service.next_task()
        assert (await asking).json()["code"] == "RequestTimeOut"
        assert await usage(service) == {}


async def test_an_async_header_on_the_synchronous_path_is_refused_as_the_service_does(tmp_path):
    async with serving(tmp_path, profile="model-studio") as service:
        answer = await service.post(MULTIMODAL, messages_body(), headers=ASYNC)
        assert (answer.status_code, answer.json()["code"]) == (403, "AccessDenied")
        assert answer.json()["message"] == "current user api does not support asynchronous calls"
        assert await usage(service) == {"wan2.6-t2i": {"AccessDenied": 1}}
