"""A checkpoint from a hub: a small server speaks what `huggingface_hub` asks of one."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from wanstudio.errors import CheckpointInvalid, SettingsInvalid
from wanstudio.painting.diffusion.checkpoints import read_shelf
from wanstudio.painting.diffusion.folders import read_folder
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
    server = ThreadingHTTPServer(("127.0.0.1", 0), answering(folders("sketch")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def fetch(data, name, endpoint):
    return subprocess.run(
        [sys.executable, "-c", FETCH, str(data), name],
        env={**os.environ, "HF_ENDPOINT": endpoint, "HF_HOME": str(data / "cache"), "NO_PROXY": "*"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


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


@pytest.mark.parametrize("table", [{}, {"folder": "x", "hub": "org/small"}, {"hub": "no-slash"}])
def test_either_a_folder_or_a_hub_id(table, tmp_path):
    with pytest.raises(SettingsInvalid, match=r"wan2\.6-t2i"):
        read_shelf(Settings(data=tmp_path, checkpoints={"wan2.6-t2i": table}))
