"""Finds curl and a JDK for the tests of other HTTP clients, or installs them: `python tests/server/clients.py`."""

import os
import shutil
import subprocess
import sys

PACKAGES = {"curl": "curl", "java": "default-jdk-headless"}
ENABLE = "make clients   (as root with apt-get; else install curl and a JDK by your system's own means)"


def missing() -> list[str]:
    """The programs that this machine lacks."""
    return [program for program in PACKAGES if shutil.which(program) is None]


def install() -> None:
    """Debian's packages of what is missing, where this user may install them."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    wanted = [PACKAGES[program] for program in missing()]
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *wanted]):
        subprocess.run(["apt-get", *command], env=environment, check=False, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    if missing():
        install()
    if missing():
        lacking = ", ".join(missing())
        sys.stderr.write(f"There is no {lacking}: tests of other HTTP clients will be skipped. {ENABLE}\n")
