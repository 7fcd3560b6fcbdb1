"""A request for pictures that is sent again: the same pictures, or OpenAI's form of the error."""

import asyncio

import pytest
from tests.openai_api.test_refusals import BODY, PATH, told

KEY = {"Idempotency-Key": "first"}


async def test_a_repeat_gets_the_same_pictures(service):
    calls = [asyncio.create_task(service.post(PATH, BODY, headers=KEY)) for _ in range(2)]
    await service.finish(await service.next_task())
    answers = [*await asyncio.gather(*calls), await service.post(PATH, BODY, headers=KEY)]
    assert len({answer.json()["data"][0]["url"] for answer in answers}) == 1
    assert (await service.get("/api/v1/tasks")).json()["total"] == 1


@pytest.mark.parametrize(
    ("key", "code"), [("first", "idempotency_key_reused"), ("", "invalid_value"), ("a b", "invalid_value")]
)
async def test_what_is_wrong_with_the_key(service, key, code):
    calling = asyncio.create_task(service.post(PATH, BODY, headers=KEY))
    await service.finish(await service.next_task())
    assert (await calling).status_code == 200
    answer = await service.post(PATH, {**BODY, "n": 2}, headers={"Idempotency-Key": key})
    assert told(answer) == (400, code, "Idempotency-Key")
