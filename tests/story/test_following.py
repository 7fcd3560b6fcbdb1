"""Somebody watches a picture come into being on a real server, with curl's view of it and a page's."""

import base64
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest
from PIL import Image
from tests.live_server import LiveServer

STEPS = 300


def follow(server, task_id, last_event_id=""):
    """The events of a task until its stream ends: id, kind and body."""
    headers = {"Authorization": f"Bearer {server.key}"}
    if last_event_id:
        headers["Last-Event-ID"] = last_event_id
    url = f"{server.root}/wanstudio/v1/tasks/{task_id}/events"
    event = {}
    with httpx.stream("GET", url, headers=headers, timeout=60) as answer:
        assert answer.status_code == 200, answer.read()
        for line in answer.iter_lines():
            name, _, value = line.partition(": ")
            if name in ("id", "event", "data"):
                event[name] = value
            elif not line and "data" in event:
                yield event["id"], event["event"], json.loads(event["data"])
                event = {}


@pytest.fixture(scope="module")
def diffusing(tmp_path_factory, small_checkpoint):
    """A server that denoises for about a second."""
    tables = json.loads(small_checkpoint["WANSTUDIO_CHECKPOINTS"])
    tables["small"]["steps"] = STEPS
    environment = {**small_checkpoint, "WANSTUDIO_CHECKPOINTS": json.dumps(tables)}
    data = tmp_path_factory.mktemp("following") / "data"
    started = LiveServer.start(data, **environment).with_key()
    yield started
    started.stop()


def test_a_picture_is_seen_coming(diffusing):
    task_id = diffusing.submit(n=2, size="512*768")
    events = list(follow(diffusing, task_id))
    *before, (last_id, last, ended) = events
    assert last == "ended"
    assert (ended["task_status"], ended["images"]) == ("SUCCEEDED", 2)
    assert httpx.get(ended["task"]["output"]["results"][0]["url"]).content.startswith(b"\x89PNG")
    running = [body for _, kind, body in before if kind == "running"]
    steps = [body["step"] for body in running if body.get("image") == 1]
    assert len(steps) > 1
    assert steps == sorted(steps)
    assert steps[-1] <= STEPS == running[-1]["steps"]
    percents = [body["percent"] for body in running]
    assert percents == sorted(percents)
    previews = [body["preview"] for body in running if "preview" in body]
    assert previews
    for preview in previews:
        picture = Image.open(io.BytesIO(base64.b64decode(preview.partition(",")[2])))
        assert picture.size == (64, 96)
    assert len({event_id for event_id, *_ in events}) == len(events)
    ((again, kind, _),) = follow(diffusing, task_id, last_event_id=events[0][0])
    assert (again, kind) == (last_id, "ended")


def test_the_procedural_painter_tells_at_least_beginning_and_end(tmp_path):
    server = LiveServer.start(tmp_path / "data").with_key()
    try:
        kinds = [kind for _, kind, _ in follow(server, server.submit(n=4, size="1440*1440"))]
        assert kinds[-1] == "ended"
        assert set(kinds) <= {"queued", "running", "ended"}
        assert kinds == sorted(kinds, key=["queued", "running", "ended"].index)
    finally:
        server.stop()


def test_a_server_that_is_told_to_end_does_not_wait_for_those_who_look_on(tmp_path):
    server = LiveServer.start(tmp_path / "data", "--no-worker").with_key()
    task_id, seen, opened = server.submit(), [], threading.Event()

    def look():
        for event in follow(server, task_id):
            seen.append(event)
            opened.set()

    looking = threading.Thread(target=look)
    looking.start()
    try:
        assert opened.wait(20)
        os.kill(server.process.pid, signal.SIGTERM)
        looking.join(10)
        assert not looking.is_alive()
        server.process.wait(10)
        assert server.process.returncode == 0
        assert [kind for _, kind, _ in seen] == ["queued"]
    finally:
        server.kill()


def test_the_examples_of_the_manual_follow_a_task(diffusing):
    page = (Path(__file__).parents[2] / "docs/howto/progress.md").read_text(encoding="utf-8")
    environment = {**os.environ, "DASHSCOPE_API_KEY": diffusing.key, "WANSTUDIO_URL": diffusing.root}
    program = re.search(r"```python\n(.*?)```", page, re.DOTALL)[1]
    (line,) = re.findall(r"```bash\n(.*?)```", page, re.DOTALL)
    line = line.replace("http://127.0.0.1:8000", diffusing.root)
    for command in ([sys.executable, "-c", program], ["bash", "-c", line]):
        environment["TASK_ID"] = diffusing.submit()
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=60, check=True
        )
        assert "SUCCEEDED" in done.stdout
        assert "%" in done.stdout or "event: running" in done.stdout
