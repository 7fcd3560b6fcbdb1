"""A create that is sent again: the same task, whether it waits, runs or has ended, and an error for another body."""

import asyncio
import json

import pytest
from tests.api.requests import messages_body, prompt_body, told
from tests.live_app import ASYNC, IMAGE_GENERATION, MULTIMODAL, TEXT2IMAGE, serving

KEY = {"Idempotency-Key": "3f0c-first"}
TRACED = {"X-Request-Id": "trace-1"}
WAN22 = "wan2.2-t2i-flash"


async def create(service, body, path=TEXT2IMAGE, **headers):
    return await service.post(path, body, headers={**ASYNC, **headers})


async def tasks(service):
    return (await service.get("/api/v1/tasks")).json()["data"]


@pytest.mark.parametrize("header", [KEY, TRACED])
async def test_the_same_task_with_its_present_state(service, header):
    first = (await create(service, prompt_body(), **header)).json()
    states = []
    for step in ("waits", "runs", "ended"):
        if step == "runs":
            [task] = await service.claim_all()
        elif step == "ended":
            await service.finish(task)
        again = (await create(service, prompt_body(), **header)).json()
        assert again["output"]["task_id"] == first["output"]["task_id"]
        assert again["request_id"] != first["request_id"]
        states.append(again["output"]["task_status"])
    assert states == ["PENDING", "RUNNING", "SUCCEEDED"]
    assert len(await tasks(service)) == 1


async def test_order_and_spacing_of_a_body_do_not_matter(service):
    body = prompt_body(n=1, size="1280*1280")
    turned = dict(reversed([*body.items()]))
    texts = [json.dumps(body), json.dumps(turned, indent=2), json.dumps(body).replace("cat", "c\\u0061t")]
    answers = [
        await service.client.post(TEXT2IMAGE, content=text, headers={**ASYNC, **KEY}) for text in texts
    ]
    assert len({answer.json()["output"]["task_id"] for answer in answers}) == 1


async def test_without_a_name_every_create_is_a_task(service):
    for _ in range(2):
        await create(service, prompt_body())
    assert len(await tasks(service)) == 2


async def test_the_same_key_with_another_body_or_path_is_refused(service):
    await create(service, messages_body(), IMAGE_GENERATION, **KEY)
    for path, body in (
        (IMAGE_GENERATION, messages_body("a dog")),
        (TEXT2IMAGE, prompt_body()),
        (MULTIMODAL, messages_body()),
    ):
        answer = await create(service, body, path, **KEY)
        expected = "Idempotency-Key has been used with a different request."
        assert told(answer) == (400, "InvalidParameter", expected)
    assert len(await tasks(service)) == 1


async def test_a_client_may_trace_several_creates_under_one_id(service):
    for prompt in ("a cat", "a dog", "a cat"):
        assert (await create(service, prompt_body(prompt=prompt), **TRACED)).status_code == 200
    assert len(await tasks(service)) == 2


async def test_a_key_says_more_than_a_trace(service):
    for number in range(2):
        await create(service, prompt_body(), **TRACED, **{"Idempotency-Key": f"key-{number}"})
    assert len(await tasks(service)) == 2


@pytest.mark.parametrize("key", ["", "x" * 256, "two words", "clé".encode()])
async def test_a_key_that_is_none_is_refused_and_recorded_nowhere(service, key):
    answer = await create(service, prompt_body(), **{"Idempotency-Key": key})
    expected = "Idempotency-Key should be 1 to 255 visible ASCII characters."
    assert told(answer) == (400, "InvalidParameter", expected)
    assert await tasks(service) == []


@pytest.mark.parametrize("trace", ["", "x" * 256, "two words", "clé".encode()])
async def test_a_trace_that_cannot_be_a_name_is_ignored(service, trace):
    for _ in range(2):
        assert (await create(service, prompt_body(), **{"X-Request-Id": trace})).status_code == 200
    assert len(await tasks(service)) == 2


