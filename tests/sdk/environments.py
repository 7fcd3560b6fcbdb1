"""One virtual environment for each version of the official SDK that is tested; `make sdk` runs this.

They lie under `.sdk/`, are made once, and hold nothing of ours.
"""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

FOLDER = Path(__file__).parents[2] / ".sdk"
VERSIONS = ("1.25.2", "1.25.24", "2.0.2")


def python_of(version: str) -> Path:
    return FOLDER / version / "bin" / "python"


def command_of(version: str) -> Path:
    return FOLDER / version / "bin" / "dashscope"


def package_of(version: str) -> Path:
    """The folder of the installed package."""
    (found,) = (FOLDER / version / "lib").glob("python*/site-packages/dashscope")
    return found


def is_made(version: str) -> bool:
    return (FOLDER / version / ".made").exists()


def make(version: str) -> None:
    """Make the environment from nothing; the mark comes last, so that a half-made one is made again."""
    shutil.rmtree(FOLDER / version, ignore_errors=True)
    venv.create(FOLDER / version, with_pip=True)
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"dashscope=={version}"]
    subprocess.run([python_of(version), *install], check=True)
    (FOLDER / version / ".made").touch()


if __name__ == "__main__":
    for wanted in VERSIONS:
        if not is_made(wanted):
            print(f"making an environment for dashscope {wanted}", file=sys.stderr)
            make(wanted)
