"""The SDK's own `dashscope` command against a live server."""

import json
from dataclasses import replace

import pytest

WISHES = {
    "image-synthesis": ("-m", "wan2.2-t2i-flash", "-p", "a cat", "-n", 1, "--size", "512*512"),
    "image-generation": ("-m", "wan2.6-t2i", "-t", "a cat", "-n", 1, "--size", "768*768"),
}
BARE = {
    "image-synthesis": ("-m", "wan2.5-t2i-preview", "-p", "a red car"),
    "image-generation": ("-m", "wan2.6-t2i", "-t", "a red car"),
}


def read(printed):
    """The JSON documents that were printed one after the other."""
    decoder, found, rest = json.JSONDecoder(), [], printed.strip()
    while rest.startswith("{"):
        document, end = decoder.raw_decode(rest)
        found.append(document)
        rest = rest[end:].strip()
    return found


def submit(server, group):
    """A waiting task of the group's protocol, since the command itself cannot make one without waiting."""
    if group == "image-synthesis":
        return server.submit()
    body = {
        "model": "wan2.6-t2i",
        "input": {"messages": [{"role": "user", "content": [{"text": "a cat"}]}]},
        "parameters": {"n": 1, "size": "768*768"},
    }
    path = "/services/aigc/image-generation/generation"
    answer = server.call("POST", path, body, **{"X-DashScope-Async": "enable"})
    return answer.json()["output"]["task_id"]


@pytest.mark.parametrize("group", WISHES)
def test_create(newest_sdk, live, group):
    output, usage = read(newest_sdk.command(live, group, "create", *WISHES[group]))
    assert output.get("results") or output.get("choices")
    assert usage["image_count"] == 1


@pytest.mark.parametrize("group", BARE)
def test_create_without_options_makes_four(newest_sdk, live, group):
    output, usage = read(newest_sdk.command(live, group, "create", *BARE[group]))
    assert len(output.get("results") or output["choices"]) == 4
    assert usage["image_count"] == 4


@pytest.mark.parametrize("group", WISHES)
def test_wait_fetch_and_list(newest_sdk, live, group):
    task = submit(live, group)
    for verb in ("wait", "fetch"):
        (output,) = read(newest_sdk.command(live, group, verb, task))
        assert output["task_status"] == "SUCCEEDED"
    (listed,) = read(newest_sdk.command(live, group, "list", "--status", "SUCCEEDED", "-s", 50))
    assert task in [entry["task_id"] for entry in listed["data"]]
    newest_sdk.command(live, group, "cancel", task, fails=True)


@pytest.mark.parametrize("group", WISHES)
def test_cancel(newest_sdk, idle, group):
    task = submit(idle, group)
    assert "success" in newest_sdk.command(idle, group, "cancel", task)
    (output,) = read(newest_sdk.command(idle, group, "fetch", task))
    assert output["task_status"] == "CANCELED"


def test_whoami(newest_sdk, live):
    assert "Authenticated" in newest_sdk.command(live, "auth", "whoami")
    newest_sdk.command(replace(live, key="sk-wrong"), "auth", "whoami", fails=True)


def test_models(newest_sdk, live):
    assert "wan2.6-t2i" in newest_sdk.command(live, "models", "list", "-s", 50)
