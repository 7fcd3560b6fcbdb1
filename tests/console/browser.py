"""Finds Chromium for the tests of the console, or installs it: `python tests/console/browser.py`."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ENABLE = "make browser   (as root with apt-get; else install Chromium by your system's own means)"


def find_browser() -> str | None:
    """The path of a Chromium that this machine has."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def install_browser() -> bool:
    """Debian's Chromium, where this user may install it."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", *command], env=environment, check=False, stdout=subprocess.DEVNULL)
    return find_browser() is not None


if __name__ == "__main__":
    if find_browser() is None and not install_browser():
        sys.stderr.write(f"There is no Chromium: the tests of the console will be skipped. {ENABLE}\n")
