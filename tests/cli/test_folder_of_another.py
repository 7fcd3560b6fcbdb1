"""A data folder or a file in it that belongs to another user is named, with its owner, by every command."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.live_server import PAINTER, run_wanstudio
from tests.postgres_server import free_port

NOBODY = 65534
# What is imported later lies where only the first user may look.
AS_NOBODY = """
import os, sys, encodings.idna, pwd, traceback, importlib, pkgutil
import wanstudio.cli, wanstudio.cli.main
for module in pkgutil.iter_modules(wanstudio.cli.__path__):
    importlib.import_module(f"wanstudio.cli.{module.name}")
import wanstudio.worker, wanstudio.painting.choosing, wanstudio.painting.procedural.painter
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
wanstudio.cli.main.main()
"""
COMMANDS = (
    ("serve", "--port", str(free_port())), ("serve", "--port", "0", "--no-worker"), ("work",),
    ("keys", "new"), ("keys", "list"), ("keys", "revoke", "id"), ("users", "list"), ("users", "remove", "name"),
    ("tasks", "list"), ("tasks", "show", "id"), ("tasks", "cancel", "id"), ("usage",), ("webhooks", "list"),
    ("webhooks", "test", "id"), ("webhooks", "remove", "id"), ("doctor",),
)  # fmt: skip


def run_as_another(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-c", AS_NOBODY, *map(str, arguments)],
        capture_output=True, text=True, timeout=120, env={**os.environ, **PAINTER, **environment}, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_of_root_is_named_with_its_owner(command):
    done = run_as_another(*command, WANSTUDIO_DATA="/usr/share")
    told = done.stdout if command == ("doctor",) else done.stderr
    assert done.returncode == 1
    assert "The folder /usr/share cannot be used: it belongs to root (mode 0755)" in told
    assert "Model is unavailable" not in told
    assert "Traceback" not in done.stderr
    if command != ("doctor",):
        assert done.stdout == ""
        assert len(done.stderr.splitlines()) == 2


def test_a_folder_that_cannot_be_made_names_the_owner_of_the_one_above():
    done = run_as_another("keys", "new", WANSTUDIO_DATA="/usr/share/wanstudio/data")
    assert done.returncode == 1
    assert "The folder /usr/share/wanstudio/data cannot be used: it cannot be made" in done.stderr
    assert "/usr/share belongs to root" in done.stderr


@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("keys", "list"), ("doctor",)])
@pytest.mark.parametrize("name", ["wanstudio.sqlite3", "objects"])
def test_a_file_that_another_user_made_is_named(command, name):
    """Only root can make files of two users; anybody else sees the same by the file's mode."""
    with TemporaryDirectory(dir="/tmp") as made:
        folder = Path(made)
        (folder / "objects").mkdir(mode=0o500)
        (folder / "wanstudio.sqlite3").touch(mode=0o400)
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
            other = {"wanstudio.sqlite3": "objects", "objects": "wanstudio.sqlite3"}[name]
            os.chown(folder / other, NOBODY, NOBODY)
            (folder / other).chmod(0o700)
        else:
            (folder / {"wanstudio.sqlite3": "objects", "objects": "wanstudio.sqlite3"}[name]).chmod(0o700)
        done = run_as_another(*command, WANSTUDIO_DATA=made)
    assert done.returncode == 1
    assert f"{folder / name} belongs to" in done.stdout + done.stderr
    assert "Model is unavailable" not in done.stdout + done.stderr


def test_a_folder_for_pictures_that_cannot_be_written_is_named():
    with TemporaryDirectory(dir="/tmp") as made:
        Path(made).chmod(0o777)
        done = run_as_another(
            "serve", "--port", "0", WANSTUDIO_DATA=made + "/d", WANSTUDIO_OBJECTS="/usr/share"
        )
    assert (done.returncode, done.stdout) == (1, "")
    assert "The folder /usr/share cannot be used: it belongs to root" in done.stderr


def test_a_database_that_does_not_answer_is_said_with_its_cause():
    done = run_wanstudio("keys", "list", WANSTUDIO_DATABASE="postgresql://wan:secret@127.0.0.1:1/none")
    assert done.returncode == 1
    assert "The store cannot be used: " in done.stderr
    assert "127.0.0.1" in done.stderr
    assert "secret" not in done.stderr


def test_what_another_user_left_open_is_said_by_doctor_and_stops_nothing():
    """Only root can leave something open that the service cannot close; as anybody else nothing is left."""
    with TemporaryDirectory(dir="/tmp") as made:
        Path(made).chmod(0o777)
        key = run_as_another("keys", "new", WANSTUDIO_DATA=made)
        done = run_as_another("doctor", WANSTUDIO_DATA=made)
    assert key.stdout.startswith("sk-"), key.stderr
    if os.geteuid() == 0:
        assert done.returncode == 1
        assert (
            f"{made} is open to other users: mode 0777, belongs to root, this runs as nobody" in done.stdout
        )
        assert "chmod -R go=" in done.stdout
        assert "data_folder_open_to_others" in key.stderr
    else:
        assert "is closed to other users" in done.stdout
