"""Where `generate` writes is looked at before anything is painted or paid; what cannot be written is not lost."""

import os
from pathlib import Path

import httpx
import pytest
from PIL import Image
from tests.live_server import LiveServer, run_wanstudio

SMALL = ("--model", "wan2.2-t2i-flash", "--size", "512*512")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    started = LiveServer.start(tmp_path_factory.mktemp("files")).with_key()
    yield started
    started.stop()


def tasks(server):
    return server.call("GET", "/tasks").json()["total"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nowhere/cat.png", "there is no folder"),
        ("file/cat.png", "there is no folder"),
        ("cat.jpg", "what is written is PNG; call it cat.png"),
        ("cat.JPEG", "call it cat.png"),
        ("cat.webp", "call it cat.png"),
    ],
)
@pytest.mark.parametrize("there", [True, False])
def test_it_is_refused_before_anything_is_painted_or_paid(server, tmp_path, name, says, there):
    (tmp_path / "file").touch()
    before = tasks(server)
    more = ("--url", server.root, "--key", server.key) if there else ()
    done = run_wanstudio("generate", "a cat", "-o", tmp_path / name, *SMALL, *more)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: cannot write {tmp_path / name}: ")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert tasks(server) == before


def test_every_one_of_several_files_is_looked_at(server, tmp_path):
    (tmp_path / "cat-2.png").mkdir()
    before = tasks(server)
    done = run_wanstudio(
        "generate",
        "a cat",
        "-o",
        tmp_path / "cat.png",
        "-n",
        2,
        *SMALL,
        "--url",
        server.root,
        "--key",
        server.key,
    )
    assert "cat-2.png: it is a folder" in done.stderr
    assert tasks(server) == before


@pytest.mark.parametrize("name", ["cat.png", "cat.PNG", "cat", "cat.v2"])
def test_what_the_name_does_not_contradict_is_written(server, tmp_path, name):
    done = run_wanstudio(
        "generate", "a cat", "-o", tmp_path / name, *SMALL, "--url", server.root, "--key", server.key
    )
    assert done.returncode == 0, done.stderr
    assert Image.open(tmp_path / name).format == "PNG"


def test_a_picture_that_cannot_be_written_after_all_is_told_with_its_link(server, tmp_path):
    """A full disk is met only when it is written to."""
    (tmp_path / "cat-1.png").symlink_to("/dev/full")
    done = run_wanstudio(
        "generate",
        "a cat",
        "-o",
        tmp_path / "cat.png",
        "-n",
        2,
        *SMALL,
        "--url",
        server.root,
        "--key",
        server.key,
    )
    assert done.returncode == 1
    line = next(line for line in done.stderr.splitlines() if line.startswith("cannot write"))
    assert "cat-1.png: No space left on device; the picture is at http://" in line
    assert httpx.get(line.rpartition(" ")[2]).content[:4] == b"\x89PNG"
    assert Path(tmp_path / "cat-2.png").stat().st_size > 1000
    assert "1 of 2 images failed" in done.stderr


def test_a_full_disk_here_is_one_line(tmp_path):
    (tmp_path / "cat.png").symlink_to("/dev/full")
    done = run_wanstudio("generate", "a cat", "-o", tmp_path / "cat.png", *SMALL)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [f"Error: cannot write {tmp_path / 'cat.png'}: {os.strerror(28)}"]
