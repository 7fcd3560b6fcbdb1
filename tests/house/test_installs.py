"""No page and no message installs a name that is not published: whoever takes the name would be installed."""

import re

from tests.house.sources import ROOT, named, tracked_files

_PIP = re.compile(r"\bpip install\b(.*)")
_OUR_NAME = re.compile(r"(?:^|[\s\"'`])wanstudio(?=$|[\s\"'`\[=<>~!@.,;)])")
_PLACES = ("README.md", "AGENTS.md", "CHANGELOG.md", "docs/", "src/", "sketch/", "benchmarks/", "tests/sdk/")


def _installs(text):
    for match in _PIP.finditer(text):
        # What follows on the line up to the end of the command.
        yield re.split(r"&&|\|\||;|#|`(?:\s|[.,)]|$)", match[1])[0]


def test_no_page_and_no_message_installs_our_name_from_an_index():
    found = [
        f"{named(path)}: pip install{words}"
        for path in tracked_files()
        if path.suffix in {".md", ".py", ".html", ".toml", ".txt"} and named(path).startswith(_PLACES)
        for words in _installs(path.read_text(encoding="utf-8"))
        if _OUR_NAME.search(words)
    ]
    assert found == [], "say `pip install '.[extra]'` in the source tree, or the path of a wheel"
    assert (ROOT / "README.md").exists()


def test_the_search_finds_what_it_is_for():
    for bad in (
        "pip install wanstudio",
        "pip install 'wanstudio[painter]' pytest",
        "`pip install -U wanstudio==1.0`",
    ):
        assert any(_OUR_NAME.search(words) for words in _installs(bad)), bad
    for good in ("pip install '.[painter]'", "pip install './wanstudio[painter]'", "pip install /srv/wanstudio-0.1.whl",
                 "pip install x`, then `wanstudio serve`", "pip install pytest && wanstudio emulate"):  # fmt: skip
        assert not any(_OUR_NAME.search(words) for words in _installs(good)), good
