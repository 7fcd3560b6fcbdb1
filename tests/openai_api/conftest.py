"""A running service for each test, and a whole server for those that look at pictures."""

import asyncio

import pytest
from tests.live_app import serving
from tests.live_server import LiveServer


@pytest.fixture
async def service(tmp_path):
    async with serving(tmp_path) as running:
        yield running


@pytest.fixture
def painted(service):
    """A request for pictures, and the answer once a worker has ended its task."""

    async def ask(outcomes=None, **body):
        async def work():
            task = await service.next_task()
            await service.finish(task, outcomes)
            return task

        working = asyncio.create_task(work())
        answer = await service.post(
            "/v1/images/generations", {"model": "wan2.6-t2i", "prompt": "a cat", **body}
        )
        return answer, await working

    return ask


@pytest.fixture(scope="session")
def live(tmp_path_factory):
    server = LiveServer.start(tmp_path_factory.mktemp("openai") / "data").with_key()
    yield server
    server.stop()
