"""A checkpoint from a hub: a small server speaks what `huggingface_hub` asks of one."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from wanstudio.errors import CheckpointInvalid, SettingsInvalid
from wanstudio.painting.diffusion.checkpoints import read_shelf
from wanstudio.painting.diffusion.families.wan.folder import read_folder
from wanstudio.settings import Settings

COMMIT = "0123456789abcdef0123456789abcdef01234567"
FETCH = """
import sys
from pathlib import Path
from wanstudio.painting.diffusion.checkpoints import read_shelf
from wanstudio.painting.diffusion.hub import fetch
from wanstudio.settings import Settings

shelf = read_shelf(Settings(data=Path(sys.argv[1]), checkpoints={"wan2.6-t2i": {"hub": sys.argv[2]}}))
fetch(shelf.all[0])
"""


def answering(folder):
    """A hub's answers; while the server is `cut`, the connection breaks where the transformer's weights begin."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    files["evil.bin"] = b"a pickle"

    class Hub(BaseHTTPRequestHandler):
        def do_HEAD(self):
            self.answer(body=False)

        def do_GET(self):
            self.answer(body=True)

        def answer(self, *, body):
            place = self.path.split("?")[0]
            if place.startswith("/api/models/org/small/tree/"):
                tree = [{"type": "file", "path": n, "size": len(d), "oid": n} for n, d in files.items()]
                self.reply(200, json.dumps(tree).encode(), body)
            elif place.startswith("/api/models/org/small"):
                listed = {
                    "id": "org/small",
                    "sha": COMMIT,
                    "siblings": [{"rfilename": name} for name in files],
                }
                self.reply(200, json.dumps(listed).encode(), body)
            elif (
                self.server.cut and body and place.endswith("transformer/diffusion_pytorch_model.safetensors")
            ):
                self.close_connection = True
            elif place.partition(f"/resolve/{COMMIT}/")[2] in files:
                self.reply(200, files[place.partition(f"/resolve/{COMMIT}/")[2]], body)
            else:
                self.reply(404, b"{}", body)

        def reply(self, status, data, body):
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("ETag", f'"{hashlib.sha256(data).hexdigest()}"')
            self.send_header("X-Repo-Commit", COMMIT)
            if status == 404:
                self.send_header("X-Error-Code", "RepoNotFound")
            self.end_headers()
            if body:
                self.wfile.write(data)

        def log_message(self, *_):
            pass

    return Hub


@pytest.fixture
def hub(folders):
    with serving(folders) as server:
        yield server.url


@contextmanager
def serving(folders, *, cut=False):
    server = ThreadingHTTPServer(("127.0.0.1", 0), answering(folders("sketch")))
    server.cut = cut
    server.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


def begin_fetch(data, name, endpoint, **environment):
    own = {"HF_ENDPOINT": endpoint, "HF_HOME": str(data / "cache"), "NO_PROXY": "*", **environment}
    return subprocess.Popen(
        [sys.executable, "-c", FETCH, str(data), name],
        env={**os.environ, **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def fetch(data, name, endpoint, **environment):
    begun = begin_fetch(data, name, endpoint, **environment)
    out, err = begun.communicate(timeout=120)
    return subprocess.CompletedProcess(begun.args, begun.returncode, out, err)


def test_a_checkpoint_is_fetched_once_and_without_pickles(hub, tmp_path):
    fetched = fetch(tmp_path, "org/small", hub)
    assert fetched.returncode == 0, fetched.stderr
    folder = tmp_path / "hub" / "org--small"
    assert read_folder(folder).weights["transformer"].files
    assert not list(folder.rglob("*.bin"))
    again = fetch(tmp_path, "org/small", "http://127.0.0.1:9")
    assert again.returncode == 0, "what lies there needs no hub"


def test_a_checkpoint_that_no_hub_has_is_said_plainly(hub, tmp_path):
    failed = fetch(tmp_path, "org/other", hub)
    assert CheckpointInvalid.__name__ in failed.stderr
    assert "org/other" in failed.stderr
    assert not (tmp_path / "hub" / "org--other").exists()


@pytest.mark.parametrize("offline", ["0", "1"], ids=["hub away", "told to be offline"])
def test_an_interrupted_download_is_never_taken_for_the_whole(folders, tmp_path, offline):
    folder = tmp_path / "hub" / "org--small"
    with serving(folders, cut=True) as server:
        broken = fetch(tmp_path, "org/small", server.url, HF_HUB_DOWNLOAD_TIMEOUT="1")
        assert "cannot be fetched from the hub" in broken.stderr
        assert folder.with_name("org--small.part").exists()
        away = fetch(tmp_path, "org/small", "http://127.0.0.1:9", HF_HUB_OFFLINE=offline)
        assert "cannot be fetched from the hub" in away.stderr
        assert not folder.exists()
        server.cut = False
        resumed = fetch(tmp_path, "org/small", server.url)
    assert resumed.returncode == 0, resumed.stderr
    read_folder(folder)


def test_what_a_release_before_took_for_the_whole_is_completed(folders, hub, tmp_path):
    folder = shutil.copytree(folders("sketch"), tmp_path / "hub" / "org--small")
    next((folder / "transformer").glob("*.safetensors")).unlink()
    away = fetch(tmp_path, "org/small", "http://127.0.0.1:9")
    assert "cannot be fetched from the hub" in away.stderr
    assert fetch(tmp_path, "org/small", hub).returncode == 0
    read_folder(folder)


def test_two_workers_that_fetch_one_checkpoint_both_have_it(hub, tmp_path):
    begun = [begin_fetch(tmp_path, "org/small", hub) for _ in range(3)]
    for each in begun:
        _, err = each.communicate(timeout=120)
        assert each.returncode == 0, err
    read_folder(tmp_path / "hub" / "org--small")


@pytest.mark.parametrize("table", [{}, {"folder": "x", "hub": "org/small"}, {"hub": "no-slash"}])
def test_either_a_folder_or_a_hub_id(table, tmp_path):
    with pytest.raises(SettingsInvalid, match=r"wan2\.6-t2i"):
        read_shelf(Settings(data=tmp_path, checkpoints={"wan2.6-t2i": table}))
