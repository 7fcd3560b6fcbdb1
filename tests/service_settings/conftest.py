"""A store of each kind in turn, empty."""

import pytest
from tests.service_settings.stores import StorePlace


@pytest.fixture(params=["sqlite", "postgres"])
def store(request, tmp_path) -> StorePlace:
    url = None
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_server").new_database()
    return StorePlace(tmp_path / "data", url)
