"""The README's own examples, run as they stand there but for host and key."""

import re
import subprocess
from pathlib import Path

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
HERE = "http://127.0.0.1:8000"


def _block(language: str, word: str) -> str:
    blocks = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    (found,) = [block for block in blocks if word in block]
    assert HERE in found
    return found


def test_the_python_example(newest_sdk, live, tmp_path):
    script = tmp_path / "example.py"
    script.write_text(_block("python", "dashscope").replace(HERE, live.root))
    printed = newest_sdk.script(live, script)
    assert printed.strip().startswith(f"{live.root}/images/")


def test_the_curl_example(live):
    command = _block("bash", "curl").replace(HERE, live.root)
    command = re.sub(r"export DASHSCOPE_API_KEY=\S+", f"export DASHSCOPE_API_KEY={live.key}", command)
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=True)
    assert f"{live.root}/images/" in done.stdout
