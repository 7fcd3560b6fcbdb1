"""The chat server of these tests."""

from collections.abc import Iterator

import pytest
from tests.chat_server import Chat, serving_chat


@pytest.fixture(scope="session")
def chat_process() -> Iterator[Chat]:
    with serving_chat() as chat:
        yield chat


@pytest.fixture
def chat(chat_process) -> Chat:
    chat_process.rehearse({"say": ""})
    return chat_process


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch) -> None:
    monkeypatch.setattr("wanstudio.prompt_extension.chat._PAUSE_SECONDS", 0.01)
