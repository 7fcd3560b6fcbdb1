"""API keys in the console: made, used, seen to be used, revoked; each account has its own."""

from playwright.sync_api import expect
from tests.live_server import LiveServer


def test_a_key_is_made_shown_once_used_and_revoked(ada, console):
    page = ada.go("/keys")
    page.fill("[name=name]", "nightly tests")
    page.click("text=Make a key")
    secret = page.inner_text("[data-secret]")
    other = LiveServer(console.process, console.port, console.data, console.log, secret)
    assert other.submit("a snail")
    page.goto(f"{console.root}/keys")
    assert secret not in page.content()
    row = page.locator("tr", has_text="nightly tests")
    while row.get_by_text("never").count():  # uses are written down once a second
        page.wait_for_timeout(200)
        page.reload()
    assert row.locator("time").count() == 2
    page.once("dialog", lambda dialog: dialog.accept())
    row.get_by_role("button", name="Revoke").click()
    page.locator("tr", has_text="nightly tests").get_by_text("revoked").wait_for()
    refused = other.call("GET", "/models")
    assert (refused.status_code, refused.json()["code"]) == (401, "InvalidApiKey")


def test_the_consoles_own_key_stays(ada, console):
    ada.paint("a snail", n="1")
    row = ada.go("/keys").locator("tr", has_text="this console")
    assert row.get_by_role("button").count() == 0
    key_id = row.locator("code").nth(1).inner_text()
    form = {"csrf": ada.page.get_attribute("body", "data-csrf")}
    assert ada.page.request.post(f"{console.root}/keys/{key_id}/revoke", form=form).status == 404


def test_nobody_revokes_the_key_of_another_account(ada, ben, console):
    page = ada.go("/keys")
    page.fill("[name=name]", "of ada")
    page.click("text=Make a key")
    key_id = page.locator("tr", has_text="of ada").locator("code").nth(1).inner_text()
    assert "of ada" not in ben.go("/keys").content()
    form = {"csrf": ben.page.get_attribute("body", "data-csrf")}
    assert ben.page.request.post(f"{console.root}/keys/{key_id}/revoke", form=form).status == 404


def test_each_region_has_its_own_keys(ada):
    page = ada.go("/keys")
    page.fill("[name=name]", "for singapore")
    page.click("text=Make a key")
    page.click(".menu summary")
    page.select_option("[name=region]", "beijing")
    expect(page.locator(".menu .region")).to_have_text("Beijing")
    assert page.locator("tr", has_text="for singapore").count() == 0
    assert "Beijing" in page.inner_text("h1")
    page.click(".menu summary")
    page.select_option("[name=region]", "singapore")
    page.locator("tr", has_text="for singapore").wait_for()
