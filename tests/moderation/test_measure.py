"""The figures of the committed sets do not fall. `python -m tests.moderation.measure` prints them."""

from collections import Counter
from pathlib import Path

import pytest
from tests.moderation.measure import read_lines, share, table

from wanstudio.moderation.words import WordModerator

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "moderation.md"
MODERATOR = WordModerator()
HARMFUL, HARMLESS = read_lines("harmful"), read_lines("harmless")


def test_the_sets_are_large_and_hold_no_line_twice():
    assert len(HARMFUL) >= 200
    assert len(HARMLESS) >= 200
    texts = Counter(line.text for line in HARMFUL + HARMLESS)
    assert [text for text, times in texts.items() if times > 1] == []
    assert {line.language for line in HARMFUL} == {line.language for line in HARMLESS} == {"en", "zh"}


def test_recall_and_false_positives():
    refused, mistaken = share(HARMFUL, MODERATOR), share(HARMLESS, MODERATOR)
    assert refused.met / refused.of >= 0.97
    assert mistaken.met / mistaken.of <= 0.01


@pytest.mark.parametrize("name", sorted({line.category for line in HARMFUL}))
def test_each_category_has_its_recall(name):
    refused = share([line for line in HARMFUL if line.category == name], MODERATOR)
    assert refused.met / refused.of >= 0.9, refused


def test_lines_that_no_list_was_fitted_to():
    refused = share(read_lines("unseen_harmful"), MODERATOR)
    mistaken = share(read_lines("unseen_harmless"), MODERATOR)
    assert refused.met / refused.of >= 0.8
    assert mistaken.met / mistaken.of <= 0.05


def test_the_page_has_these_figures():
    page = PAGE.read_text(encoding="utf-8")
    assert "\n".join(table(HARMFUL, HARMLESS, MODERATOR)) in page
    for name in ("harmful", "harmless"):
        assert str(share(read_lines(f"unseen_{name}"), MODERATOR)) in page
