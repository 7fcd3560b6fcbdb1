"""A short run of the program of chaos on each store: `python -m tests.chaos.program` runs it for as long as one likes."""

import random

import pytest
from tests.chaos import program
from tests.chaos.installations import OnFleet, OnSqlite

SECONDS = 25


@pytest.mark.parametrize(("kind", "seed"), [(OnSqlite, 1), (OnFleet, 3)])
def test_customers_lose_nothing_while_everything_breaks(tmp_path, kind, seed):
    dice = random.Random(seed)
    installation = kind(tmp_path / "installation", dice)
    try:
        report = program.run(installation, SECONDS, dice)
    finally:
        installation.stop()
    assert report.accepted
    assert report.images
    assert report.faultless, report
