"""The API reference's curl calls, with only host and key changed, against a server as `make serve` starts it."""

import io
import json
import subprocess

import httpx
import pytest
from PIL import Image
from tests.live_server import LiveServer
from tests.reference.comparing import EXAMPLES


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    started = LiveServer.start(tmp_path_factory.mktemp("curl") / "data").with_key()
    yield started
    started.stop()


def curl(server: LiveServer, path: str, *more: str) -> dict:
    command = ["curl", "--silent", "--show-error", "--location", server.root + path]
    bearer = ["--header", f"Authorization: Bearer {server.key}"]
    done = subprocess.run([*command, *bearer, *more], capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


def pictures_of(answer: dict) -> list[str]:
    output = answer["output"]
    chosen = [part["image"] for c in output.get("choices", []) for part in c["message"]["content"]]
    return chosen + [result["url"] for result in output.get("results", [])]


@pytest.mark.parametrize("name", EXAMPLES["requests"])
def test_every_example_gives_a_picture_of_the_size_it_asks_for(server, name):
    example = EXAMPLES["requests"][name]
    headers = {"Content-Type": "application/json", **example["headers"]}
    flags = [part for key, value in headers.items() for part in ("--header", f"{key}: {value}")]
    answer = curl(server, example["path"], *flags, "--data", json.dumps(example["body"]))
    if "task_id" in answer["output"]:
        answer = server.wait(answer["output"]["task_id"])
    assert answer["usage"]["image_count"] == example["body"]["parameters"]["n"]
    width, height = map(int, example["body"]["parameters"]["size"].split("*"))
    for url in pictures_of(answer):
        picture = Image.open(io.BytesIO(httpx.get(url).content))
        assert (picture.format, picture.size, picture.mode) == ("PNG", (width, height), "RGB")


def test_the_first_key_and_the_examples_are_printed(server):
    printed = server.log.read_text()
    assert f"wanstudio serves {server.base}" in printed
    first = printed.split("First API key: ")[1].split()[0]
    assert f'"Authorization: Bearer {first}"' in printed
    assert f'base_http_api_url = "{server.base}"' in printed
