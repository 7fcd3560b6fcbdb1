"""Prompts are rewritten by a chat model while others are painted; customers see what was painted."""

import asyncio
import time

import httpx
import pytest
from tests.atelier import MODEL, open_studio
from tests.chat_server import serving_chat
from tests.live_server import LiveServer, run_wanstudio

from wanstudio.tasks.queue import claim
from wanstudio.worker import Worker

PROMPT = "a red car"
BETTER = "A glossy red car on a wet street at dusk, low viewpoint"
NEW_TASK = "/services/aigc/text2image/image-synthesis"
KEY = "sk-very-secret-1234"


@pytest.fixture(scope="module")
def chat():
    with serving_chat() as chat:
        yield chat


def asking(chat, **more):
    return {
        "rewriter": "chat",
        "rewriter_url": chat.url,
        "rewriter_model": "m",
        "rewriter_key": KEY,
        "rewriter_seconds": 30.0,
        **more,
    }


async def told(studio, task_id):
    return (await studio.client.get(f"/api/v1/tasks/{task_id}")).json()["output"]


async def test_what_was_painted_is_told_as_the_actual_prompt(tmp_path, chat):
    chat.rehearse({"say": BETTER})
    async with open_studio(tmp_path, **asking(chat)) as studio:
        task_id = await studio.submit(PROMPT, n=2)
        await studio.work_once()
        for result in (await told(studio, task_id))["results"]:
            assert list(result) == ["orig_prompt", "actual_prompt", "url"]
            assert (result["orig_prompt"], result["actual_prompt"]) == (PROMPT, BETTER)
        assert len(chat.asked()) == 1


@pytest.mark.parametrize("off", [{"prompt_extend": False}, {"rewriter": "off"}])
async def test_without_rewriting_there_is_no_actual_prompt(tmp_path, chat, off):
    chat.rehearse({"say": BETTER})
    order = {name: off[name] for name in off if name == "prompt_extend"}
    chosen = {name: off[name] for name in off if name == "rewriter"}
    async with open_studio(tmp_path, **asking(chat, **chosen)) as studio:
        task_id = await studio.submit(PROMPT, **order)
        await studio.work_once()
        (result,) = (await told(studio, task_id))["results"]
        assert list(result) == ["orig_prompt", "url"]
        assert chat.asked() == []


async def test_when_the_model_fails_the_task_goes_on(tmp_path, chat):
    chat.rehearse({"status": 400})
    async with open_studio(tmp_path, **asking(chat)) as studio:
        task_id = await studio.submit(PROMPT)
        await studio.work_once()
        output = await told(studio, task_id)
        assert output["task_status"] == "SUCCEEDED"
        assert output["results"][0]["actual_prompt"] == PROMPT


async def test_strict_fails_the_task_and_bills_nothing(tmp_path, chat):
    chat.rehearse({"status": 400})
    async with open_studio(tmp_path, **asking(chat, rewriter_strict=True)) as studio:
        task_id = await studio.submit(PROMPT)
        await studio.work_once()
        output = await told(studio, task_id)
        assert output["task_status"] == "FAILED"
        assert (output["code"], output["message"]) == (
            "RewriteFailed",
            "Failed to rewrite content for prompt.",
        )
        assert output["task_metrics"] == {"TOTAL": 1, "SUCCEEDED": 0, "FAILED": 1}


async def test_what_a_model_makes_of_a_prompt_is_looked_at_again(tmp_path, chat):
    chat.rehearse({"say": "A nude woman on a red car"})
    async with open_studio(tmp_path, **asking(chat)) as studio:
        task_id = await studio.submit(PROMPT)
        await studio.work_once()
        assert (await told(studio, task_id))["code"] == "DataInspectionFailed"


async def _until(studio, task_id, status):
    while True:
        if (await studio.find(task_id)).status == status:
            return
        await asyncio.sleep(0.02)


