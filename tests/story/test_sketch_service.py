"""The whole service with the embedded model; its weights are small and random here."""

import io
import re

import httpx
import numpy as np
import pytest
from PIL import Image
from tests.live_server import LiveServer, run_wanstudio

from wanstudio.catalog.models import MODELS


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    from tests.painting.diffusion.weights import make

    folder = make("declared", tmp_path_factory.mktemp("weights") / "sketch")
    return {
        "WANSTUDIO_SKETCH_FOLDER": str(folder),
        "WANSTUDIO_ENGINE_THREADS": "1",
        "WANSTUDIO_ENGINE_DEVICE": "cpu",
    }


@pytest.fixture(scope="module")
def server(tmp_path_factory, environment):
    data = tmp_path_factory.mktemp("sketch") / "data"
    started = LiveServer.start(data, "--painter", "sketch", **environment).with_key()
    yield started
    started.stop()


def paint(server, model, prompt, size):
    """One picture, by the way that the protocol of its model has."""
    parameters = {"n": 1, "size": size, "prompt_extend": False}
    if model.protocol == "messages":
        inquiry = {"messages": [{"role": "user", "content": [{"text": prompt}]}]}
        path, headers = "/services/aigc/multimodal-generation/generation", {}
    else:
        inquiry = {"prompt": prompt}
        path, headers = "/services/aigc/text2image/image-synthesis", {"X-DashScope-Async": "enable"}
    body = {"model": model.name, "input": inquiry, "parameters": parameters}
    answer = server.call("POST", path, body, **headers)
    assert answer.status_code == 200, answer.text
    output = answer.json()["output"]
    if "task_id" in output:
        output = server.wait(output["task_id"])["output"]
    (link,) = re.findall(r"http://[^\"']+", str(output))
    return Image.open(io.BytesIO(httpx.get(link).content))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_every_model_of_the_catalogue_paints_the_size_that_was_asked_for(server, model):
    for size in ((model.default_side, model.default_side), (1200, 800)):
        assert paint(server, model, "a red car", f"{size[0]}*{size[1]}").size == size


def test_words_that_nobody_knows_still_give_a_picture(server):
    picture = paint(server, MODELS[0], "qwrtz 龘龘 \U0001f9ff", "1024*1024")
    assert np.asarray(picture).std() > 5


def test_doctor_tells_what_auto_means_and_why(tmp_path, environment):
    for painter, paints in (("auto", "procedural"), ("sketch", "sketch")):
        told = run_wanstudio("doctor", "--data", tmp_path, WANSTUDIO_PAINTER=painter, **environment)
        assert told.returncode == 0, told.stdout
        assert re.search(rf"painter +{paints}: 1280\*1280", told.stdout)
        assert "auto means procedural: no checkpoint is configured" in told.stdout
        assert ("this machine" if paints == "procedural" else '[checkpoints."wan2.6-t2i"]') in told.stdout


def test_serve_says_at_once_that_there_are_no_weights(tmp_path):
    arguments = ("serve", "--painter", "sketch", "--port", "0", "--data", tmp_path)
    refused = run_wanstudio(*arguments, WANSTUDIO_SKETCH_FOLDER=str(tmp_path))
    assert refused.returncode == 1
    assert "python -m sketch.train" in refused.stderr
    assert "Traceback" not in refused.stderr
