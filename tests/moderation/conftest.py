"""A text service for each test."""

import pytest
from tests.moderation.text_service import serving_texts


@pytest.fixture
def texts():
    with serving_texts() as service:
        yield service
