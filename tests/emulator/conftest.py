"""One emulator for all of these tests, as the plugin makes it for an application's, and a client of its doors."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from wanstudio.emulator.control import Emulator
from wanstudio.emulator.process import emulating

TEXT2IMAGE = "/api/v1/services/aigc/text2image/image-synthesis"


@dataclass(frozen=True)
class Customer:
    """Who calls the doors of an emulator."""

    http: httpx.Client

    def create(self, *, n: int = 1, model: str = "wan2.2-t2i-flash", waits: bool = True) -> httpx.Response:
        body = {
            "model": model,
            "input": {"prompt": "a red car"},
            "parameters": {"n": n, "size": "512*512", "prompt_extend": False},
        }
        return self.http.post(TEXT2IMAGE, json=body, headers={} if waits else {"X-DashScope-Async": "enable"})

    def submit(self, **wish: Any) -> str:
        answer = self.create(waits=False, **wish)
        assert answer.status_code == 200, answer.text
        return answer.json()["output"]["task_id"]

    def task(self, task_id: str) -> dict[str, Any]:
        return self.http.get(f"/api/v1/tasks/{task_id}").json()["output"]

    def wait(self, task_id: str, *, until: tuple[str, ...] = ("SUCCEEDED", "FAILED")) -> dict[str, Any]:
        for _ in range(20_000):
            if (told := self.task(task_id))["task_status"] in until:
                return told
        raise AssertionError(told)


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Emulator]:
    folder = tmp_path_factory.mktemp("emulator")
    with emulating(folder / "emulator.log", folder=folder) as started:
        yield started


@pytest.fixture
def emulator(server) -> Emulator:
    server.reset()
    return server


@pytest.fixture
def customer(emulator) -> Iterator[Customer]:
    bearer = {"Authorization": f"Bearer {emulator.key}"}
    with httpx.Client(base_url=emulator.root, headers=bearer, timeout=60, trust_env=False) as http:
        yield Customer(http)
