"""Real processes: servers and workers follow the store, say where they were told otherwise, and commands tell."""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from tests.live_server import PAINTER, LiveServer, run_wanstudio
from tests.service_settings.stores import StorePlace

MODEL = "wan2.6-t2i"
PATIENCE_SECONDS = 20.0
"""For a busy machine; how long it took is not judged."""


@contextmanager
def serving(store: StorePlace, *flags: str, **environment: str):
    more = ("--database", store.url) if store.url else ()
    server = LiveServer.start(store.data, "--no-worker", *more, *flags, **environment)
    try:
        made = run_wanstudio("keys", "new", *store.flags)
        server.key = made.stdout.splitlines()[-1]
        yield server
    finally:
        server.stop()


def _service(store: StorePlace, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return run_wanstudio("service", *words, *store.flags, **environment)


def _quota(server: LiveServer) -> dict[str, int]:
    answer = server.call("GET", f"/quotas?model={MODEL}").json()
    (quota,) = answer["output"]["quotas"]
    return quota["model_limit"]


def _price(server: LiveServer) -> str:
    (model,) = server.call("GET", f"/models?model={MODEL}").json()["output"]["models"]
    return model["prices"][0]["prices"][0]["price"]


def _until(condition) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "nobody followed"
        time.sleep(0.05)


def _audited(told: str) -> list[dict[str, str]]:
    lines = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    return [
        {name: line[name] for name in ("name", "region", "model", "old", "new") if name in line}
        for line in lines
        if line["event"] == "audit" and line["action"] == "service_setting_changed" and line["who"]
    ]


def _differs(log: str) -> list[str]:
    return [line for line in log.splitlines() if "service_setting_differs" in line]


def test_two_servers_follow_what_is_set(store: StorePlace):
    with (
        serving(store, "--profile", "model-studio") as first,
        serving(store, WANSTUDIO_PROFILE="studio") as second,
    ):
        assert _quota(first) == _quota(second)
        assert _quota(second)["async_user_concurrency_limit"] == 5, "the first one seeded the store"
        # Both write to one file.
        (said,) = _differs(second.log.read_text())
        assert "profile" in said
        assert "wanstudio service set profile studio" in said

        changed = _service(store, "set", "running_limit", "singapore", MODEL, "3")
        assert changed.stdout.startswith(f"running_limit of {MODEL} in singapore is 3 (it was 5)")
        assert _audited(changed.stderr) == [
            {"name": "running_limit", "region": "singapore", "model": MODEL, "old": "5", "new": "3"}
        ]
        _service(store, "set", "price", "singapore", MODEL, "0.04")
        for server in (first, second):
            _until(lambda server=server: _quota(server)["async_user_concurrency_limit"] == 3)
            _until(lambda server=server: _price(server) == "0.04")

        unset = _service(store, "unset", "running_limit", "singapore", MODEL)
        assert _audited(unset.stderr)[0]["new"] == "5"
        changed = _service(store, "set", "profile", "studio")
        assert _audited(changed.stderr) == [{"name": "profile", "old": "model-studio", "new": "studio"}]
        for server in (first, second):
            _until(lambda server=server: _quota(server)["async_user_concurrency_limit"] == 64)
            assert _price(server) == "0.04", "an amount of one's own outlives the profile"
        assert len(_differs(second.log.read_text())) == 1


def test_a_worker_follows_and_says_once_that_it_was_told_otherwise(store: StorePlace, tmp_path):
    _service(store, "set", "lease_seconds", "40")
    log = tmp_path / "worker.log"
    environment = {**os.environ, **PAINTER, "WANSTUDIO_LEASE_SECONDS": "7"}
    command = [sys.executable, "-m", "wanstudio", "work", *store.flags]
    with log.open("w") as written, subprocess.Popen(command, env=environment, stderr=written) as worker:
        try:
            _until(lambda: "service_settings_seeded" in log.read_text())
            _until(lambda: len(_differs(log.read_text())) == 1)
            _service(store, "set", "profile", "model-studio")
            _until(lambda: "service_settings_changed" in log.read_text())
        finally:
            worker.terminate()
    (said,) = _differs(log.read_text())
    assert "wanstudio service set lease_seconds 7" in said


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_child_of_the_server_says_nothing_more(store: StorePlace):
    _service(store, "set", "profile", "model-studio")
    server = LiveServer.start(store.data, WANSTUDIO_PROFILE="studio", WANSTUDIO_WORKERS="1")
    try:
        _until(lambda: "worker_started" in server.log.read_text())
        _until(lambda: "1 signed on" in run_wanstudio("doctor", *store.flags).stdout)
    finally:
        server.stop()
    assert len(_differs(server.log.read_text())) == 1


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_commands_tell_what_holds(store: StorePlace):
    before = run_wanstudio("models", "--profile", "model-studio", *store.flags)
    assert before.returncode == 0
    assert not store.data.exists(), "nothing is made to ask"
    with serving(store, "--profile", "model-studio"):
        pass
    _service(store, "set", "price", "singapore", "wan2.1-t2i-turbo", "0.5")
    told = json.loads(_service(store, "show", "--json").stdout)
    assert told == {
        "values": {
            "profile": "model-studio",
            "retention_hours": 24,
            "task_timeout_hours": 3,
            "lease_seconds": 10,
        },
        "models": [{"name": "price", "region": "singapore", "model": "wanx2.1-t2i-turbo", "value": 0.5}],
    }
    shown = _service(store, "show")
    assert "first start" in shown.stdout
    assert "wanx2.1-t2i-turbo" in shown.stdout
    listed = run_wanstudio("models", *store.flags).stdout
    assert "0.5 USD" in listed
    assert {line.split()[-2] for line in listed.splitlines()[1:]} == {"500"}, "the service's own queue limit"
    missing = run_wanstudio("tasks", "show", "nothing", *store.flags)
    assert "forgotten 24 h after" in missing.stderr

    differing = {"WANSTUDIO_RETENTION_HOURS": "48"}
    said = run_wanstudio("doctor", *store.flags, **differing).stdout
    assert "WARN  service    retention_hours is 24 in the store" in said
    assert "`wanstudio service set retention_hours 48`" in said
    assert "ok    service    profile model-studio" in run_wanstudio("doctor", *store.flags).stdout


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("set", "prise", "1"), 1, "there is no service setting 'prise'; there are profile,"),
        (("set", "profile", "generous"), 1, "profile cannot be 'generous': it is studio or model-studio"),
        (("set", "retention_hours", "-1"), 1, "retention_hours cannot be '-1': it is hours, above 0"),
        (("set", "price", "0.03"), 2, "write price REGION MODEL VALUE"),
        (("set", "price", "singapore", "wan9", "0.03"), 1, "there is no model 'wan9' in singapore; there are wan2.6"),
        (("set", "profile"), 2, "write profile VALUE: it is studio or model-studio"),
        (("unset", "profile", "studio"), 2, "write profile: it is studio or model-studio"),
    ],
)  # fmt: skip
def test_what_cannot_be_set_is_refused_with_what_can(store: StorePlace, words, code, said):
    refused = _service(store, *words)
    assert (refused.returncode, refused.stdout) == (code, "")
    assert said in refused.stderr
    assert not store.data.exists(), "nothing is made to refuse"
