"""`AioImageSynthesis`, every method, against a server that paints."""

import asyncio

import pictures
from dashscope.aigc.image_synthesis import AioImageSynthesis

MODEL = "wan2.2-t2i-flash"
WISH = {"model": MODEL, "prompt": "A sitting orange cat", "size": "512*768", "n": 2, "seed": 7}


def check_finished(answer):
    assert answer.status_code == 200, answer
    assert answer.output.task_status == "SUCCEEDED", answer
    assert answer.usage.image_count == 2
    pictures.check([result.url for result in answer.output.results], WISH["size"])


async def check_refusals():
    unknown = await AioImageSynthesis.fetch("00000000-0000-0000-0000-000000000000")
    assert (unknown.status_code, unknown.output.task_status) == (200, "UNKNOWN"), unknown
    stranger = await AioImageSynthesis.async_call(**WISH, api_key="sk-wrong")
    assert (stranger.status_code, stranger.code) == (401, "InvalidApiKey"), stranger


async def main():
    check_finished(await AioImageSynthesis.call(**WISH))
    check_finished(await AioImageSynthesis.sync_call(**WISH))
    created = await AioImageSynthesis.async_call(**WISH)
    assert created.output.task_status == "PENDING", created
    for task in (created, created.output.task_id):
        check_finished(await AioImageSynthesis.wait(task))
        check_finished(await AioImageSynthesis.fetch(task))
    listed = await AioImageSynthesis.list(model_name=MODEL, status="SUCCEEDED")
    assert listed.status_code == 200, listed
    assert created.output.task_id in [task["task_id"] for task in listed.output["data"]]
    await check_refusals()


asyncio.run(main())
