import numpy as np
import pytest
import torch
from diffusers import WanPipeline
from tests.painting.diffusion.studio import load, opened
from tests.painting.diffusion.weights import LAYOUTS, TEXT_TOKENS, make


@pytest.fixture(scope="session", autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    """A saved checkpoint of each layout, made when first asked for."""
    place, made = tmp_path_factory.mktemp("checkpoints"), {}

    def folder(name):
        if name not in made:
            made[name] = make(name, place / name)
        return made[name]

    assert set(LAYOUTS) == {"t2v", "a14b", "ti2v", "sketch", "declared"}
    return folder


@pytest.fixture(scope="session")
def checkpoint(folders):
    def of(name, **more):
        values = {"steps": 3, "guidance": 4.0, "text_tokens": TEXT_TOKENS, "dtype": "float32", **more}
        return opened(folders(name), **values)

    return of


@pytest.fixture(scope="session")
def loaded(checkpoint):
    held = {}

    def of(name):
        if name not in held:
            held[name] = load(checkpoint(name))
        return held[name]

    return of


@pytest.fixture(scope="session")
def pipelines(folders):
    held = {}

    def of(name):
        if name not in held:
            held[name] = WanPipeline.from_pretrained(folders(name))
            held[name].set_progress_bar_config(disable=True)
        return held[name]

    return of


def as_bytes(picture):
    """What diffusers would save of a picture in 0..1."""
    return (np.asarray(picture) * 255).round().astype(np.uint8)
