"""Cancelling by the class named in the arguments, against a server on which every task waits."""

import asyncio
import sys
from inspect import isawaitable

from dashscope.aigc import image_synthesis

PROMPT_WISH = {"model": "wan2.2-t2i-flash", "prompt": "a cat", "n": 1}
MESSAGES_WISH = {
    "model": "wan2.6-t2i",
    "messages": [{"role": "user", "content": [{"text": "a cat"}]}],
    "n": 1,
}


def find(name):
    if name.endswith("ImageSynthesis"):
        return getattr(image_synthesis, name), PROMPT_WISH
    from dashscope.aigc import image_generation

    return getattr(image_generation, name), MESSAGES_WISH


async def main(name):
    kind, wish = find(name)

    async def done(answer):
        return await answer if isawaitable(answer) else answer

    created = await done(kind.async_call(**wish))
    assert created.output.task_status == "PENDING", created
    waiting = await done(kind.fetch(created))
    assert waiting.output.task_status == "PENDING", waiting
    cancelled = await done(kind.cancel(created))
    assert cancelled.status_code == 200, cancelled
    assert cancelled.request_id
    ended = await done(kind.wait(created.output.task_id))
    assert ended.output.task_status == "CANCELED", ended
    again = await done(kind.cancel(created.output.task_id))
    assert (again.status_code, again.code) == (400, "UnsupportedOperation"), again
    listed = await done(kind.list(status="CANCELED"))
    assert created.output.task_id in [task["task_id"] for task in listed.output["data"]], listed


asyncio.run(main(sys.argv[1]))
