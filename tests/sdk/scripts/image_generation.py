"""`ImageGeneration` and `AioImageGeneration`, every method, against a server that paints."""

import asyncio

import pictures
from dashscope.aigc.image_generation import AioImageGeneration, ImageGeneration
from dashscope.api_entities.dashscope_response import Message

WISH = {
    "model": "wan2.6-t2i",
    "messages": [Message(role="user", content=[{"text": "A sitting orange cat 花"}])],
    "negative_prompt": "",
    "prompt_extend": True,
    "watermark": False,
    "n": 2,
    "size": "1024*768",
}


def check_pictures(answer):
    assert answer.status_code == 200, answer
    assert len(answer.output.choices) == 2, answer
    assert answer.output.choices[0].finish_reason == "stop"
    assert answer.output.choices[0].message.role == "assistant"
    assert answer.usage.image_count == 2
    assert answer.usage.size == WISH["size"]
    pictures.check(pictures.of_choices(answer.output), WISH["size"])


def check_finished(answer):
    assert answer.output.task_status == "SUCCEEDED", answer
    assert answer.output.finished is True
    check_pictures(answer)


def check_refusal(answer):
    assert (answer.status_code, answer.code) == (400, "InvalidParameter"), answer
    assert answer.message
    assert answer.request_id


def check_sync():
    check_pictures(ImageGeneration.call(**WISH))
    chunks = list(ImageGeneration.call(**WISH, stream=True))
    check_pictures(chunks[-1])
    created = ImageGeneration.async_call(**WISH)
    assert created.output.task_status == "PENDING", created
    check_finished(ImageGeneration.wait(created))
    check_finished(ImageGeneration.fetch(created.output.task_id))
    listed = ImageGeneration.list(model_name="wan2.6-t2i", status="SUCCEEDED")
    assert created.output.task_id in [task["task_id"] for task in listed.output["data"]]
    check_refusal(ImageGeneration.call(**{**WISH, "size": "10*10"}))


async def check_aio():
    check_pictures(await AioImageGeneration.call(**WISH))
    chunks = [chunk async for chunk in await AioImageGeneration.call(**WISH, stream=True)]
    check_pictures(chunks[-1])
    created = await AioImageGeneration.async_call(**WISH)
    check_finished(await AioImageGeneration.wait(created))
    check_finished(await AioImageGeneration.fetch(created.output.task_id))
    listed = await AioImageGeneration.list(model_name="wan2.6-t2i", status="SUCCEEDED")
    assert created.output.task_id in [task["task_id"] for task in listed.output["data"]]
    check_refusal(await AioImageGeneration.call(**{**WISH, "size": "10*10"}))


check_sync()
asyncio.run(check_aio())