async def test_the_longest_key(service):
    made = [await create(service, prompt_body(), **{"Idempotency-Key": "~" * 255}) for _ in range(2)]
    assert len({answer.json()["output"]["task_id"] for answer in made}) == 1


async def test_bad_parameters_are_one_failed_task(service):
    first, again = [await create(service, prompt_body(size="1*1"), **KEY) for _ in range(2)]
    assert first.json()["output"]["task_id"] == again.json()["output"]["task_id"]
    assert again.json()["output"]["task_status"] == "FAILED"


@pytest.mark.parametrize(
    ("path", "body"), [(MULTIMODAL, messages_body()), (TEXT2IMAGE, prompt_body(model=WAN22))]
)
async def test_a_repeat_waits_with_the_first_and_both_get_its_pictures(service, path, body):
    calls = [asyncio.create_task(service.post(path, body, headers=KEY)) for _ in range(3)]
    await service.finish(await service.next_task())
    late = await service.post(path, body, headers=KEY)
    answers = [*await asyncio.gather(*calls), late]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({json.dumps(answer.json()["output"]) for answer in answers}) == 1
    assert len({answer.json()["request_id"] for answer in answers}) == 4
    assert len(await tasks(service)) == 1


async def test_a_stream_joins_its_task_too(service):
    events = {**KEY, "X-DashScope-SSE": "enable"}
    calls = [asyncio.create_task(service.post(MULTIMODAL, messages_body(), headers=events)) for _ in range(2)]
    await service.finish(await service.next_task())
    for answer in await asyncio.gather(*calls):
        assert "event:result" in answer.text
    refused = await service.post(MULTIMODAL, messages_body("a dog"), headers=events)
    assert "status:400" in refused.text
    assert len(await tasks(service)) == 1


async def test_a_call_out_of_time_finds_its_task_when_it_comes_back(tmp_path):
    async with serving(tmp_path, sync_timeout_seconds=0.2) as service:
        answer = await service.post(MULTIMODAL, messages_body(), headers=KEY)
        assert told(answer)[:2] == (500, "RequestTimeOut")
        await service.finish(await service.next_task())
        answer = await service.post(MULTIMODAL, messages_body(), headers=KEY)
        assert answer.status_code == 200
        assert len(await tasks(service)) == 1


async def test_a_client_that_left_finds_its_task_when_it_comes_back(service):
    await _leave(service, MULTIMODAL, json.dumps(messages_body()).encode())
    [row] = await tasks(service)
    assert row["status"] == "PENDING", "it was not taken back"
    calling = asyncio.create_task(service.post(MULTIMODAL, messages_body(), headers=KEY))
    await service.finish(await service.next_task())
    assert (await calling).status_code == 200
    assert len(await tasks(service)) == 1


async def _leave(service, path, body):
    """Send a create, and close the connection as soon as it has been read."""
    messages = [{"type": "http.request", "body": body}]

    async def receive():
        return messages.pop() if messages else {"type": "http.disconnect"}

    async def send(message):
        raise AssertionError(message)

    headers = [
        (b"authorization", f"Bearer {service.key}".encode()),
        (b"idempotency-key", KEY["Idempotency-Key"].encode()),
    ]
    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": headers}
    await service.app({**scope, "scheme": "http", "root_path": ""}, receive, send)


async def test_another_account_has_its_own_names(service):
    first = await create(service, prompt_body(), **KEY)
    bearer = {"Authorization": f"Bearer {await service.new_key()}"}
    other = await create(service, prompt_body(prompt="a dog"), **KEY, **bearer)
    assert other.status_code == 200
    assert other.json()["output"]["task_id"] != first.json()["output"]["task_id"]


async def test_a_temporary_key_sends_again_what_its_parent_sent(service):
    first = await create(service, prompt_body(), **KEY)
    token = (await service.post("/api/v1/tokens")).json()["token"]
    again = await create(service, prompt_body(), **KEY, Authorization=f"Bearer {token}")
    assert again.json()["output"]["task_id"] == first.json()["output"]["task_id"]
