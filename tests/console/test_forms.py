"""What a form may send: no more than any page of the console sends, and an error that a person understands."""

import re

import httpx
import pytest
from tests.console.conftest import PASSWORD, add_user
from tests.live_server import LiveServer, run_wanstudio

FOR_GUESTS = ("/sign-in", "/setup", "/looks")


@pytest.fixture(scope="module")
def client(console):
    with httpx.Client(base_url=console.root, follow_redirects=False) as opened:
        opened.post("/sign-in", data={"name": "ada", "password": PASSWORD})
        opened.csrf = re.search('data-csrf="([^"]+)"', opened.get("/models").text)[1]
        yield opened


def chunks(size: int):
    """A body that does not say how long it is."""
    for _ in range(0, size, 1024):
        yield b"a" * 1024


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("path", FOR_GUESTS)
@pytest.mark.parametrize(
    "body",
    [b"name=" + b"a" * 8192, lambda: chunks(16_384), b"a=1&" * 101],
    ids=["long", "unsaid", "many fields"],
)
def test_strangers_send_short_forms(console, path, body):
    refused = httpx.post(console.root + path, content=body() if callable(body) else body, headers=FORM)
    assert (refused.status_code, "FormTooLarge" in refused.text) == (400, True)
    assert "Shorten what you typed" in refused.text


@pytest.mark.parametrize("path", ["/", "/check", "/keys", "/users", "/view"])
def test_nobody_sends_endless_forms(client, path):
    form = {"csrf": client.csrf, "prompt": "a" * 65_536, "name": "n"}
    refused = client.post(path, data=form)
    assert (refused.status_code, "FormTooLarge" in refused.text) == (400, True)
    many = client.post(path, data={"csrf": client.csrf, **{f"field{number}": "1" for number in range(101)}})
    assert (many.status_code, "FormTooLarge" in many.text) == (400, True)


def test_a_long_prompt_is_still_taken(client):
    form = {"csrf": client.csrf, "prompt": "雪" * 2100, "model": "wan2.6-t2i", "prompt_extend": "on"}
    assert client.post("/", data=form).status_code == 303


def test_whoever_is_not_signed_in_is_sent_away_before_the_form_is_read(console):
    refused = httpx.post(console.root, content=b"a" * 500_000, headers=FORM)
    assert refused.status_code == 303


@pytest.mark.parametrize("code", ["é", "雪", "\x00", "a" * 500])
def test_any_setup_code_is_refused_in_words(console, code):
    refused = httpx.post(f"{console.root}/setup", data={"code": code, "name": "eve", "password": PASSWORD})
    assert refused.status_code in (403, 429)
    assert "SetupCodeRefused" in refused.text or "Throttling.SignIn" in refused.text


@pytest.fixture
def crowded(tmp_path):
    """A service of its own: a hundred keys would be in the way of other tests."""
    server = LiveServer.start(tmp_path / "data", "--no-worker")
    add_user(server, "ada", "--admin")
    yield server
    server.stop()


def test_an_account_with_all_its_keys_is_told_so(new_person, crowded):
    page = new_person(crowded).sign_in("ada").go("/keys")
    form = {"csrf": page.get_attribute("body", "data-csrf"), "name": "one of many"}
    kept = {one["name"]: one["value"] for one in page.context.cookies()}
    with httpx.Client(base_url=crowded.root, cookies=kept) as client:
        made = [client.post("/keys", data=form).status_code for _ in range(100)]
        assert made[-1] == 409
        page.fill("[name=name]", "one too many")
        page.click("main button.primary")
        problem = page.locator(".problem")
        problem.wait_for()
        assert "The account has 100 valid API keys" in problem.inner_text()
        assert page.input_value("[name=name]") == "one too many"
        there = run_wanstudio("keys", "new", "--data", crowded.data, "--account", "default")
        assert (there.returncode, "has 100 valid API keys" in there.stderr) == (1, True)


@pytest.mark.parametrize("key_id", ["none", "%00", "console-none"])
def test_a_key_that_there_is_not_cannot_be_revoked(client, key_id):
    assert client.post(f"/keys/{key_id}/revoke", data={"csrf": client.csrf}).status_code == 404
