"""One virtual environment for each client that is tested, in each version; `make sdk` runs this.

They are named after the versions of the official SDK, and after the other clients. They lie under `.sdk/`, are made
once, and hold nothing of ours, but for that of an application whose tests use the emulator.
"""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".sdk"
VERSIONS = ("1.25.2", "1.25.24", "2.0.2")
APPLICATION = "application"
REQUIREMENTS = {
    **{version: f"dashscope=={version}" for version in VERSIONS},
    "openai-1": "openai==1.109.1",
    "openai-2": "openai==2.54.0",
    "litellm": "litellm==1.106.2",
    APPLICATION: "dashscope==2.0.2 pytest==9.2.0 --editable .[painter]",
}


def python_of(name: str) -> Path:
    return FOLDER / name / "bin" / "python"


def command_of(version: str) -> Path:
    return FOLDER / version / "bin" / "dashscope"


def package_of(version: str) -> Path:
    """The folder of the installed package."""
    (found,) = (FOLDER / version / "lib").glob("python*/site-packages/dashscope")
    return found


def is_made(name: str) -> bool:
    made = FOLDER / name / ".made"
    return made.exists() and made.read_text() == REQUIREMENTS[name]


def make(name: str) -> None:
    """Make the environment from nothing; the mark comes last, so that a half-made one is made again."""
    shutil.rmtree(FOLDER / name, ignore_errors=True)
    venv.create(FOLDER / name, with_pip=True)
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", *REQUIREMENTS[name].split()]
    subprocess.run([python_of(name), *install], check=True, cwd=ROOT)
    (FOLDER / name / ".made").write_text(REQUIREMENTS[name])


if __name__ == "__main__":
    for wanted, requirement in REQUIREMENTS.items():
        if not is_made(wanted):
            print(f"making an environment for {requirement}", file=sys.stderr)
            make(wanted)
