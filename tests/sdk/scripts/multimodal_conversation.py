"""`MultiModalConversation` with wan2.6-t2i, which even the oldest version can call."""

import asyncio

import pictures
from dashscope import AioMultiModalConversation, MultiModalConversation

WISH = {
    "model": "wan2.6-t2i",
    "messages": [{"role": "user", "content": [{"text": "A sitting orange cat"}]}],
    "n": 2,
    "size": "1024*768",
}


def check(answer):
    assert answer.status_code == 200, answer
    assert answer.usage.image_count == 2, answer
    pictures.check(pictures.of_choices(answer.output), WISH["size"])


check(MultiModalConversation.call(**WISH))
check(asyncio.run(AioMultiModalConversation.call(**WISH)))
refused = MultiModalConversation.call(**{**WISH, "n": 9})
assert (refused.status_code, refused.code) == (400, "InvalidParameter"), refused
