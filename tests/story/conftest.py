"""Settings of a service that paints with a small diffusion checkpoint of random weights."""

import json
from typing import Any

import pytest


@pytest.fixture(scope="session")
def diffusion(tmp_path_factory) -> dict[str, Any]:
    """Settings, by name."""
    from tests.painting.diffusion.weights import TEXT_TOKENS, make

    folder = make("sketch", tmp_path_factory.mktemp("weights") / "sketch")
    return {
        "painter": "diffusion",
        "checkpoints": {"small": {"folder": str(folder), "steps": 2, "text_tokens": TEXT_TOKENS}},
        "default_checkpoint": "small",
        "engine_threads": 1,
        "engine_device": "cpu",
    }


@pytest.fixture(scope="session")
def small_checkpoint(diffusion) -> dict[str, str]:
    """The same as the environment of a server."""
    written = {
        name: value if isinstance(value, str) else json.dumps(value) for name, value in diffusion.items()
    }
    return {f"WANSTUDIO_{name.upper()}": value for name, value in written.items()}


@pytest.fixture(params=["procedural", "diffusion"])
def painting(request) -> dict[str, Any]:
    """Settings of each painter in turn."""
    return {} if request.param == "procedural" else request.getfixturevalue("diffusion")
