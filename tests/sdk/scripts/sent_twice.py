"""`ImageSynthesis` and `images.generate` whose first request is answered by a connection that ends."""

import sys
import uuid


def by_dashscope():
    from dashscope import ImageSynthesis

    created = ImageSynthesis.async_call(
        model="wan2.2-t2i-flash",
        prompt="a red car",
        size="512*512",
        n=1,
        headers={"X-Request-Id": str(uuid.uuid4())},
    )
    assert created.status_code == 200, created
    return created.output.task_id


def by_openai():
    from openai import OpenAI

    answer = OpenAI().images.generate(
        model="wan2.2-t2i-flash",
        prompt="a red car",
        size="512x512",
        extra_headers={"Idempotency-Key": str(uuid.uuid4())},
    )
    return answer.data[0].url


print(by_dashscope() if sys.argv[1] == "dashscope" else by_openai())
