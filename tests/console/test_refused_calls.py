"""A form that is refused is a failed call of its model, made with the console's own key."""

import httpx
from tests.console.conftest import PASSWORD, add_user
from tests.console.test_audit import csrf_of
from tests.live_server import LiveServer, run_wanstudio


def test_a_refused_form_counts_as_a_call(tmp_path):
    server = LiveServer.start(tmp_path, "--no-worker")
    try:
        add_user(server, "ada")
        with httpx.Client(base_url=server.root) as client:
            client.post("/sign-in", data={"name": "ada", "password": PASSWORD})
            form = {"csrf": csrf_of(client), "prompt": "a cat", "model": "wan2.2-t2i-flash"}
            for size in ("1*1", "2*2"):
                answer = client.post("/", data={**form, "size": size, "n": "1"}, headers={"X-Part": "1"})
                assert answer.status_code == 400
    finally:
        server.stop()
    usage = run_wanstudio("usage", "--data", tmp_path).stdout
    assert "InvalidParameter 2" in usage
    assert "wan2.2-t2i-flash" in usage
