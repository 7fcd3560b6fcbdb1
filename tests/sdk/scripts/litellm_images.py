"""LiteLLM by its provider named in the arguments, unmodified: `openai` or `dashscope`."""

import asyncio
import base64
import os
import sys

import litellm
import pictures

WISHES = {
    "openai": {
        "model": "openai/wan2.2-t2i-flash",
        "api_base": os.environ["OPENAI_BASE_URL"],
        "size": "768x512",
    },
    "dashscope": {
        "model": "dashscope/wan2.6-t2i",
        "api_base": os.environ["DASHSCOPE_HTTP_BASE_URL"] + "/services/aigc/multimodal-generation/generation",
        "size": "1024x768",
    },
}
WISH = {"prompt": "A sitting orange cat", "n": 2}


def must_raise(kind, **wish):
    try:
        litellm.image_generation(**wish)
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was not raised for {wish}")


def check_links(answer, wish):
    pictures.check([picture.url for picture in answer.data], wish["size"].replace("x", "*"))
    assert len(answer.data) == 2


def check_bytes(wish):
    """LiteLLM itself hands `response_format` on for OpenAI's own names only."""
    ours = {"response_format": "b64_json", "seed": 7, "prompt_extend": False}
    answer = litellm.image_generation(**wish, extra_body=ours)
    for picture in answer.data:
        pictures.check_bytes(base64.b64decode(picture.b64_json), "768*512")


wish = {**WISH, **WISHES[sys.argv[1]]}
check_links(litellm.image_generation(**wish), wish)
check_links(litellm.image_generation(**wish, seed=7, negative_prompt="dog"), wish)
check_links(asyncio.run(litellm.aimage_generation(**wish)), wish)
if sys.argv[1] == "openai":
    check_bytes(wish)
    must_raise(litellm.ContentPolicyViolationError, **{**wish, "prompt": "a topless model on the beach"})
refused = must_raise(litellm.BadRequestError, **{**wish, "n": 9})
assert "Range of n should be [1, 4]" in str(refused), refused
must_raise(litellm.AuthenticationError, **wish, api_key="sk-wrong")
print("done")
