"""Signing in: the first password, who is let in, who is kept out."""

import re

import httpx
import pytest
from tests.console.conftest import PASSWORD, add_user
from tests.live_server import LiveServer


@pytest.fixture
def fresh(tmp_path):
    server = LiveServer.start(tmp_path / "data")
    yield server
    server.stop()


def test_the_first_password_is_set_with_the_link_that_the_server_printed(fresh, new_person):
    link = re.search(r"http://\S+/setup\?code=\S+", fresh.log.read_text())[0]
    person = new_person(fresh)
    page = person.page
    page.goto(link)
    page.fill("[name=password]", "short")
    page.evaluate("document.querySelector('[name=password]').removeAttribute('minlength')")
    page.click("main button.primary")
    assert "at least 10 characters" in page.inner_text("[role=alert]")
    page.fill("[name=password]", PASSWORD)
    page.click("main button.primary")
    page.wait_for_url(f"{fresh.root}/")
    assert page.locator("#prompt").is_visible()
    page.goto(link)
    assert page.url == f"{fresh.root}/"


def test_a_change_of_language_keeps_the_setup_link(fresh, new_person):
    link = re.search(r"http://\S+/setup\?code=\S+", fresh.log.read_text())[0]
    page = new_person(fresh).page
    page.goto(link)
    page.fill("[name=password]", "short")
    page.evaluate("document.querySelector('[name=password]').removeAttribute('minlength')")
    page.click("main button.primary")
    page.locator("[role=alert]").wait_for()
    page.click(".who [name=language]")
    page.wait_for_url(link)
    page.fill("[name=password]", PASSWORD)
    page.click("main button.primary")
    page.wait_for_url(f"{fresh.root}/")


def test_nobody_sets_the_first_password_without_the_link(fresh):
    form = {"name": "eve", "password": PASSWORD, "code": "guessed"}
    refused = httpx.post(f"{fresh.root}/setup", data=form)
    assert refused.status_code == 403
    assert "SetupCodeRefused" in refused.text


def test_a_page_waits_until_one_is_signed_in(new_person, console):
    person = new_person(console)
    page = person.go("/?from=nothing")
    assert page.url.startswith(f"{console.root}/sign-in?next=")
    page.fill("[name=name]", "ada")
    page.fill("[name=password]", "not the password")
    page.click("main button.primary")
    assert "Name or password is wrong" in page.inner_text("[role=alert]")
    page.fill("[name=password]", PASSWORD)
    page.click("main button.primary")
    page.wait_for_url(f"{console.root}/?from=nothing")


def test_signing_out_ends_the_session_on_the_server_too(ada, console):
    kept = {one["name"]: one["value"] for one in ada.page.context.cookies()}
    assert httpx.get(f"{console.root}/", cookies=kept).status_code == 200
    ada.page.click(".menu summary")
    ada.page.click("text=Sign out")
    ada.page.wait_for_url(f"{console.root}/sign-in")
    assert httpx.get(f"{console.root}/", cookies=kept).status_code == 303


def test_cookies_of_other_services_on_the_host_are_in_nobodys_way(ada, console):
    kept = {one["name"]: one["value"] for one in ada.page.context.cookies()}
    ours = "; ".join(f"{name}={value}" for name, value in kept.items())
    sent = {"Cookie": f'their{{"odd": [cookie]}}=a b,"c"; {ours}'}
    assert httpx.get(f"{console.root}/", headers=sent).status_code == 200


def test_a_script_without_a_session_is_told_to_sign_in(ada):
    ada.page.context.clear_cookies()
    ada.page.fill("#prompt", "a snail")
    ada.page.click("[data-go]")
    ada.page.locator("[data-problem] .problem").wait_for()
    assert "You are no longer signed in" in ada.page.inner_text("[data-problem]")
    assert ada.page.input_value("#prompt") == "a snail"


def test_the_cookie_is_for_no_script_and_no_other_site(console):
    entered = httpx.post(f"{console.root}/sign-in", data={"name": "ada", "password": PASSWORD})
    cookie = entered.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_form_of_another_site_is_refused(ada, console):
    kept = {one["name"]: one["value"] for one in ada.page.context.cookies()}
    token = ada.page.get_attribute("body", "data-csrf")
    form = {"csrf": token, "prompt": "a red car"}
    foreign = httpx.post(f"{console.root}/", data=form, cookies=kept, headers={"Origin": "https://evil.test"})
    assert (foreign.status_code, "FormExpired" in foreign.text) == (403, True)
    without = httpx.post(f"{console.root}/", data={**form, "csrf": "guessed"}, cookies=kept)
    assert (without.status_code, "FormExpired" in without.text) == (403, True)


def test_a_link_cannot_send_away_whoever_signs_in(console):
    form = {"name": "ada", "password": PASSWORD, "next": "//evil.test/"}
    entered = httpx.post(f"{console.root}/sign-in", data=form)
    assert (entered.status_code, entered.headers["location"]) == (303, "/")


def test_guessing_passwords_is_slowed_down(fresh):
    add_user(fresh, "ada", "--admin")
    form = {"name": "ada", "password": "guess number one"}
    answers = [httpx.post(f"{fresh.root}/sign-in", data=form) for _ in range(7)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429] * 2
    assert int(answers[-1].headers["retry-after"]) >= 1
    right = httpx.post(f"{fresh.root}/sign-in", data={"name": "ada", "password": PASSWORD})
    assert right.status_code == 429


def test_every_page_keeps_other_hosts_out(console):
    policy = httpx.get(f"{console.root}/sign-in").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize(("site", "packed"), [("none", True), ("same-origin", True), ("cross-site", False)])
def test_only_what_the_reader_asks_for_is_packed(ada, console, site, packed):
    kept = {one["name"]: one["value"] for one in ada.page.context.cookies()}
    asked = {"Sec-Fetch-Site": site, "Accept-Encoding": "gzip"}
    answer = httpx.get(f"{console.root}/models", cookies=kept, headers=asked)
    assert "wan2.6-t2i" in answer.text
    assert ("content-encoding" in answer.headers) == packed


def test_the_console_can_be_switched_off(tmp_path):
    server = LiveServer.start(tmp_path / "data", WANSTUDIO_CONSOLE="off")
    try:
        assert httpx.get(f"{server.root}/").status_code == 404
        assert "Console" not in server.log.read_text()
    finally:
        server.stop()
