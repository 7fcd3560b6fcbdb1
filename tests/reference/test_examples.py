"""Every request and response example of the API reference of 2025-12-25, against the running routes."""

import asyncio

import pytest
from tests.reference.comparing import EXAMPLES, answer, assert_like, request

from wanstudio.tasks.lifecycle import Painted, Spoiled

TIMEOUT = Spoiled(
    "InternalError.Timeout",
    "An internal timeout error has occurred during execution, please try again later or contact service support.",
)
TASKS = [name for name in EXAMPLES["requests"] if name != "wan2.6 in one request"]
EARLIER = [name for name in TASKS if name != "wan2.6 as a task"]


async def create(service, name, **changes):
    """Send an example request, with some parameters changed; returns the task's id."""
    path, headers, body = request(name)
    sent = {**body, "parameters": {**body["parameters"], **changes}}
    made = await service.post(path, sent, headers=headers)
    assert made.status_code == 200
    assert_like(made.json(), answer("task created"))
    return made.json()["output"]["task_id"]


async def query(service, task_id):
    found = await service.get(f"/api/v1/tasks/{task_id}")
    assert found.status_code == 200
    return found.json()


async def test_one_request(service):
    async def paint():
        await service.finish(await service.next_task())

    path, headers, body = request("wan2.6 in one request")
    painting = asyncio.create_task(paint())
    made = await service.post(path, body, headers=headers)
    await painting
    assert made.status_code == 200
    assert_like(made.json(), answer("one request"))


async def test_one_request_refused(service):
    path, headers, body = request("wan2.6 in one request")
    refused = await service.post(path, {**body, "parameters": {"n": 5}}, headers=headers)
    assert refused.status_code == 400
    assert_like(refused.json(), answer("one request, refused"))


@pytest.mark.parametrize("name", TASKS)
async def test_creating_a_task(service, name):
    await create(service, name)
    [task] = await service.claim_all()
    _, _, body = request(name)
    assert task.model == body["model"]
    assert task.order.size == body["parameters"]["size"]
    assert task.order.n == 1
    assert task.order.prompt in str(body["input"])
    assert task.order.negative_prompt == body["input"].get("negative_prompt", "")
    assert task.order.seed == body["parameters"].get("seed", task.order.seed)


@pytest.mark.parametrize("name", EXAMPLES["requests"])
async def test_wrong_key(service, name):
    path, headers, body = request(name)
    wrong = {**headers, "Authorization": "Bearer sk-wrong"}
    refused = await service.post(path, body, headers=wrong)
    assert refused.status_code == 401
    assert_like(refused.json(), answer("wrong key"))
    refused = await service.get("/api/v1/tasks/86ecf553-d340-4e21-af6e-a0c6a421c010", headers=wrong)
    assert refused.status_code == 401
    assert_like(refused.json(), answer("wrong key"))


@pytest.mark.parametrize("name", ["wan2.6 as a task", "wan2.5 as a task"])
async def test_no_async_header(service, name):
    path, _, body = request(name)
    refused = await service.post(path, body)
    assert refused.status_code == 403
    assert_like(refused.json(), answer("no async header"))


async def test_querying_a_wan26_task(service):
    task_id = await create(service, "wan2.6 as a task")
    assert (await query(service, task_id))["output"]["task_status"] == "PENDING"
    [task] = await service.claim_all()
    assert (await query(service, task_id))["output"]["task_status"] == "RUNNING"
    await service.finish(task)
    assert_like(await query(service, task_id), answer("wan2.6 task succeeded"))


@pytest.mark.parametrize("name", ["wan2.5 as a task", "the Python and Java SDK"])
async def test_querying_an_earlier_task(service, name):
    task_id = await create(service, name)
    [task] = await service.claim_all()
    rewritten = "A flower shop whose carved windows frame roses and lilies"
    await service.finish(task, (Painted(f"{task_id}.png", 1, rewritten),))
    assert_like(await query(service, task_id), answer("earlier task succeeded"))


async def test_without_rewriting_there_is_no_actual_prompt(service):
    task_id = await create(service, "wan2.5 as a task", prompt_extend=False)
    [task] = await service.claim_all()
    await service.finish(task)
    [result] = (await query(service, task_id))["output"]["results"]
    assert list(result) == ["orig_prompt", "url"]


@pytest.mark.parametrize("name", EARLIER)
async def test_a_failed_task(service, name):
    task_id = await create(service, name, n=None, size="10*10")
    times = ("submit_time", "scheduled_time", "end_time")
    assert_like(await query(service, task_id), answer("task failed"), extra=times)


async def test_a_task_that_succeeded_in_part(service):
    task_id = await create(service, "wan2.5 as a task", n=2)
    [task] = await service.claim_all()
    await service.finish(task, (Painted(f"{task_id}.png", 1), TIMEOUT))
    extra = ("submit_time", "scheduled_time", "end_time", "orig_prompt")
    assert_like(await query(service, task_id), answer("task succeeded in part"), extra=extra)


async def test_an_expired_task(service):
    body = await query(service, "502a00b1-19d9-4839-a82f-b9dfb6d4a3f9")
    assert_like(body, answer("task expired"))
