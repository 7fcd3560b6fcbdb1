"""The examples of the how-to are settings that a worker can start with."""

import re
from pathlib import Path

import pytest

from wanstudio.prompt_extension.choosing import open_rewriting
from wanstudio.settings import load_settings

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "prompt-rewriting.md"
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
async def test_an_example_can_be_used(example, tmp_path):
    file = tmp_path / "wanstudio.toml"
    file.write_text(example, encoding="utf-8")
    settings = load_settings(file=file, environment={})
    rewriting = open_rewriting(settings)
    assert rewriting.on
    await rewriting.close()


def test_there_is_one_for_each_server():
    assert len(EXAMPLES) == 3
