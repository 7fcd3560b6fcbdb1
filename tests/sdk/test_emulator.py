"""The documented example of an application's test suite: the SDK, pytest and the plugin, as they are installed."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from tests.sdk import environments

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "use-in-ci.md"


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
