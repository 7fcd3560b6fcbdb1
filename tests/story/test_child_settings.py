"""What a settings file says reaches the workers that a server starts, also what no variable could say."""

import json
from pathlib import Path

import httpx
from tests.finishing.reading import read_text
from tests.live_server import LiveServer


def test_an_empty_text_of_the_file_is_empty_in_the_worker(tmp_path):
    config = tmp_path / "wanstudio.toml"
    config.write_text('provenance_producer = ""\nmoderation_picture_labels = {}\n')
    server = LiveServer.start(tmp_path / "data", "--config", str(config)).with_key()
    try:
        (result,) = server.wait(server.submit("a red car"))["output"]["results"]
        label = json.loads(read_text(httpx.get(result["url"]).content)["AIGC"])
        assert label["ContentProducer"] == ""
        (worker,) = server.worker_pids()
        environment = Path(f"/proc/{worker}/environ").read_bytes()
        assert b"WANSTUDIO_PROVENANCE_PRODUCER" not in environment
    finally:
        server.stop()
