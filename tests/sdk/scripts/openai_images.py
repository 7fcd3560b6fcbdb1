"""`OpenAI` and `AsyncOpenAI`, unmodified, against a server that paints."""

import asyncio
import base64

import openai
import pictures

WISH = {"model": "wan2.2-t2i-flash", "prompt": "A sitting orange cat", "n": 2, "size": "768x512"}
OURS = {"seed": 7, "negative_prompt": "dog", "prompt_extend": False, "watermark": False}


def check_links(answer):
    assert answer.created > 1_700_000_000
    pictures.check([picture.url for picture in answer.data], "768*512")
    assert all(picture.revised_prompt.startswith(WISH["prompt"]) for picture in answer.data)


def check_unasked(answer):
    """Whoever names no form, as clients written for gpt-image do, finds the picture in both."""
    check_links(answer)
    for picture in answer.data:
        pictures.check_bytes(base64.b64decode(picture.b64_json), "768*512")


def check_bytes(answer):
    assert len(answer.data) == 2
    for picture in answer.data:
        pictures.check_bytes(base64.b64decode(picture.b64_json), "768*512")
        assert picture.revised_prompt is None
        assert picture.url is None


def must_raise(kind, call, **wish):
    try:
        call(**wish)
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was not raised for {wish}")


def check_refusals(client):
    error = must_raise(openai.BadRequestError, client.images.generate, **{**WISH, "n": 9})
    assert (error.param, error.type, error.code) == ("n", "invalid_request_error", "invalid_value")
    assert error.request_id
    assert "[1, 4]" in error.message
    error = must_raise(openai.NotFoundError, client.images.generate, **{**WISH, "model": "dall-e-3"})
    assert error.code == "model_not_found"
    blocked = {**WISH, "prompt": "a topless model on the beach"}
    error = must_raise(openai.BadRequestError, client.images.generate, **blocked)
    assert error.code == "content_policy_violation"
    stranger = openai.OpenAI(api_key="sk-wrong")
    error = must_raise(openai.AuthenticationError, stranger.images.generate, **WISH)
    assert error.code == "invalid_api_key"
    error = must_raise(openai.NotFoundError, client.models.retrieve, model="dall-e-3")
    assert error.code == "model_not_found"


def check_models(client):
    names = [model.id for model in client.models.list()]
    assert "wan2.6-t2i" in names, names
    assert client.models.retrieve("wan2.6-t2i").id == "wan2.6-t2i"


def check_every_wish(client):
    answer = client.images.generate(
        model="wan2.6-t2i",
        prompt="一只坐着的橘猫",
        quality="high",
        style="natural",
        background="auto",
        moderation="auto",
        output_format="png",
        user="someone",
        extra_body={"watermark": True},
    )
    pictures.check([picture.url for picture in answer.data], "1280*1280")


async def check_async():
    client = openai.AsyncOpenAI()
    check_links(await client.images.generate(**WISH))
    check_bytes(await client.images.generate(**WISH, response_format="b64_json", extra_body=OURS))
    assert "wan2.6-t2i" in [model.id async for model in client.models.list()]


client = openai.OpenAI()
check_unasked(client.images.generate(**WISH))
by_link = client.images.generate(**WISH, response_format="url")
check_links(by_link)
assert all(picture.b64_json is None for picture in by_link.data)
check_bytes(client.images.generate(**WISH, response_format="b64_json", extra_body=OURS))
check_every_wish(client)
check_models(client)
check_refusals(client)
asyncio.run(check_async())
print("done", openai.__version__)
