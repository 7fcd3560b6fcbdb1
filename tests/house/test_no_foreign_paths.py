"""Nothing in the project names the machine it was written on, or one machine's package mirror."""

import re

from tests.house.sources import named, tracked_files

# Written in pieces, so that this file does not find itself.
FOREIGN = re.compile(
    "|".join(
        (
            r"(?<![\w.-])/(?:wor" + r"k|far" + r"m|root|home/\w+|Users/\w+)/",
            r"/opt/py" + r"pi",
            r"\b(?:index-url|index_url|extra-index)\b",
            r"\bpypi\.(?:org|python\.org|tuna)\b|files\.python" + r"hosted\.org|mirrors?\.\w+\.\w+",
        )
    )
)
BINARY = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".ico", ".onnx", ".npz", ".safetensors", ".woff2"}


def test_no_file_names_a_foreign_place():
    found = []
    for path in tracked_files():
        if path.suffix in BINARY or path.name == "test_no_foreign_paths.py":
            continue
        text = path.read_text(encoding="utf-8")
        found += [f"{named(path)}: {match.group()}" for match in FOREIGN.finditer(text)]
    assert found == []


def test_the_search_finds_what_it_is_for():
    for bad in (
        "cd /wor" + "k/main",
        "'/far" + "m/x'",
        "--index-url x",
        "https://files.python" + "hosted.org/x",
    ):
        assert FOREIGN.search(bad), bad
    for good in ("network/interface", "https://example.org/work/", "GET /api/v1/tasks", "framework/x"):
        assert not FOREIGN.search(good), good
