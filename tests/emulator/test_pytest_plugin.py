"""The fixtures, in a test run of an application that has nothing of ours in its own tests."""

import os
import subprocess
import sys

from wanstudio.emulator.pytest_plugin import URL

PLUGIN = "wanstudio.emulator.pytest_plugin"
TESTS = """
import os, sys, types
import httpx

def test_it_is_there(wan_emulator):
    assert os.environ["DASHSCOPE_HTTP_BASE_URL"] == wan_emulator.base_url
    headers = {"Authorization": "Bearer " + os.environ["DASHSCOPE_API_KEY"]}
    models = httpx.get(wan_emulator.base_url + "/models", headers=headers, trust_env=False)
    assert models.status_code == 200
    wan_emulator.hold("PENDING")

def test_each_test_begins_anew(wan_emulator):
    assert wan_emulator.calls() == []
    assert wan_emulator.state()["hold"] == []
    assert wan_emulator.state()["slow"] == [{"seconds": 0.5, "model": None}]

sys.modules["dashscope"] = types.SimpleNamespace(api_key=None, base_http_api_url="https://elsewhere/api/v1")

def test_an_sdk_that_is_loaded_points_at_it(wan_emulator):
    assert sys.modules["dashscope"].base_http_api_url == wan_emulator.base_url
    assert sys.modules["dashscope"].api_key == "sk-emulator"

def test_and_afterwards_where_it_did():
    assert sys.modules["dashscope"].base_http_api_url == "https://elsewhere/api/v1"
"""
UNUSED = """
import sys

def test_nothing_is_loaded():
    ours = {name for name in sys.modules if name.startswith("wanstudio")}
    assert ours == {"wanstudio", "wanstudio.emulator", "wanstudio.emulator.pytest_plugin"}
    assert not {"httpx", "msgspec", "numpy", "starlette", "structlog"} & set(sys.modules)
"""


def run_pytest(folder, text, **environment):
    (folder / "test_application.py").write_text(text)
    command = [sys.executable, "-m", "pytest", "-q", "-p", PLUGIN, "-p", "no:cacheprovider"]
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def test_an_application_uses_the_fixtures(tmp_path):
    (tmp_path / "slow.toml").write_text("[[slow]]\nseconds = 0.5\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\nwan_emulator_flags = --script slow.toml\n")
    told = run_pytest(tmp_path, TESTS)
    assert "4 passed" in told.stdout, told.stdout + told.stderr


def test_an_emulator_that_runs_already_is_used(tmp_path, emulator):
    text = f"def test_it(wan_emulator): assert wan_emulator.root == {emulator.root!r}"
    told = run_pytest(tmp_path, text, **{URL: emulator.root + "/"})
    assert "1 passed" in told.stdout, told.stdout + told.stderr


def test_who_does_not_use_it_loads_nothing(tmp_path):
    told = run_pytest(tmp_path, UNUSED, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
    assert "1 passed" in told.stdout, told.stdout + told.stderr


def test_a_flag_that_is_wrong_is_told(tmp_path):
    (tmp_path / "pytest.ini").write_text("[pytest]\nwan_emulator_flags = --colour red\n")
    told = run_pytest(tmp_path, "def test_it(wan_emulator): pass")
    assert "No such option" in told.stdout
