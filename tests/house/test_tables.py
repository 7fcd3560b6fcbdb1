"""The tables in the docs are the ones in the code."""

import pytest
from tests.house.tables import DOCS, TABLES, fill


@pytest.mark.parametrize("page", TABLES)
def test_tables_match_the_code(page):
    text = (DOCS / page).read_text(encoding="utf-8")
    assert text == fill(text, TABLES[page]), "run `python -m tests.house.tables`"
