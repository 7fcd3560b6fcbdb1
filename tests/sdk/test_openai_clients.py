"""OpenAI's SDK and LiteLLM, unmodified, against a live server."""

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs/howto/openai-clients.md").read_text(encoding="utf-8")
HERE = "http://127.0.0.1:8000"


def test_openai_images(openai_sdk, live):
    assert "done" in openai_sdk.script(live, "openai_images.py")


@pytest.mark.parametrize("provider", ["openai", "dashscope"])
def test_litellm(litellm, live, provider):
    assert litellm.script(live, "litellm_images.py", provider).endswith("done\n")


def _example(word):
    (found,) = [block for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if word in block]
    assert HERE in found
    return found


def test_the_example_of_the_page(openai_sdk, live, tmp_path):
    script = tmp_path / "example.py"
    script.write_text(_example("from openai").replace(HERE, live.root).replace("sk-...", live.key))
    told = openai_sdk.script(live, script)
    assert f"{live.root}/images/" in told
    assert "n: Range of n should be [1, 4]." in told
    assert (tmp_path / "chapel.png").read_bytes().startswith(b"\x89PNG")


def test_the_litellm_example_of_the_page(litellm, live, tmp_path):
    script = tmp_path / "example.py"
    script.write_text(_example("import litellm").replace(HERE, live.root).replace("sk-...", live.key))
    assert litellm.script(live, script).count(f"{live.root}/images/") == 2
