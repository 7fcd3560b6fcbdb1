"""Settings of a server that paints with a small diffusion checkpoint of random weights."""

import json

import pytest


@pytest.fixture(scope="session")
def small_checkpoint(tmp_path_factory) -> dict[str, str]:
    """The environment of such a server."""
    from tests.painting.diffusion.weights import TEXT_TOKENS, make

    folder = make("sketch", tmp_path_factory.mktemp("weights") / "sketch")
    table = {"folder": str(folder), "steps": 2, "text_tokens": TEXT_TOKENS}
    return {
        "WANSTUDIO_PAINTER": "diffusion",
        "WANSTUDIO_CHECKPOINTS": json.dumps({"small": table}),
        "WANSTUDIO_DEFAULT_CHECKPOINT": "small",
        "WANSTUDIO_ENGINE_THREADS": "1",
        "WANSTUDIO_ENGINE_DEVICE": "cpu",
    }
