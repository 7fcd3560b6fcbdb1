"""A running service for each test."""

import pytest
from tests.live_app import serving


@pytest.fixture
async def service(tmp_path):
    async with serving(tmp_path) as running:
        yield running
