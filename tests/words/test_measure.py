"""The labelled prompts: enough of each kind, none twice, and read as they should be."""

from collections import Counter
from pathlib import Path

import pytest
from tests.words.measure import faults, read_lines, right

LINES = read_lines()


def test_the_set_is_large_and_holds_no_prompt_twice():
    assert len(LINES) >= 300
    assert min(Counter(line.kind for line in LINES).values()) >= 30
    assert len(Counter(line.kind for line in LINES)) >= 10
    assert len({(line.prompt, line.negative) for line in LINES}) == len(LINES)


def test_about_half_is_held_out():
    assert 0.4 < sum(line.held_out for line in LINES) / len(LINES) < 0.6


@pytest.mark.parametrize("held_out", [False, True])
def test_the_figures_do_not_fall(held_out):
    lines = [line for line in LINES if line.held_out == held_out]
    assert sum(not faults(line) for line in lines) >= 0.97 * len(lines)


def test_the_page_has_these_figures():
    page = (Path(__file__).parent / "README.md").read_text(encoding="utf-8")
    for held_out in (False, True):
        assert right([line for line in LINES if line.held_out == held_out]) in page
