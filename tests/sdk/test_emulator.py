"""The emulator and the real SDK: everything it can be told, and the documented example as it would be installed."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.sdk import environments

from wanstudio.emulator.process import emulating

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "use-in-ci.md"


@dataclass(frozen=True)
class Emulated:
    """Where the clients look for a server."""

    root: str
    base: str
    key: str


@pytest.fixture
def emulated(tmp_path):
    with emulating(tmp_path / "emulator.log", folder=tmp_path) as emulator:
        yield Emulated(emulator.root, emulator.base_url, emulator.key)


def test_each_version_of_the_sdk_meets_what_was_told(sdk, emulated):
    assert sdk.script(emulated, "directed.py").endswith(f"done {sdk.version}\n")


def blocks():
    """The files of the example by name."""
    found = re.findall(r"```python\n# (\w+\.py)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert [name for name, _ in found] == ["covers.py", "test_covers.py"]
    return dict(found)


def test_the_suite_of_an_application_passes(tmp_path):
    if not environments.is_made(environments.APPLICATION):
        pytest.skip("THE EXAMPLE OF docs/howto/use-in-ci.md DID NOT RUN: make its environment: `make sdk`")
    for name, text in blocks().items():
        (tmp_path / name).write_text(text)
    told = subprocess.run(
        [environments.python_of(environments.APPLICATION), "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", "NO_PROXY": "*"},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert f"{blocks()['test_covers.py'].count('def test_')} passed" in told.stdout
