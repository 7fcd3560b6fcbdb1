"""One command from nothing to a picture of a pulled model, through the HTTP API and the official SDK."""

import io
import os
import subprocess

import httpx
import pytest
from PIL import Image
from tests.live_server import LiveServer, run_wanstudio
from tests.sdk import environments

MODELS = ("wan2.2-t2i-flash", "wan2.5-t2i-preview")
SCRIPT = """
import sys
import dashscope

for model in sys.argv[1:]:
    answer = dashscope.ImageSynthesis.call(model=model, prompt="a red car", n=1, size="768*768")
    assert answer.status_code == 200, answer
    print(answer.output.results[0].url)
"""


@pytest.fixture
def served(data, variables):
    server = LiveServer.start(data, "--model", "tiny", **variables)
    yield server.with_key()
    server.stop()


def test_one_command_serves_a_model_to_the_official_sdk(served, data, variables, tmp_path):
    if not environments.is_made("2.0.2"):
        pytest.skip("THE SDK TESTS DID NOT RUN: make its environment: `make sdk`")
    (tmp_path / "call.py").write_text(SCRIPT)
    environment = {"PATH": os.environ["PATH"], "NO_PROXY": "*", "DASHSCOPE_HTTP_BASE_URL": served.base,
                   "DASHSCOPE_API_KEY": served.key}  # fmt: skip
    done = subprocess.run(
        [environments.python_of("2.0.2"), tmp_path / "call.py", *MODELS],
        env=environment, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for link in done.stdout.split():
        picture = Image.open(io.BytesIO(httpx.get(link).content))
        assert picture.size == (768, 768)
    assert "every other name: tiny" in served.log.read_text()
    usage = run_wanstudio("usage", "--data", data).stdout
    assert all(model in usage for model in MODELS)
    refused = run_wanstudio("models", "remove", "tiny", **variables)
    assert "it stands behind default" in refused.stderr
    (data / "models.toml").unlink()
    refused = run_wanstudio("models", "remove", "tiny", **variables)
    assert "a running worker paints with it" in refused.stderr
    served.stop()
    assert run_wanstudio("models", "remove", "tiny", **variables).returncode == 0


def test_the_second_start_asks_no_hub_and_needs_no_flag(served, data, variables, tiny_hub):
    served.stop()
    tiny_hub.log.clear()
    for flags in (("--model", "tiny"), ()):
        again = LiveServer.start(data, *flags, **variables)
        again.key = served.key
        assert again.wait(again.submit("a red car"))["usage"] == {"image_count": 1}
        again.stop()
    assert tiny_hub.log == []


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"WANSTUDIO_PAINTER": "procedural"}, "--model needs painter auto"),
        ({"WANSTUDIO_DEFAULT_CHECKPOINT": "mine", "WANSTUDIO_CHECKPOINTS": '{"mine": {"folder": "x"}}'},
         "default_checkpoint in your settings goes before this"),
    ],
)  # fmt: skip
def test_settings_that_go_before_it_are_told(wanstudio, more, says):
    done = wanstudio("serve", "--port", "0", "--model", "tiny", **more)
    assert (done.returncode, says in done.stderr) == (1, True), done.stderr
    assert "Traceback" not in done.stderr


def test_while_the_procedural_painter_serves_a_model_that_fits_is_named(data, variables):
    server = LiveServer.start(data, **{**variables, "WANSTUDIO_PAINTER": "auto"})
    server.stop()
    (line,) = [line for line in server.log.read_text().splitlines() if "this machine" in line]
    assert "wanstudio serve --model" in line or line.startswith("No preset fits")
    told = run_wanstudio("doctor", "--data", data, **variables)
    assert line in told.stdout
