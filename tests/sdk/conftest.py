"""The clients' environments, a live server that paints, and one that leaves every task waiting."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.live_server import LiveServer
from tests.sdk import environments

SCRIPTS = Path(__file__).parent / "scripts"


@dataclass(frozen=True)
class Sdk:
    """One client in one version, run as its users run it: with nothing set but server and key."""

    version: str
    home: Path

    def run(self, server: LiveServer, *command: object, fails: bool = False) -> str:
        """Run a program in the SDK's environment and return what it printed."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "NO_PROXY": "*",
            "DASHSCOPE_HTTP_BASE_URL": server.base,
            "DASHSCOPE_API_KEY": server.key,
            "OPENAI_BASE_URL": f"{server.root}/v1",
            "OPENAI_API_KEY": server.key,
            # Or LiteLLM would fetch its list of prices first.
            "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        }
        done = subprocess.run(
            [str(part) for part in command],
            env=environment,
            cwd=self.home,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert (done.returncode != 0) == fails, f"rc {done.returncode}\n{done.stdout}\n{done.stderr[-4000:]}"
        return done.stdout

    def script(self, server: LiveServer, name: str, *arguments: object) -> str:
        return self.run(server, environments.python_of(self.version), SCRIPTS / name, *arguments)

    def example(self, server: LiveServer, name: str) -> str:
        """Run an example of the installed package itself, unmodified."""
        path = environments.package_of(self.version) / "examples" / name
        return self.run(server, environments.python_of(self.version), path)

    def command(self, server: LiveServer, *arguments: object, fails: bool = False) -> str:
        return self.run(server, environments.command_of(self.version), *arguments, fails=fails)


@pytest.fixture(params=environments.VERSIONS)
def sdk(request: pytest.FixtureRequest, tmp_path: Path) -> Sdk:
    """Each version in turn."""
    return _open(request.param, tmp_path)


@pytest.fixture(params=[version for version in environments.VERSIONS if version != "1.25.2"])
def newer_sdk(request: pytest.FixtureRequest, tmp_path: Path) -> Sdk:
    """Each version that has `ImageGeneration`."""
    return _open(request.param, tmp_path)


@pytest.fixture
def newest_sdk(tmp_path: Path) -> Sdk:
    """The one with `Client` and the `dashscope` command."""
    return _open("2.0.2", tmp_path)


@pytest.fixture(params=["openai-1", "openai-2"])
def openai_sdk(request: pytest.FixtureRequest, tmp_path: Path) -> Sdk:
    """OpenAI's own SDK, before and after its second major version."""
    return _open(request.param, tmp_path)


@pytest.fixture
def litellm(tmp_path: Path) -> Sdk:
    """LiteLLM, which speaks both wires."""
    return _open("litellm", tmp_path)


def _open(version: str, home: Path) -> Sdk:
    if not environments.is_made(version):
        wanted = environments.REQUIREMENTS[version]
        pytest.skip(f"THE SDK TESTS DID NOT RUN: no environment for {wanted}; make it: `make sdk`")
    return Sdk(version, home)


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The whole service, with its painter."""
    yield from _serve(tmp_path_factory.mktemp("live"))


@pytest.fixture(scope="session")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The API without a worker: a task stays PENDING, so that it can be cancelled."""
    yield from _serve(tmp_path_factory.mktemp("idle"), "--no-worker")


def _serve(data: Path, *flags: str) -> Iterator[LiveServer]:
    server = LiveServer.start(data / "data", *flags).with_key()
    yield server
    server.stop()
