"""`Client().images` and `AsyncClient().images` of the 2.x SDK, against a server that paints."""

import asyncio

import dashscope
import pictures
from dashscope.v2.errors import AuthenticationError, BadRequestError, DashScopeError

OLD = {"model": "wan2.5-t2i-preview", "prompt": "a cat", "n": 2, "size": "1024x768", "seed": 3}
NEW = {**OLD, "model": "wan2.6-t2i", "negative_prompt": "dog"}


def check(job):
    assert job.succeeded, job
    pictures.check(job.image_urls, "1024*768")


def must_raise(kind, call, **wish):
    try:
        call(**wish)
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was not raised for {wish}")


def check_jobs(images, wish):
    created = images.jobs.create(**wish)
    assert created.status == "PENDING", created
    finished = images.jobs.wait(created.task_id)
    check(finished)
    assert finished.submitted_at
    assert finished.finished_at
    check(images.jobs.wait(created))
    check(images.jobs.fetch(created.task_id))
    listed = images.jobs.list(model_name=wish["model"], status="SUCCEEDED")
    assert listed.total >= 1
    assert created.task_id in [task.task_id for task in listed.tasks], listed
    refused = must_raise(BadRequestError, images.jobs.cancel, task_id=created.task_id)
    assert "PENDING" in str(refused), refused


def check_refusals(images):
    assert images.jobs.fetch("00000000-0000-0000-0000-000000000000").status == "UNKNOWN"
    must_raise(BadRequestError, images.generate, **{**NEW, "size": "10*10"})
    must_raise(AuthenticationError, images.generate, **NEW, api_key="sk-wrong")
    must_raise(DashScopeError, images.generate, model="wan9.9-t2i", prompt="x")


async def check_async():
    client = dashscope.AsyncClient()
    for wish in (OLD, NEW):
        check(await client.images.generate(**wish))
        created = await client.images.jobs.create(**wish)
        check(await client.images.jobs.wait(created.task_id))
        check(await client.images.jobs.fetch(created.task_id))
    listed = await client.images.jobs.list()
    assert listed.total >= 2


images = dashscope.Client().images
for chosen in (OLD, NEW):
    check(images.generate(**chosen))
    check_jobs(images, chosen)
check_refusals(images)
asyncio.run(check_async())
