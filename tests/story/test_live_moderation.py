"""Moderation in a service as operators run it: its own processes, its own files."""

import os
import time

import httpx
import pytest
from tests.live_server import LiveServer
from tests.moderation.classifiers import save_classifier

PATH = "/services/aigc/text2image/image-synthesis"
ASYNC = {"X-DashScope-Async": "enable"}


def submit(server: LiveServer, prompt: str) -> httpx.Response:
    body = {
        "model": "wan2.2-t2i-flash",
        "input": {"prompt": prompt},
        "parameters": {"n": 1, "size": "512*512"},
    }
    return server.call("POST", PATH, body, **ASYNC)


def counted(server: LiveServer, line: str) -> None:
    """Wait until the metrics have this line; what was counted is written once a second."""
    deadline = time.monotonic() + 20
    while line not in (text := httpx.get(f"{server.root}/metrics").text):
        assert time.monotonic() < deadline, text
        time.sleep(0.1)


@pytest.fixture
def server(tmp_path):
    words = tmp_path / "words.txt"
    words.write_text("project blue\n")
    started = LiveServer.start(
        tmp_path / "data",
        WANSTUDIO_MODERATION_WORDS=str(words),
        WANSTUDIO_MODERATION_PICTURES=str(save_classifier(tmp_path / "classifier")),
        WANSTUDIO_MODERATION_PICTURE_LABELS="normal=0,nsfw=0",
    ).with_key()
    yield started
    started.stop()


def test_a_changed_list_and_a_classifier_that_refuses_everything(server, tmp_path):
    assert submit(server, "project blue").json()["code"] == "DataInspectionFailed"
    assert submit(server, "project red").status_code == 200
    words = tmp_path / "words.txt"
    words.write_text("project red\n")
    os.utime(words, ns=(1, 1))
    assert submit(server, "project red").json()["code"] == "DataInspectionFailed"
    counted(server, 'wanstudio_moderation_total{moderator="words",verdict="refused"} 2.0')

    ended = server.wait(submit(server, "project blue").json()["output"]["task_id"])
    assert ended["output"]["task_status"] == "FAILED"
    assert ended["output"]["code"] == "DataInspectionFailed"
    assert ended["output"]["message"] == "Output data may contain inappropriate content."
    assert [path for path in (server.data / "objects").rglob("*") if path.is_file()] == []
    counted(server, 'moderator="pictures",verdict="refused"}')
    assert "project" not in server.log.read_text().replace("project's", "")
