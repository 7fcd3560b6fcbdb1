"""No key, token or prompt reaches a log line, in whatever field and however deep it lies."""

import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
import structlog

from wanstudio.telemetry import configure
from wanstudio.telemetry.redaction import masked, without_secrets

KEY = "sk-0123456789abcdefABCDEF"
TOKEN = "st-0123456789.abc_def"
WISH = "a sitting orange cat"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"key {KEY}.", "key sk-***"),
        (f"({TOKEN})", "(st-***)"),
        (f"Authorization: Bearer {KEY}", "Authorization: Bearer ***"),
        ("authorization: bearer abcdefgh", "authorization: bearer ***"),
        ("signed with whsec_MfKQ9r8GK/+T=.", "signed with whsec_***."),
        ("Authorization: Basic-abcdefgh", "Authorization: ***"),
        ("{'Authorization': 'Bearer abcdefgh'}", "{'Authorization': 'Bearer ***'}"),
        ("/images/a.png?Expires=1&Signature=abc_-9", "/images/a.png?Expires=1&Signature=***"),
        ("postgresql://user:pass@host/db", "postgresql://user:***@host/db"),
        ("task-list and risk-averse texts stay", "task-list and risk-averse texts stay"),
        ("http://127.0.0.1:8000/api/v1", "http://127.0.0.1:8000/api/v1"),
    ],
)
def test_secrets_in_text_are_masked(text, told):
    assert masked(text) == told


def test_of_a_very_long_text_both_ends_are_told_and_no_secret_is_cut_open():
    told = masked("begun\n" + f"{KEY} " * 4_000 + "\n" + f"as {TOKEN}\n" * 4_000 + "ValueError: the end")
    assert told.startswith("begun\nsk-*** ")
    assert told.endswith("\nas st-***\nValueError: the end")
    assert "characters left out" in told
    assert not {KEY[3:], KEY[8:], TOKEN[3:], TOKEN[8:]} & set(told.split())
    assert len(masked("a" * 1_000_000)) < 20_000


@pytest.mark.parametrize(
    "name", ["prompt", "negative_prompt", "orig_prompt", "Secret", "KEY", "api_key", "Authorization"]
)
def test_fields_that_must_not_be_told_are_dropped(name):
    assert without_secrets({name: "x", "task_id": "t"}) == {"task_id": "t"}


@dataclass
class Wish:
    text: str


def test_it_reaches_every_depth():
    event = {
        "headers": {"authorization": KEY, "accept": "*/*"},
        "list": [f"Bearer {KEY}", {"prompt": WISH}, 1, None, True, 0.5],
        "error": ValueError(f"bad {KEY}"),
        "path": Path("/tmp") / KEY,
        "id": UUID(int=1),
        "record": Wish(WISH),
        "bytes": WISH.encode(),
    }
    told = without_secrets(event)
    assert KEY not in repr(told)
    assert WISH not in repr(told)
    assert told["headers"] == {"accept": "*/*"}
    assert told["list"] == ["Bearer ***", {}, 1, None, True, 0.5]
    assert told["id"] == str(UUID(int=1))
    assert (told["record"], told["bytes"]) == ("<Wish>", "<bytes>")


@pytest.fixture
def stderr(capsys):
    """Reads what was written to stderr; the logging of this process is put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield lambda: capsys.readouterr().err
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def complain(prompt: str) -> None:
    raise RuntimeError(f"cannot use {KEY}")


@pytest.mark.parametrize("form", ["json", "text", "auto"])
def test_every_way_of_logging_is_redacted(stderr, form):
    configure("info", form)
    ours, theirs = structlog.get_logger("ours"), logging.getLogger("theirs")
    ours.info("asked", prompt=WISH, header=f"Bearer {KEY}")
    theirs.warning("sent %s", KEY, extra={"negative_prompt": WISH, "request_id": "r-1", "color_message": "x"})
    try:
        complain(WISH)
    except RuntimeError:
        ours.exception("failed")
        theirs.exception("failed too")
    written = stderr()
    assert "r-1" in written
    assert "color_message" not in written
    assert written.count("Traceback") == 2
    assert KEY not in written
    assert WISH not in written


def test_lines_are_json_and_carry_the_bound_ids(stderr):
    configure("info", "auto")
    log = structlog.get_logger("room")
    with structlog.contextvars.bound_contextvars(request_id="r", task_id="t"):
        log.info("painted", images=4)
        logging.getLogger("library").warning("slow")
    log.info("after")
    painted, slow, after = (json.loads(line) for line in stderr().splitlines())
    assert painted | {"timestamp": ""} == {
        "event": "painted",
        "images": 4,
        "level": "info",
        "logger": "room",
        "request_id": "r",
        "task_id": "t",
        "timestamp": "",
    }
    assert (slow["task_id"], slow["logger"], slow["level"]) == ("t", "library", "warning")
    assert "task_id" not in after


def test_the_level_holds_for_all_and_configuring_again_does_not_double_lines(stderr):
    configure("info", "json")
    configure("warning", "json")
    structlog.get_logger("ours").info("too quiet")
    logging.getLogger("theirs").info("too quiet")
    logging.getLogger("httpx").info("too quiet")
    structlog.get_logger("ours").warning("heard")
    assert [json.loads(line)["event"] for line in stderr().splitlines()] == ["heard"]


def test_nothing_goes_to_stdout():
    program = (
        "import structlog; from wanstudio.telemetry import configure; configure(); "
        "structlog.get_logger('x').warning('hello')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == ""
    assert json.loads(done.stderr)["event"] == "hello"
