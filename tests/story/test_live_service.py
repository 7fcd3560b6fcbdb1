"""One real server: two regions on two ports, draining, restarting, and what operators look at."""

import json
import os
import signal
import socket
import time

import httpx
import pytest
from PIL import Image
from tests.live_server import LiveServer, new_key, run_wanstudio
from tests.postgres_server import free_port


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    beijing = free_port()
    data = tmp_path_factory.mktemp("live") / "data"
    started = LiveServer.start(data, WANSTUDIO_REGION_PORTS=f"{beijing}=beijing").with_key()
    started.beijing = beijing
    yield started
    started.stop()


def test_a_key_of_the_other_region_is_refused_on_either_port(server):
    keys = {"singapore": server.key, "beijing": new_key(server.data, "--region", "beijing")}
    ports = {"singapore": server.port, "beijing": server.beijing}
    for port_region, port in ports.items():
        for key_region, key in keys.items():
            answer = httpx.get(
                f"http://127.0.0.1:{port}/api/v1/models", headers={"Authorization": f"Bearer {key}"}
            )
            assert (answer.status_code == 200) is (port_region == key_region)
            if port_region != key_region:
                assert answer.json()["code"] == "InvalidApiKey"


def test_host_names_of_the_service_choose_the_region(server):
    beijing = new_key(server.data, "--region", "beijing")
    headers = {"Authorization": f"Bearer {beijing}", "Host": "dashscope.aliyuncs.com"}
    assert httpx.get(f"{server.base}/models", headers=headers).status_code == 200


def test_links_follow_the_host_the_client_used(server):
    task = server.wait(server.submit())
    assert task["output"]["results"][0]["url"].startswith(f"{server.root}/images/")


def test_a_killed_worker_is_replaced_and_its_task_taken_over_at_once(server):
    (worker,) = server.worker_pids()
    task_id = server.submit(n=4, size="1440*1440")
    while server.task(task_id)["output"]["task_status"] == "PENDING":
        time.sleep(0.01)
    os.kill(worker, signal.SIGKILL)
    killed = time.monotonic()
    while server.worker_pids() in ([], [worker]):
        time.sleep(0.02)
        assert time.monotonic() - killed < 5
    assert server.wait(task_id)["usage"]["image_count"] == 4
    metrics = httpx.get(f"{server.root}/metrics").text
    assert "wanstudio_takeovers_total 0.0" not in metrics
    assert "wanstudio_workers_alive 1.0" in metrics


def test_nobody_is_believed_to_be_a_proxy_unless_told(server):
    task_id = server.submit()
    server.wait(task_id)
    shown = server.call("GET", f"/tasks/{task_id}", **{"X-Forwarded-Proto": "https"}).json()
    assert shown["output"]["results"][0]["url"].startswith("http://")


def test_what_is_no_http_is_refused_in_json(server):
    with socket.create_connection(("127.0.0.1", server.port), 5) as line:
        line.sendall(b"GARBAGE\x00 / \r\n\r\n")
        head, _, body = line.makefile("rb").read().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400")
    assert set(json.loads(body)) == {"code", "message", "request_id"}


def test_metrics_tell_calls_images_and_queue(server):
    server.wait(server.submit())
    metrics = httpx.get(f"{server.root}/metrics").text
    for name in (
        "wanstudio_http_requests_total{",
        "wanstudio_queue_oldest_seconds",
        "wanstudio_worker_silent",
    ):
        assert name in metrics
    assert 'wanstudio_images_total{model="wan2.2-t2i-flash"}' in metrics


def test_health_and_readiness(server):
    for path in ("/healthz", "/readyz"):
        assert httpx.get(server.root + path).json()["status"] == "ok"


def test_logs_hold_neither_keys_nor_prompts(server):
    task_id = server.submit("a purple platypus sings")
    server.wait(task_id)
    log = server.log.read_text()
    assert task_id in log
    assert "platypus" not in log
    assert server.key not in log.split("Try it:")[-1]


def test_keys_are_made_and_revoked_while_the_server_runs(server):
    secret = new_key(server.data, "--name", "short-lived")
    headers = {"Authorization": f"Bearer {secret}"}
    assert httpx.get(f"{server.base}/models", headers=headers).status_code == 200
    listed = run_wanstudio("keys", "list", "--data", server.data).stdout
    assert secret not in listed
    key_id = next(line.split()[0] for line in listed.splitlines() if "short-lived" in line)
    assert run_wanstudio("keys", "revoke", key_id, "--data", server.data).returncode == 0
    assert httpx.get(f"{server.base}/models", headers=headers).status_code == 401


def test_usage_and_tasks_from_the_command_line(server):
    task_id = server.submit()
    server.wait(task_id)
    assert "wan2.2-t2i-flash" in run_wanstudio("usage", "--data", server.data).stdout
    assert task_id in run_wanstudio("tasks", "list", "--data", server.data).stdout
    assert "SUCCEEDED" in run_wanstudio("tasks", "show", task_id, "--data", server.data).stdout
    refused = run_wanstudio("tasks", "cancel", task_id, "--data", server.data)
    assert refused.returncode == 1
    assert "PENDING" in refused.stderr


def test_generate_asks_a_running_server(server, tmp_path):
    out = tmp_path / "chapel.png"
    prompt, where = "a small white chapel in the snow", ("--url", server.root, "--key", server.key)
    for model in ("wan2.6-t2i", "wan2.2-t2i-flash"):
        made = run_wanstudio("generate", prompt, "-o", out, *where, "--model", model, "--size", "1024*768")
        assert made.returncode == 0, made.stderr
        assert Image.open(out).size == (1024, 768)
    refused = run_wanstudio("generate", prompt, "-o", out, "--url", server.root, "--key", "sk-wrong")
    assert refused.returncode == 1
    assert "InvalidApiKey" in refused.stderr
    away = run_wanstudio("generate", prompt, "--url", "http://127.0.0.1:9", "--key", server.key)
    assert away.returncode == 1
    assert "no answer from http://127.0.0.1:9" in away.stderr


def test_doctor_finds_nothing_wrong(server):
    checked = run_wanstudio("doctor", "--data", server.data)
    assert checked.returncode == 0, checked.stdout
    verdicts = [line.split()[:2] for line in checked.stdout.splitlines() if not line.startswith(" ")]
    assert {verdict for verdict, _ in verdicts} == {"ok"}
    parts = "folder store service pictures painter rewriting moderation provenance workers disk"
    assert {part for _, part in verdicts} == set(parts.split())


def test_sigterm_drains_and_a_restart_goes_on(tmp_path):
    server = LiveServer.start(tmp_path / "data").with_key()
    ids = [server.submit(n=2, size="1440*1440") for _ in range(4)]
    while server.task(ids[0])["output"]["task_status"] == "PENDING":
        time.sleep(0.01)
    server.stop()
    assert server.process.returncode == 0
    key = server.key
    again = LiveServer.start(server.data)
    again.key = key
    for task_id in ids:
        assert again.wait(task_id)["output"]["task_metrics"]["SUCCEEDED"] == 2
    taken_over = "attempt=2" in again.log.read_text() or '"attempt": 2' in again.log.read_text()
    assert not taken_over, "what was begun was finished before the worker left"
    again.stop()


def test_a_taken_port_is_said_plainly(server):
    refused = run_wanstudio("serve", "--port", server.port, "--data", server.data)
    assert refused.returncode == 1
    assert "--port" in refused.stderr
    assert "Traceback" not in refused.stderr
