"""Everything in the data folder is its owner's alone, whoever made the folder and under whichever umask."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from tests.live_server import PAINTER, LiveServer, new_key, run_wanstudio
from tests.s3_server import IDENTITY, SECRET

from wanstudio.data_folder import prepare_data_folder
from wanstudio.finishing.certificates import development_credential
from wanstudio.storage.disk import DiskStore

SIGNING = {"WANSTUDIO_PROVENANCE_SIGNING": "on"}


def open_paths(folder: Path) -> list[str]:
    """What others may do anything with."""
    found = [folder, *folder.rglob("*")]
    return [f"{path} {path.stat().st_mode:o}" for path in found if stat.S_IMODE(path.stat().st_mode) & 0o077]


@pytest.fixture
def loose(monkeypatch):
    """A umask that gives everything to everybody."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def readable(tmp_path, loose):
    """A folder that somebody made before, for all to read."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    return folder


def test_a_running_service_leaves_nothing_open(readable):
    server = LiveServer.start(readable, **SIGNING).with_key()
    try:
        server.wait(server.submit())
        (readable / "server.log").chmod(0o600)  # made by the test itself, not by the service
        assert {path.name for path in readable.iterdir()} >= {
            "wanstudio.sqlite3-wal",
            "objects",
            "provenance",
        }
        assert open_paths(readable) == []
    finally:
        server.stop()


@pytest.mark.parametrize(
    "command",
    [("keys", "new"), ("usage",), ("tasks", "list"), ("webhooks", "list"), ("users", "list"), ("doctor",)],
)
def test_commands_leave_nothing_open(readable, command):
    run_wanstudio(*command, WANSTUDIO_DATA=str(readable), **SIGNING)
    assert open_paths(readable) == []


def test_a_folder_of_an_older_release_is_closed(readable):
    new_key(readable)
    DiskStore(readable / "objects").root.joinpath("r/2026/ab").mkdir(parents=True)
    (readable / "objects/r/2026/ab/picture.png").write_bytes(b"x")
    for path in [readable, *readable.rglob("*")]:
        path.chmod(0o777 if path.is_dir() else 0o666)
    new_key(readable)
    assert open_paths(readable) == []


def test_what_the_emulator_writes_is_closed(tmp_path, loose):
    # Its folder is temporary: it lies where TMPDIR says, and is looked at while it runs.
    environment = {**os.environ, **PAINTER, "TMPDIR": str(tmp_path)}
    command = (sys.executable, "-m", "wanstudio", "emulate", "--port", "0", "--while-stdin-open")
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as emulator:
        assert b"emulates" in emulator.stdout.readline()
        (folder,) = tmp_path.glob("wanstudio-emulator-*")
        assert list(folder.rglob("wanstudio.sqlite3"))
        assert open_paths(folder) == []
        emulator.stdin.close()


def test_the_development_certificate_is_closed(tmp_path, loose):
    development_credential(tmp_path / "data")
    assert open_paths(tmp_path / "data") == []


async def test_unfinished_pictures_are_closed_too(tmp_path, loose, monkeypatch):
    seen = []
    monkeypatch.setattr(os, "fsync", lambda _: seen.append(open_paths(tmp_path / "objects")))
    await DiskStore(tmp_path / "objects").put("r/a.png", b"x")
    assert seen
    assert not any(seen)


def test_folders_of_others_stay_as_they_are(tmp_path, loose):
    """`--data ~` must not close a home, and `--data /srv` not what else is served from there."""
    folder = tmp_path / "home"
    (folder / "music").mkdir(parents=True, mode=0o755)
    (folder / "music/song").touch(0o644)
    folder.chmod(0o755)
    new_key(folder)
    assert {name for path in open_paths(folder) for name in path.split()[:1]} == {
        str(folder), str(folder / "music"), str(folder / "music/song"),
    }  # fmt: skip


def test_a_link_is_not_followed(tmp_path, loose):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    (tmp_path / "data").mkdir()
    (tmp_path / "data/objects").symlink_to(elsewhere)
    prepare_data_folder(tmp_path / "data")
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o755


def test_doctor_says_what_is_open(readable):
    assert "is closed to other users" in run_wanstudio("doctor", WANSTUDIO_DATA=str(readable)).stdout


def test_a_fleet_needs_no_data_folder(tmp_path, postgres_server, s3_server):
    done = run_wanstudio(
        "doctor", WANSTUDIO_DATA=str(tmp_path / "data"), WANSTUDIO_DATABASE=postgres_server.new_database(),
        WANSTUDIO_OBJECTS=f"s3://pictures/fleet?endpoint={s3_server.endpoint}", WANSTUDIO_S3_ACCESS_KEY=IDENTITY,
        WANSTUDIO_S3_SECRET_KEY=SECRET,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "ok    folder     not used" in done.stdout
    assert not (tmp_path / "data").exists()
