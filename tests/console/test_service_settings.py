"""The console shows what holds for every process, as soon as this one has heard of it."""

import time

import httpx
from tests.console.conftest import PASSWORD, add_user
from tests.live_server import LiveServer, run_wanstudio

MODEL = "wan2.6-t2i"
CHANGES = (
    ("profile", "model-studio"),
    ("retention_hours", "36"),
    ("price", "singapore", MODEL, "0.0417"),
    ("free_images", "singapore", MODEL, "77"),
    ("running_limit", "singapore", MODEL, "13"),
    ("queue_limit", "singapore", MODEL, "1357"),
)
SHOWN = {
    "/models": ("0.0417", "77"),
    "/keys": ("1,357", "13", "(profile model-studio)", "20 a second"),
    "/system": ("Service settings", "model-studio", "36 h", f"{MODEL} (Singapore)"),
    f"/?model={MODEL}": ("0.0417",),
}


def test_pages_show_what_was_set(tmp_path):
    server = LiveServer.start(tmp_path, "--no-worker")
    try:
        add_user(server, "ada", "--admin")
        with httpx.Client(base_url=server.root, headers={"Origin": server.root}) as client:
            signed_in = client.post("/sign-in", data={"name": "ada", "password": PASSWORD})
            assert signed_in.status_code == 303, signed_in.text
            for change in CHANGES:
                told = run_wanstudio("service", "set", *change, "--data", server.data)
                assert told.returncode == 0, told.stderr
            deadline = time.monotonic() + 20
            while missing := _missing(client):
                assert time.monotonic() < deadline, missing
                time.sleep(0.2)
    finally:
        server.stop()


def _missing(client: httpx.Client) -> list[tuple[str, str]]:
    pages = {path: client.get(path).text for path in SHOWN}
    return [(path, text) for path, texts in SHOWN.items() for text in texts if text not in pages[path]]
