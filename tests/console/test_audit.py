"""Audit lines: who signed in, failed to, and changed keys, users and webhooks, from where; never a secret."""

import json
import re

import httpx
import pytest
from tests.console.conftest import PASSWORD
from tests.live_server import LiveServer, run_wanstudio

WRONG = "a password that is wrong"


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """A service that logs no more than errors: audit lines are written all the same."""
    server = LiveServer.start(
        tmp_path_factory.mktemp("audited"),
        "--no-worker",
        WANSTUDIO_LOG_LEVEL="error",
        WANSTUDIO_TRUST_PROXY="true",
    )
    yield server
    server.stop()


def lines(log: str) -> list[dict[str, str]]:
    read = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    return [line for line in read if line["event"] == "audit"]


def of(log: str, action: str) -> list[dict[str, str]]:
    return [line for line in lines(log) if line["action"] == action]


def client_of(server: LiveServer, address: str) -> httpx.Client:
    return httpx.Client(base_url=server.root, headers={"X-Forwarded-For": address})


def csrf_of(client: httpx.Client) -> str:
    return re.search('data-csrf="([^"]+)"', client.get("/models").text)[1]


def test_the_console_tells_who_did_what_from_where(audited):
    code = re.search(r"setup\?code=(\S+)", audited.log.read_text())[1]
    with client_of(audited, "203.0.113.7") as client:
        assert (
            client.post("/setup", data={"code": "é雪", "name": "eve", "password": PASSWORD}).status_code
            == 403
        )
        form = {"code": code, "name": "ada", "password": PASSWORD}
        assert client.post("/setup", data=form).status_code == 303
        csrf = csrf_of(client)
        ben = {"csrf": csrf, "name": "ben", "password": PASSWORD, "account": "bens"}
        assert client.post("/users", data=ben).status_code == 303
        made = client.post("/keys", data={"csrf": csrf, "name": "tests"}).text
        secret, key_id = (
            re.search("data-secret>([^<]+)<", made)[1],
            re.search("/keys/([0-9a-f]+)/revoke", made)[1],
        )
        assert client.post(f"/keys/{key_id}/revoke", data={"csrf": csrf}).status_code == 303
        assert client.post("/users/remove", data={"csrf": csrf, "name": "ben"}).status_code == 303
        client.post("/sign-out", data={"csrf": csrf})
    with client_of(audited, "198.51.100.9") as stranger:
        for _ in range(6):
            stranger.post("/sign-in", data={"name": "ada", "password": WRONG})
        stranger.headers["X-Forwarded-For"] = "198.51.100.10"
        stranger.post("/sign-in", data={"name": WRONG, "password": WRONG})
    log = audited.log.read_text()
    told = [(line["action"], line["who"], line["address"]) for line in lines(log)]
    home = "203.0.113.7"
    assert told[1:] == [
        ("setup_refused", "nobody", home),
        ("user_added", "setup code", home),
        ("signed_in", "ada", home),
        ("user_added", "ada", home),
        ("key_created", "ada", home),
        ("key_revoked", "ada", home),
        ("user_removed", "ada", home),
        ("signed_out", "ada", home),
        *[("sign_in_refused", "ada", "198.51.100.9")] * 5,
        ("sign_in_throttled", "ada", "198.51.100.9"),
        ("sign_in_refused", "no such user", "198.51.100.10"),
    ]
    assert of(log, "key_revoked")[0]["key_id"] == key_id
    assert of(log, "user_removed")[0]["user"] == "ben"
    for never in (secret, PASSWORD, WRONG, code):
        assert never not in "\n".join(json.dumps(line) for line in lines(log))


def test_the_api_tells_of_temporary_keys(audited):
    audited.with_key("--account", "default")
    token = httpx.post(
        f"{audited.base}/tokens",
        headers={"Authorization": f"Bearer {audited.key}", "X-Forwarded-For": "192.0.2.5"},
    ).json()["token"]
    (line,) = of(audited.log.read_text(), "token_created")
    assert line["address"] == "192.0.2.5"
    assert token not in json.dumps(line)


def test_commands_tell_what_they_did_on_standard_error(audited):
    data = ("--data", str(audited.data))

    def run(*arguments: str) -> tuple[str, list[dict[str, str]]]:
        ran = run_wanstudio(
            *arguments, *data, WANSTUDIO_PASSWORD=PASSWORD, WANSTUDIO_WEBHOOK_PRIVATE_ADDRESSES="true"
        )
        assert ran.returncode == 0, ran.stderr
        assert PASSWORD not in ran.stderr
        assert "audit" not in ran.stdout
        return ran.stdout.splitlines()[-1], lines(ran.stderr)

    secret, (made,) = run("keys", "new", "--name", "tests")
    assert (made["action"], made["address"]) == ("key_created", "command line")
    assert made["who"]
    assert secret not in json.dumps(made)
    key_id = made["key_id"]
    secret, (hook,) = run("webhooks", "set", key_id, "http://127.0.0.1:9/a-secret-path?token=hidden")
    assert (hook["action"], hook["key_id"], hook["host"]) == ("webhook_set", key_id, "127.0.0.1")
    assert "secret" not in json.dumps(hook) and "hidden" not in json.dumps(hook)
    assert run("webhooks", "remove", key_id)[1][0]["action"] == "webhook_removed"
    assert run("keys", "revoke", key_id)[1][0]["action"] == "key_revoked"
    assert run("users", "add", "carol")[1][0]["action"] == "user_added"
    assert run("users", "password", "carol")[1][0]["action"] == "password_changed"
    assert run("users", "remove", "carol")[1][0]["action"] == "user_removed"
