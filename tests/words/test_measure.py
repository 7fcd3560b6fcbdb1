"""The labelled prompts: enough of each kind, none twice."""

from collections import Counter

from tests.words.measure import read_lines

LINES = read_lines()


def test_the_set_is_large_and_holds_no_prompt_twice():
    assert len(LINES) >= 300
    assert min(Counter(line.kind for line in LINES).values()) >= 30
    assert len(Counter(line.kind for line in LINES)) >= 10
    assert len({(line.prompt, line.negative) for line in LINES}) == len(LINES)


def test_about_half_is_held_out():
    assert 0.4 < sum(line.held_out for line in LINES) / len(LINES) < 0.6
