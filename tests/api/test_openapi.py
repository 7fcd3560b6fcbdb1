"""The OpenAPI document: every path is in it, and every answer is one it names."""

import pytest

from wanstudio.server.doors import DOORS
from wanstudio.server.openapi import document


def references(part):
    """Every `$ref` below a part of the document."""
    if isinstance(part, dict):
        yield from ([part["$ref"]] if "$ref" in part else [])
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


async def test_it_is_served_without_a_key(service):
    answer = await service.get("/openapi.json", headers={"Authorization": ""})
    assert answer.status_code == 200
    assert answer.json() == document()


def test_every_path_is_described():
    described = set(document()["paths"])
    served = {door.path.replace(":path", "") for door in DOORS} - {"/openapi.json"}
    assert described == served


def test_every_reference_leads_somewhere():
    names = {reference.rpartition("/")[2] for reference in references(document())}
    assert names <= set(document()["components"]["schemas"])


@pytest.mark.parametrize("path", document()["paths"])
def test_every_operation_names_its_refusals(path):
    for operation in document()["paths"][path].values():
        assert {"200", "400", "401", "404", "405", "500", "503"} <= set(operation["responses"])
