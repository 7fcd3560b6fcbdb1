"""Everything this door refuses, in OpenAI's form."""

import asyncio

import pytest
from tests.live_app import serving

from wanstudio.openai_api.refusals import code_of, type_of
from wanstudio.tasks.lifecycle import Spoiled

PATH = "/v1/images/generations"
BODY = {"model": "wan2.6-t2i", "prompt": "a cat"}


def told(answer):
    """Status, code and parameter of a refusal, whose envelope must be whole."""
    assert set(answer.json()) == {"error"}
    error = answer.json()["error"]
    assert list(error) == ["message", "type", "param", "code"]
    assert error["type"] == type_of(answer.status_code)
    assert len(error["message"].split()) > 4
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-request-id"]
    return answer.status_code, error["code"], error["param"]


@pytest.mark.parametrize("header", ["", "Bearer ", "Basic x", "Bearer sk-wrong"])
async def test_keys(service, header):
    for method, path in (("POST", PATH), ("GET", "/v1/models"), ("GET", "/v1/models/wan2.6-t2i")):
        answer = await service.client.request(method, path, headers={"Authorization": header})
        assert told(answer) == (401, "invalid_api_key", None)
        assert answer.json()["error"]["message"].startswith("Incorrect API key provided. ")


REFUSED = [
    ({"model": None}, 400, "missing_required_parameter", "model"),
    ({"model": ""}, 400, "missing_required_parameter", "model"),
    ({"model": "dall-e-3"}, 404, "model_not_found", "model"),
    ({"model": 26}, 404, "model_not_found", "model"),
    ({"prompt": None}, 400, "missing_required_parameter", "prompt"),
    ({"prompt": ""}, 400, "missing_required_parameter", "prompt"),
    ({"prompt": " \n"}, 400, "invalid_value", "prompt"),
    ({"prompt": ["a cat"]}, 400, "invalid_value", "prompt"),
    ({"n": 5}, 400, "invalid_value", "n"),
    ({"n": 0}, 400, "invalid_value", "n"),
    ({"n": "1"}, 400, "invalid_value", "n"),
    ({"n": True}, 400, "invalid_value", "n"),
    ({"size": "256x256"}, 400, "invalid_value", "size"),
    ({"size": "large"}, 400, "invalid_value", "size"),
    ({"size": ""}, 400, "invalid_value", "size"),
    ({"size": 1024}, 400, "invalid_value", "size"),
    ({"model": "wan2.2-t2i-flash", "size": "1792x1024"}, 400, "invalid_value", "size"),
    ({"response_format": "png"}, 400, "invalid_value", "response_format"),
    ({"response_format": {}}, 400, "invalid_value", "response_format"),
    ({"quality": "best"}, 400, "invalid_value", "quality"),
    ({"style": "oil"}, 400, "invalid_value", "style"),
    ({"background": "transparent"}, 400, "invalid_value", "background"),
    ({"moderation": "off"}, 400, "invalid_value", "moderation"),
    ({"output_format": "webp"}, 400, "invalid_value", "output_format"),
    ({"output_compression": 50}, 400, "invalid_value", "output_compression"),
    ({"stream": True}, 400, "invalid_value", "stream"),
    ({"partial_images": 2}, 400, "invalid_value", "partial_images"),
    ({"user": 7}, 400, "invalid_value", "user"),
    ({"seed": -1}, 400, "invalid_value", "seed"),
    ({"negative_prompt": ["x"]}, 400, "invalid_value", "negative_prompt"),
    ({"prompt_extend": "yes"}, 400, "invalid_value", "prompt_extend"),
    ({"watermark": 1}, 400, "invalid_value", "watermark"),
    ({"negativ_prompt": "x"}, 400, "unknown_parameter", "negativ_prompt"),
]


@pytest.mark.parametrize(("change", "status", "code", "param"), REFUSED)
async def test_parameters(service, change, status, code, param):
    assert told(await service.post(PATH, {**BODY, **change})) == (status, code, param)
    assert (await service.get("/api/v1/tasks")).json()["total"] == 0


async def test_messages_say_what_can_be_had(service):
    answer = await service.post(PATH, {**BODY, "output_format": "jpeg"})
    assert 'output_format can only be "png"' in answer.json()["error"]["message"]
    answer = await service.post(PATH, {**BODY, "n": 9})
    assert (
        answer.json()["error"]["message"] == "Range of n should be [1, 4]. Choose a number within the range."
    )
    answer = await service.post(PATH, {**BODY, "size": "256x256"})
    assert "Total pixels (65536) must be between" in answer.json()["error"]["message"]


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 50_000, b"{'model': 1}"])
async def test_bodies_that_are_no_json_object(service, raw):
    assert told(await service.client.post(PATH, content=raw)) == (400, None, None)


async def test_a_body_that_is_too_large(tmp_path):
    async with serving(tmp_path, max_body_bytes=2000) as service:
        assert told(await service.post(PATH, {**BODY, "prompt": "x" * 3000})) == (400, None, None)


async def test_paths_that_do_not_exist(service):
    for path in ("/v1", "/v1/", "/v1/images/edits", "/v1/chat/completions", "/v1/models/wan2.6-t2i/x"):
        assert told(await service.post(path, BODY)) == (404, "unknown_url", None)
    assert told(await service.get("/v1/models/dall-e-3")) == (404, "model_not_found", "model")
    assert set((await service.get("/v1x")).json()) == {"code", "message", "request_id"}


async def test_wrong_methods(service):
    answer = await service.get(PATH)
    assert told(answer) == (405, "method_not_supported", None)
    assert answer.headers["allow"] == "POST"
    assert told(await service.post("/v1/models")) == (405, "method_not_supported", None)


async def test_too_many_requests(tmp_path):
    async with serving(tmp_path, profile="model-studio", sync_timeout_seconds=0.05) as service:
        wish = {**BODY, "model": "wan2.2-t2i-flash"}
        answers = await asyncio.gather(*(service.post(PATH, wish) for _ in range(20)))
        refused = [answer for answer in answers if answer.status_code == 429]
        assert refused
        assert told(refused[0]) == (429, "rate_limit_exceeded", None)
        assert refused[0].headers["retry-after"] == "1"


async def test_a_picture_that_takes_too_long_is_not_asked_for_again(tmp_path):
    async with serving(tmp_path, sync_timeout_seconds=0.05) as service:
        answer = await service.post(PATH, BODY)
        assert told(answer) == (500, "server_error", None)
        assert answer.headers["x-should-retry"] == "false"
        [row] = (await service.get("/api/v1/tasks")).json()["data"]
        assert row["status"] == "CANCELED"


async def test_a_task_without_any_picture(painted):
    answer, _ = await painted((Spoiled("InternalError.Algo", "inference error."),))
    assert told(answer) == (500, "server_error", None)
    message = answer.json()["error"]["message"]
    assert message.startswith("inference error. ")
    assert answer.headers["x-request-id"] in message
    assert "x-should-retry" not in answer.headers


@pytest.mark.parametrize("code", ["DataInspectionFailed", "IPInfringementSuspect"])
async def test_pictures_that_moderation_refused(painted, code):
    answer, _ = await painted((Spoiled(code, "Output data is suspected of being involved in something."),))
    assert told(answer) == (400, "content_policy_violation", None)


def test_codes_follow_from_code_and_status():
    assert code_of("DataInspectionFailed", 400) == "content_policy_violation"
    assert code_of("InvalidParameter", 400) is None
    assert code_of("Throttling.AllocationQuota", 429) == "rate_limit_exceeded"
    assert code_of("ModelUnavailable", 503) == "server_error"
