"""Cancelling by the 2.x client, against a server on which every task waits."""

import asyncio

import dashscope


def check(images, model):
    created = images.jobs.create(model=model, prompt="a cat", n=1)
    assert images.jobs.fetch(created.task_id).status == "PENDING"
    images.jobs.cancel(created.task_id)
    assert images.jobs.fetch(created.task_id).status == "CANCELED"
    listed = images.jobs.list(status="CANCELED")
    assert created.task_id in [task.task_id for task in listed.tasks]


async def check_async():
    jobs = dashscope.AsyncClient().images.jobs
    created = await jobs.create(model="wan2.6-t2i", prompt="a cat", n=1)
    await jobs.cancel(created.task_id)
    assert (await jobs.fetch(created.task_id)).status == "CANCELED"


for chosen in ("wan2.5-t2i-preview", "wan2.6-t2i"):
    check(dashscope.Client().images, chosen)
asyncio.run(check_async())
