"""Every `wanstudio` and `make` command in the documentation exists, with every flag it names."""

import re
import shlex
import tomllib
from itertools import chain
from pathlib import Path

import click
import pytest

from wanstudio.cli.main import cli

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "AGENTS.md", *sorted((ROOT / "docs").rglob("*.md"))]
_WANSTUDIO = re.compile(
    r"(?:\.venv/bin/)?wanstudio ((?:serve|emulate|work|generate|keys|webhooks|service|models|usage|tasks|moderate|doctor)\b[^`\n|&)]*)"
)
_MAKE = re.compile(r"(?:^|`)make ([a-z]+)", re.MULTILINE)
_LINK = re.compile(r"\]\((?!http)([^)#]+)\)")


def _commands():
    for page in PAGES:
        for match in _WANSTUDIO.finditer(page.read_text(encoding="utf-8")):
            yield page.name, match[1].strip().rstrip(":,.;")


@pytest.mark.parametrize(("page", "line"), sorted(set(_commands())))
def test_commands_exist_with_their_flags(page, line):
    command: click.Command = cli
    words = shlex.split(line.replace("...", ""), comments=True)
    while words and isinstance(command, click.Group) and (found := command.get_command(None, words[0])):
        command, words = found, words[1:]
    assert command is not cli, line
    known = {flag for parameter in command.params for flag in (*parameter.opts, *parameter.secondary_opts)}
    flags = {word.partition("=")[0] for word in words if word.startswith("-")}
    assert flags <= known | {"--help"}, f"{page}: {line}"


def test_make_targets_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for page in PAGES:
        for match in _MAKE.finditer(page.read_text(encoding="utf-8")):
            assert re.search(rf"^{match[1]}:", makefile, re.MULTILINE), f"{page.name}: make {match[1]}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for match in _LINK.finditer(page.read_text(encoding="utf-8")):
        assert (page.parent / match[1]).exists(), f"{page.name} -> {match[1]}"


def test_every_dependency_has_its_line_in_the_decisions():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    decided = (ROOT / "docs/decisions/0001-dependencies.md").read_text(encoding="utf-8")
    extras = project["project"]["optional-dependencies"].values()
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"], *chain(*extras)]
    for requirement in wanted:
        name = re.match(r"[a-z0-9-]+", requirement)[0].removesuffix("-stubs")
        assert name in decided, f"{name} has no line in 0001-dependencies.md"
