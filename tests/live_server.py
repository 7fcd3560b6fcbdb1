"""A real `wanstudio serve` as a process of its own, for tests that talk to it as customers do."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from tests.postgres_server import free_port

# What `auto` means depends on the weights in the package.
PAINTER = {"WANSTUDIO_PAINTER": "procedural"}
CHAPEL = "Snowy ground, a small white chapel, aurora borealis, winter scene, soft light."


def run_wanstudio(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "wanstudio", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, **PAINTER, **environment},
        check=False,
    )


def new_key(data: Path, *flags: str) -> str:
    made = run_wanstudio("keys", "new", "--data", data, *flags)
    assert made.returncode == 0, made.stderr
    return made.stdout.splitlines()[-1]


@dataclass
class LiveServer:
    process: subprocess.Popen[str]
    port: int
    data: Path
    log: Path
    key: str = ""

    @classmethod
    def start(cls, data: Path, *flags: str, port: int | None = None, **environment: str) -> "LiveServer":
        chosen = port or free_port()
        data.mkdir(parents=True, exist_ok=True)
        log = data / "server.log"
        with log.open("a") as written:
            process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "wanstudio",
                    "serve",
                    "--port",
                    str(chosen),
                    "--data",
                    str(data),
                    *flags,
                ],
                stdout=written,
                stderr=written,
                text=True,
                env={**os.environ, **PAINTER, **environment},
                start_new_session=True,
            )
        server = cls(process, chosen, data, log)
        server.wait_until_ready()
        return server

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def base(self) -> str:
        return f"{self.root}/api/v1"

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + 30
        while True:
            try:
                if httpx.get(f"{self.root}/readyz", timeout=2).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.02)

    def with_key(self, *flags: str) -> "LiveServer":
        self.key = new_key(self.data, *flags)
        return self

    def worker_pids(self) -> list[int]:
        """The worker processes that this server started."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        sent = {"Authorization": f"Bearer {self.key}", **headers}
        return httpx.request(method, self.base + path, json=body, headers=sent, timeout=60)

    def submit(self, prompt: str = CHAPEL, *, n: int = 1, size: str = "512*512", **parameters: Any) -> str:
        """Submit an asynchronous task; its id."""
        body = {
            "model": "wan2.2-t2i-flash",
            "input": {"prompt": prompt},
            "parameters": {"n": n, "size": size, **parameters},
        }
        path = "/services/aigc/text2image/image-synthesis"
        answer = self.call("POST", path, body, **{"X-DashScope-Async": "enable"})
        assert answer.status_code == 200, answer.text
        return answer.json()["output"]["task_id"]

    def task(self, task_id: str) -> dict[str, Any]:
        return self.call("GET", f"/tasks/{task_id}").json()

    def wait(self, task_id: str, seconds: float = 60) -> dict[str, Any]:
        deadline = time.monotonic() + seconds
        while True:
            found = self.task(task_id)
            if found["output"]["task_status"] not in ("PENDING", "RUNNING"):
                return found
            assert time.monotonic() < deadline, f"still {found['output']['task_status']} after {seconds} s"
            time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL to the server alone; its workers notice by themselves."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """SIGTERM, as an operator would."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(40)


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
