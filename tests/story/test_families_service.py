"""A checkpoint of each native family behind a name of the catalogue: a picture through the HTTP API."""

import io
import json

import httpx
import pytest
from PIL import Image
from tests.families.tiny import make
from tests.live_server import LiveServer

MODEL = "wan2.2-t2i-flash"


@pytest.mark.parametrize("family", ["z_image", "flux2_klein", "qwen_image"])
def test_a_family_serves_a_name_of_the_catalogue(family, tmp_path):
    folder = make(family, tmp_path / family)
    environment = {
        "WANSTUDIO_PAINTER": "diffusion",
        "WANSTUDIO_CHECKPOINTS": json.dumps({MODEL: {"folder": str(folder), "steps": 2}}),
        "WANSTUDIO_ENGINE_DEVICE": "cpu",
        "WANSTUDIO_ENGINE_THREADS": "1",
    }
    server = LiveServer.start(tmp_path / "data", **environment).with_key()
    try:
        ended = [
            server.wait(server.submit("a red car", size=size, seed=5))
            for size in ("512*512", "512*512", "600*520")
        ]
        links = [task["output"]["results"][0]["url"] for task in ended]
        pictures = [Image.open(io.BytesIO(httpx.get(link).content)) for link in links]
    finally:
        server.stop()
    assert [picture.size for picture in pictures] == [(512, 512), (512, 512), (600, 520)]
    assert pictures[0].tobytes() == pictures[1].tobytes()
    assert all(max(high - low for low, high in picture.getextrema()) > 20 for picture in pictures)
