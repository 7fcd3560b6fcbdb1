"""`wanstudio generate --url`: a running server paints, the command waits and saves."""

import io

import pytest
from PIL import Image
from tests.live_server import LiveServer, run_wanstudio


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    started = LiveServer.start(tmp_path_factory.mktemp("there")).with_key()
    yield started
    started.stop()


@pytest.mark.parametrize("model", ["wan2.6-t2i", "wan2.5-t2i-preview"])
def test_pictures_come_from_the_server(server, tmp_path, model):
    done = run_wanstudio(
        "generate", "a red car", "-o", tmp_path / "car.png", "-n", 2, "--seed", 3, "--size", "1024*768",
        "--model", model, "--url", server.root, "--key", server.key,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    files = [tmp_path / "car-1.png", tmp_path / "car-2.png"]
    assert [Image.open(io.BytesIO(file.read_bytes())).size for file in files] == [(1024, 768)] * 2
    assert done.stdout.splitlines() == [f"{files[0]}  1024*768  seed 3", f"{files[1]}  1024*768  seed 4"]
    assert "succeeded" in done.stderr
    assert server.key not in done.stderr


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({"--key": "sk-wrong"}, "InvalidApiKey"),
        ({"--url": "http://127.0.0.1:1"}, "no answer from http://127.0.0.1:1"),
    ],
)
def test_what_goes_wrong_is_said_in_one_line(server, tmp_path, chosen, says):
    flags = {"--url": server.base, "--key": server.key} | chosen
    words = [word for pair in flags.items() for word in pair]
    done = run_wanstudio("generate", "a cat", "-o", tmp_path / "cat.png", *words)
    assert done.returncode == 1
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "cat.png").exists()
