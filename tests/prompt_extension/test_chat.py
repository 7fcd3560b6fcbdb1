"""A chat model rewrites: asked properly, and done without in every way it can fail."""

import json

import pytest
from structlog.testing import capture_logs
from tests.postgres_server import free_port

from wanstudio.errors import RewriteFailed, SettingsInvalid
from wanstudio.prompt_extension.choosing import open_rewriting
from wanstudio.settings import Settings

PROMPT = "a red car"
BETTER = "A glossy red car on a wet street at dusk, soft reflections, low viewpoint, realistic photography"
CHINESE = "一辆红色的汽车"
BETTER_CHINESE = "一辆锃亮的红色汽车停在雨后的街道上，傍晚柔和的光线，低角度近景，写实摄影"
KEY = "sk-very-secret-1234"


def settings(chat, **more):
    chosen = {"rewriter_url": chat.url, "rewriter_seconds": 5, "rewriter_key": KEY, **more}
    return Settings(rewriter="chat", rewriter_model="qwen3:4b", **chosen)


async def rewrite(chosen, prompt=PROMPT, *, negative="", limit=800):
    rewriting = open_rewriting(chosen)
    try:
        return await rewriting.rewrite(prompt, negative, limit, 7)
    finally:
        await rewriting.close()


async def test_what_the_model_is_asked(chat):
    chat.rehearse({"say": BETTER})
    options = {"enable_thinking": False, "temperature": 0.2, "seed": None}
    assert await rewrite(settings(chat, rewriter_options=options), negative="people, snow") == BETTER
    (asked,) = chat.asked()
    body = asked["body"]
    assert asked["key"] == f"Bearer {KEY}"
    assert body["model"] == "qwen3:4b"
    assert (body["enable_thinking"], body["temperature"]) == (False, 0.2)
    assert "seed" not in body
    system, user = body["messages"]
    assert (system["role"], user) == ("system", {"role": "user", "content": PROMPT})
    assert "You rewrite prompts" in system["content"]
    assert "at most 800 characters" in system["content"]
    assert system["content"].count("people, snow") == 1


async def test_a_chinese_prompt_is_asked_for_in_chinese(chat):
    chat.rehearse({"say": BETTER_CHINESE})
    assert await rewrite(settings(chat), CHINESE, negative="人物") == BETTER_CHINESE
    system = chat.asked()[0]["body"]["messages"][0]["content"]
    assert "改写提示词" in system
    assert "不超过800个字符" in system
    assert "人物" in system


async def test_the_seed_is_passed_on_and_a_second_try_has_another(chat):
    chat.rehearse({"say": ""}, {"say": BETTER})
    assert await rewrite(settings(chat)) == BETTER
    assert [asked["body"]["seed"] for asked in chat.asked()] == [7, 8]


@pytest.mark.parametrize(
    "first",
    [
        {"status": 500},
        {"status": 503},
        {"status": 429},
        {"say": "I'm sorry, but I can't help with that."},
        {"say": BETTER_CHINESE},
        {"say": BETTER * 20},
        {"say": None},
        {"say": "<think>The user wants a red car, so"},
        {"say": BETTER, "ended": "length"},
        {"body": {"choices": []}},
        {"body": ["nonsense"]},
    ],
)
async def test_what_went_wrong_once_is_tried_again(chat, first):
    chat.rehearse(first, {"say": BETTER})
    assert await rewrite(settings(chat)) == BETTER
    assert len(chat.asked()) == 2


@pytest.mark.parametrize(
    ("always", "tries", "reason"),
    [
        ({"status": 500}, 4, "HTTP 500"),
        ({"status": 401}, 1, "HTTP 401"),
        ({"status": 404}, 1, "HTTP 404"),
        ({"say": "抱歉，我无法协助。"}, 4, "the model refused"),
        ({"say": BETTER_CHINESE}, 4, "the answer is in another language"),
        ({"say": BETTER * 20}, 4, "more than 800 characters"),
        ({"say": "  \n"}, 4, "the answer is empty"),
    ],
)
async def test_what_stays_wrong_is_done_without(chat, always, tries, reason):
    chat.rehearse(always)
    with capture_logs() as logs:
        assert await rewrite(settings(chat)) == PROMPT
    assert len(chat.asked()) == tries
    (line,) = logs
    assert (line["event"], line["log_level"], line["rewriter"]) == ("prompt_not_rewritten", "warning", "chat")
    assert reason in line["reason"]
    assert KEY not in str(logs)
    assert PROMPT not in str(logs)


@pytest.mark.parametrize(
    "half",
    [r"\ud83d", r"\ude80", r"\ud83d\ud83d", r"\u0000", r"\u0007", r"\ufffd"],
)
async def test_what_no_store_takes_is_left_out_of_an_answer(chat, half):
    said = json.dumps({"choices": [{"message": {"content": f"{BETTER}HALF"}, "finish_reason": "stop"}]})
    chat.rehearse({"raw": said.replace("HALF", half)})
    rewritten = await rewrite(settings(chat))
    assert rewritten == BETTER
    rewritten.encode()


async def test_a_slow_model_is_not_waited_for(chat):
    chat.rehearse({"hold": True, "say": BETTER})
    with capture_logs() as logs:
        assert await rewrite(settings(chat, rewriter_seconds=0.2)) == PROMPT
    assert "within 0.2 s" in logs[0]["reason"]
    chat.release()


async def test_a_server_that_is_not_there(chat):
    away = settings(chat, rewriter_url=f"http://127.0.0.1:{free_port()}/v1")
    with capture_logs() as logs:
        assert await rewrite(away) == PROMPT
    assert "ConnectError" in logs[0]["reason"]


async def test_strict_fails_instead(chat):
    chat.rehearse({"status": 400})
    with pytest.raises(RewriteFailed) as failed:
        await rewrite(settings(chat, rewriter_strict=True))
    assert (failed.value.code, failed.value.message) == (
        "RewriteFailed",
        "Failed to rewrite content for prompt.",
    )


def test_the_key_is_not_told(chat):
    rewriting = open_rewriting(settings(chat))
    assert KEY not in repr(rewriting._rewriter._address)


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({"rewriter": "chat"}, "needs rewriter_url and rewriter_model"),
        ({"rewriter": "chat", "rewriter_url": "http://h/v1"}, "needs rewriter_url and rewriter_model"),
        (
            {"rewriter": "chat", "rewriter_url": "localhost:11434", "rewriter_model": "m"},
            "rewriter_url: it does not begin with https://",
        ),
        ({"rewriter_url": "http://h/v1"}, 'only asked with rewriter = "chat"'),
    ],
)
def test_settings_that_cannot_work_are_told_at_the_start(chosen, told):
    with pytest.raises(SettingsInvalid, match=told):
        open_rewriting(Settings(**chosen))


async def test_outcomes_are_counted_in_the_store(chat, database):
    rewriting = open_rewriting(settings(chat))
    for step in ({"say": BETTER}, {"say": PROMPT}, {"status": 400}, {"say": BETTER}):
        chat.rehearse(step)
        await rewriting.rewrite(PROMPT, "", 800, 1)
    await rewriting.flush(database)
    await rewriting.rewrite(PROMPT, "", 800, 1)
    await rewriting.flush(database)
    await rewriting.close()
    rows = await database.read(lambda tx: tx.rows("prompt_extension/prompts"))
    counted = {row["outcome"]: int(row["prompts"]) for row in rows}
    assert counted == {"rewritten": 3, "unchanged": 1, "failed": 1}
