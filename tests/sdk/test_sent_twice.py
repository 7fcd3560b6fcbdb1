"""SDKs send a create again when its connection drops: with a name for it, that is one task."""

from dataclasses import replace

from tests.sdk.dropping import dropping


def sent_twice(server, client, provider):
    """How many tasks there are more, after the answer to the first request was lost."""
    before = server.call("GET", "/tasks").json()["total"]
    with dropping(server.port) as relay:
        told = client.script(replace(server, port=relay.port), "sent_twice.py", provider)
        assert relay.dropped == 1
    return server.call("GET", "/tasks").json()["total"] - before, told.strip()


def test_by_dashscope(newest_sdk, live):
    more, task_id = sent_twice(live, newest_sdk, "dashscope")
    assert more == 1
    assert live.wait(task_id)["output"]["task_status"] == "SUCCEEDED"


def test_by_openai(openai_sdk, live):
    more, link = sent_twice(live, openai_sdk, "openai")
    assert more == 1
    assert "/images/" in link
