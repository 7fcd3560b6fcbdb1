"""Fixtures for the tests of applications, found by pytest itself. Loads nothing until one of them is used."""

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wanstudio.emulator.control import Emulator

URL = "WANSTUDIO_EMULATOR_URL"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Lines of the application's own pytest configuration."""
    parser.addini("wan_emulator_flags", "Flags of `wanstudio emulate`.", type="args", default=[])


@pytest.fixture(scope="session")
def wan_emulator_server(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Emulator"]:
    """One emulator for the whole run; WANSTUDIO_EMULATOR_URL names one that runs already."""
    from wanstudio.emulator.control import Emulator  # noqa: PLC0415
    from wanstudio.emulator.process import emulating  # noqa: PLC0415
    from wanstudio.settings.urls import SERVER, find_url_fault  # noqa: PLC0415

    if url := os.environ.get(URL, "").strip():
        if fault := find_url_fault(url, SERVER):
            raise pytest.UsageError(f"{URL}: {fault}; write it as {SERVER.example}")
        yield Emulator(url.rstrip("/"))
        return
    log = tmp_path_factory.mktemp("wan-emulator") / "emulator.log"
    with emulating(log, pytestconfig.getini("wan_emulator_flags"), pytestconfig.rootpath) as emulator:
        yield emulator


@pytest.fixture
def wan_emulator(wan_emulator_server: "Emulator", monkeypatch: pytest.MonkeyPatch) -> Iterator["Emulator"]:
    """The emulator as it was when it started; the environment and the `dashscope` module point at it."""
    monkeypatch.setenv("DASHSCOPE_API_KEY", wan_emulator_server.key)
    monkeypatch.setenv("DASHSCOPE_HTTP_BASE_URL", wan_emulator_server.base_url)
    if loaded := sys.modules.get("dashscope"):
        monkeypatch.setattr(loaded, "api_key", wan_emulator_server.key)
        monkeypatch.setattr(loaded, "base_http_api_url", wan_emulator_server.base_url)
    wan_emulator_server.reset()
    yield wan_emulator_server
    # What the test held must not keep its threads waiting.
    wan_emulator_server.release()
