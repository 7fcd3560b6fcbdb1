"""How many task queries and submissions a second does one API process on SQLite answer?

Starts a server of its own without a worker on a fresh folder, loads it from a second process over
loopback, and prints the ceiling of a bare ASGI app under the same load beside it.
"""

import json
import os
import platform
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
SECONDS = 8
CONNECTIONS = 32
ROUTE = "/api/v1/services/aigc/image-generation/generation"
BODY = json.dumps(
    {
        "model": "wan2.6-t2i",
        "input": {
            "messages": [{"role": "user", "content": [{"text": "A flower shop with exquisite windows"}]}]
        },
        "parameters": {"n": 1, "size": "1280*1280"},
    }
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def request(method: str, path: str, key: str, body: str = "") -> str:
    return (
        f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n"
        f"X-DashScope-Async: enable\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body.encode())}\r\n\r\n{body}"
    )


def load(port: int, requests: list[str], **more: object) -> dict:
    job = {"port": port, "requests": requests, "seconds": SECONDS, "connections": CONNECTIONS, **more}
    done = subprocess.run(
        [sys.executable, HERE / "load.py"], input=json.dumps(job), text=True, capture_output=True, check=True
    )
    return json.loads(done.stdout)


def wait_until_ready(port: int, path: str) -> float:
    """Seconds until the server answers a GET of `path` with 200."""
    started = time.perf_counter()
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=1) as answer:
                if answer.status == 200:
                    return time.perf_counter() - started
        except OSError:
            time.sleep(0.005)


def resident_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return float("nan")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def show(name: str, found: dict) -> None:
    print(
        f"{name:34} {found['per_second']:8.0f}/s   p50 {found['p50_ms']:6.2f} ms   "
        f"p99 {found['p99_ms']:6.2f} ms   errors {found['errors']}"
    )


def measure_bare() -> float:
    port = free_port()
    command = [*(sys.executable, "-m", "uvicorn", "bare_app:app", "--port", str(port), "--no-access-log")]
    server = subprocess.Popen([*command, "--log-level", "warning"], cwd=HERE)
    try:
        wait_until_ready(port, "/")
        found = load(port, [request("GET", "/", "x")])
    finally:
        server.terminate()
        server.wait()
    show("bare ASGI app (the ceiling)", found)
    return found["per_second"]


def measure_service(folder: Path) -> None:
    port = free_port()
    server = subprocess.Popen(
        [*(sys.executable, "-m", "wanstudio", "serve", "--no-worker", "--port", str(port), "--data", folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "WANSTUDIO_LOG_LEVEL": "warning"},
    )
    try:
        print(f"{'ready after start':34} {wait_until_ready(port, '/readyz'):8.2f} s")
        key = next(line.split()[-1] for line in server.stdout if line.startswith("First API key"))
        submit = request("POST", ROUTE, key, BODY)
        accepted = load(port, [submit], keep_ids=True)
        show("submissions", accepted)
        half = load(port, [submit], keep_ids=True, rate=300)
        show("submissions at 300/s", half)
        ids = accepted["task_ids"] + half["task_ids"]
        queries = [request("GET", f"/api/v1/tasks/{task_id}", key) for task_id in ids[:1000]]
        show("task queries", load(port, queries))
        show("task queries at 1,000/s", load(port, queries, rate=1000))
        print(f"{'API process, resident':34} {resident_mib(server.pid):8.0f} MiB")
    finally:
        server.terminate()
        server.wait()
    store = sqlite3.connect(folder / "wanstudio.sqlite3")
    present = {row[0] for row in store.execute("SELECT task_id FROM tasks")}
    print(f"{'accepted and present afterwards':34} {len(set(ids) & present)} of {len(set(ids))}")


def main() -> None:
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    measure_bare()
    with tempfile.TemporaryDirectory() as folder:
        measure_service(Path(folder) / "data")


if __name__ == "__main__":
    main()
