"""A hub with a small random pipeline, and a file of presets that names it."""

import shutil

import pytest
from tests.model_store.fake_hub import serving

PRESETS = """
[tiny]
pipeline = "WanPipeline"
hub = "acme/tiny"
modelscope = "acme/tiny"
license = "Apache-2.0"
commercial = "yes"
files = ["scheduler/*", "text_encoder/*", "tokenizer/*", "transformer/*", "vae/*"]
steps = 2
guidance = 4.0
text_tokens = 24
fit_for = ["wan2.2-t2i-plus", "some-name-of-tomorrow"]

[closed]
pipeline = "WanPipeline"
hub = "acme/tiny"
license = "Some-NC-1.0"
commercial = "no"

[tomorrow]
pipeline = "PipelineOfTomorrow"
hub = "acme/tiny"
license = "MIT"
commercial = "yes"
"""


@pytest.fixture(scope="session")
def weights(tmp_path_factory):
    """The folder of a small WanPipeline, whose largest file is some hundred kilobytes."""
    from tests.painting.diffusion.weights import make

    return make("sketch", tmp_path_factory.mktemp("weights") / "tiny")


@pytest.fixture
def tiny_hub(weights, tmp_path):
    place = tmp_path / "repositories" / "acme" / "tiny"
    shutil.copytree(weights, place)
    (place / "transformer" / "diffusion_pytorch_model.bin").write_bytes(b"a pickle")
    with serving(tmp_path / "repositories") as server:
        yield server


@pytest.fixture
def variables(tiny_hub, tmp_path):
    """The environment of a command that asks this hub and knows these presets."""
    file = tmp_path / "presets.toml"
    file.write_text(PRESETS)
    return {
        "HF_ENDPOINT": tiny_hub.url,
        "MODELSCOPE_ENDPOINT": tiny_hub.url,
        "WANSTUDIO_PRESETS": str(file),
        "WANSTUDIO_DATA": str(tmp_path / "data"),
        "WANSTUDIO_PAINTER": "auto",
        "WANSTUDIO_ENGINE_DEVICE": "cpu",
        "WANSTUDIO_ENGINE_THREADS": "1",
    }


@pytest.fixture
def wanstudio(variables):
    """Runs the command; what it did."""
    from tests.live_server import run_wanstudio

    def run(*words, **more):
        return run_wanstudio(*words, **{**variables, **more})

    return run


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"