async def test_others_are_painted_while_prompts_are_rewritten(tmp_path, chat):
    """The model answers only after another customer's picture is done, so painting cannot have waited."""
    chat.rehearse({"hold": True, "say": BETTER})
    async with open_studio(tmp_path, **asking(chat)) as studio:
        waiting = [await studio.submit(PROMPT) for _ in range(5)]
        painted = await studio.submit("a blue house", prompt_extend=False)
        worker = Worker(studio.atelier)
        running = asyncio.create_task(worker.run())
        async with asyncio.timeout(30):
            asked = await asyncio.to_thread(chat.asked, len(waiting))
            await _until(studio, painted, "SUCCEEDED")
            assert len(asked) == len(waiting)
            assert [(await studio.find(task_id)).status for task_id in waiting] == ["RUNNING"] * 5
            await asyncio.to_thread(chat.release)
            for task_id in waiting:
                await _until(studio, task_id, "SUCCEEDED")
            worker.drain()
            await running
        assert not await claim(studio.desk.database, "other", lease_ms=1000)
        await studio.atelier.rewriting.close()


def test_a_service_as_operators_run_it(tmp_path, chat):
    chat.rehearse({"say": f"Sure, here is the prompt:\n{BETTER}"})
    server = LiveServer.start(
        tmp_path / "data",
        WANSTUDIO_REWRITER="chat",
        WANSTUDIO_REWRITER_URL=chat.url,
        WANSTUDIO_REWRITER_MODEL="qwen3:4b",
        WANSTUDIO_REWRITER_KEY=KEY,
        WANSTUDIO_REWRITER_OPTIONS='{"reasoning_effort": "none"}',
    ).with_key()
    try:
        first = _paint(server)
        assert first["results"][0]["actual_prompt"] == BETTER
        (asked,) = chat.asked()
        assert (asked["key"], asked["body"]["reasoning_effort"]) == (f"Bearer {KEY}", "none")
        chat.rehearse({"status": 401})
        assert _paint(server)["results"][0]["actual_prompt"] == PROMPT
        _counted(server, 'wanstudio_rewrites_total{outcome="failed",rewriter="chat"} 1.0')
        _counted(server, 'wanstudio_rewrites_total{outcome="rewritten",rewriter="chat"} 1.0')
    finally:
        server.stop()
    log = server.log.read_text()
    assert "prompt_not_rewritten" in log
    assert "HTTP 401" in log
    for secret in (KEY, PROMPT, BETTER):
        assert secret not in log


def test_doctor_and_the_command_line_ask_the_model_too(tmp_path, chat):
    environment = {f"WANSTUDIO_{name.upper()}": str(value) for name, value in asking(chat).items()}
    chat.rehearse({"say": BETTER})
    checked = run_wanstudio("doctor", "--data", tmp_path, **environment)
    assert "ok    rewriting  chat: a prompt rewritten in" in checked.stdout
    run_wanstudio("generate", PROMPT, "--size", "768*768", "-o", tmp_path / "a.png", **environment)
    assert (tmp_path / "a.png").exists()
    assert [asked["body"]["messages"][1]["content"] for asked in chat.asked()] == [PROMPT, PROMPT]
    chat.rehearse({"status": 404})
    checked = run_wanstudio("doctor", "--data", tmp_path, **environment)
    assert checked.returncode == 1
    assert "FAIL  rewriting  HTTP 404 from the chat server" in checked.stdout
    assert KEY not in checked.stdout + checked.stderr


def test_a_server_whose_rewriter_cannot_work_does_not_start(tmp_path):
    refused = run_wanstudio("serve", "--data", tmp_path, "--port", 0, WANSTUDIO_REWRITER="chat")
    assert refused.returncode == 1
    assert "needs rewriter_url and rewriter_model" in refused.stderr


def _paint(server):
    body = {"model": MODEL, "input": {"prompt": PROMPT}, "parameters": {"n": 1, "size": "512*512"}}
    made = server.call("POST", NEW_TASK, body, **{"X-DashScope-Async": "enable"})
    return server.wait(made.json()["output"]["task_id"])["output"]


def _counted(server, line):
    """Wait until the metrics have this line; what was counted is written from time to time."""
    deadline = time.monotonic() + 20
    while line not in (text := httpx.get(f"{server.root}/metrics").text):
        assert time.monotonic() < deadline, text
        time.sleep(0.1)
