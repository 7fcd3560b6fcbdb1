"""No prompt and no key ever reaches a log."""

import io
import json

import structlog

from wanstudio.telemetry import Metrics, configure, redact

KEY = "sk-0123456789abcdef0123456789abcdef"


def test_keys_are_masked_wherever_they_stand():
    event = redact(None, "", {"event": f"header was Bearer {KEY}", "url": f"/x?key={KEY}&Signature=abc123"})
    assert KEY not in json.dumps(event)
    assert "abc123" not in event["url"]


def test_prompts_are_never_logged():
    event = redact(None, "", {"event": "e", "prompt": "my secret cat", "negative_prompt": "dogs"})
    assert "cat" not in json.dumps(event)
    assert "dogs" not in json.dumps(event)


def test_json_lines_carry_request_and_task(capsys):
    configure("info", "json")
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        structlog.get_logger("t").info("task_accepted", task_id="t-1", api_key=KEY)
    line = json.loads(capsys.readouterr().err.strip().splitlines()[-1])
    assert (line["request_id"], line["task_id"], line["event"]) == ("r-1", "t-1", "task_accepted")
    assert KEY not in json.dumps(line)
    structlog.reset_defaults()


def test_exceptions_are_redacted_too(capsys):
    configure("info", "json")
    try:
        raise ValueError(f"bad key {KEY}")
    except ValueError:
        structlog.get_logger("t").exception("broke")
    assert KEY not in capsys.readouterr().err
    structlog.reset_defaults()


def test_calls_are_counted_by_path_and_code():
    metrics = Metrics()
    metrics.count_call(path="/api/v1/tasks", method="GET", status=401, code="InvalidApiKey", seconds=0.01)
    text = metrics.render().decode()
    assert 'wanstudio_calls_total{code="InvalidApiKey",method="GET",path="/api/v1/tasks",status="401"} 1.0' in text
    assert "wanstudio_call_seconds_bucket" in text
    assert io.StringIO(text).readline().startswith("# HELP")
