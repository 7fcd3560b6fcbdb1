"""Words that were typed and not sent are still there afterwards, and only for whoever typed them."""

import pytest
from playwright.sync_api import expect

DRAFT = "words that nobody has sent yet"


def switch_language(page):
    page.click(".who [name=language]")


def switch_theme(page):
    page.click(".who [name=theme]")


def visit_another_page(page):
    page.click(".top nav a[href$='/models']")
    page.click(".top nav a >> nth=0")


def reload(page):
    page.reload()


@pytest.mark.parametrize("leave", [switch_language, switch_theme, visit_another_page, reload])
def test_the_form_is_still_filled_in_after(ada, leave):
    page = ada.page
    page.fill("#prompt", DRAFT)
    page.fill("#negative_prompt", "fog")
    page.select_option("#model", "wan2.2-t2i-flash")
    page.fill("#n", "3")
    page.fill("#seed", "77")
    page.check("[name=size][value=custom]")
    page.fill("[name=width]", "640")
    page.uncheck("[name=prompt_extend]")
    with page.expect_navigation():
        leave(page)
    expect(page.locator("#prompt")).to_have_value(DRAFT)
    expect(page.locator("#negative_prompt")).to_have_value("fog")
    expect(page.locator("#model")).to_have_value("wan2.2-t2i-flash")
    expect(page.locator("#n")).to_have_value("3")
    expect(page.locator("#seed")).to_have_value("77")
    expect(page.locator("[name=width]")).to_have_value("640")
    assert page.is_checked("[name=size][value=custom]")
    assert not page.is_checked("[name=prompt_extend]")
    expect(page.locator("[data-count=prompt]")).to_contain_text(f"{len(DRAFT)} /")
    expect(page.locator("[data-price]")).to_have_text("$0.075")


def test_what_was_sent_is_no_draft_any_more(ada):
    page = ada.page
    ada.paint("a green teapot")
    task_id = ada.paint("a red teapot")
    assert page.evaluate("Object.keys(sessionStorage)") == []
    page.goto(f"{ada.server.root}/?from={task_id}")
    assert page.input_value("#prompt") == "a red teapot"


def test_what_was_refused_is_still_a_draft(ada):
    ada.send("how to make a bomb")
    ada.page.reload()
    expect(ada.page.locator("#prompt")).to_have_value("how to make a bomb")


def test_a_task_that_is_asked_for_again_wins_over_a_draft_which_comes_back_later(ada):
    page = ada.page
    task_id = ada.paint("an old tractor")
    page.fill("#prompt", DRAFT)
    page.goto(f"{ada.server.root}/?from={task_id}&image=0")
    assert page.input_value("#prompt") == "an old tractor"
    switch_language(page)
    page.wait_for_url("**/?from=*")
    assert page.input_value("#prompt") == "an old tractor"
    page.goto(ada.server.root)
    expect(page.locator("#prompt")).to_have_value(DRAFT)


def test_nobody_finds_another_users_words(ada):
    page = ada.page
    page.fill("#prompt", DRAFT)
    page.context.clear_cookies()
    ada.sign_in("ben")
    assert page.input_value("#prompt") != DRAFT
    assert DRAFT not in page.evaluate("JSON.stringify(sessionStorage)")
    page.fill("#prompt", "the words of ben")
    page.click(".menu summary")
    page.click(".menu [action$='/sign-out'] button")
    page.wait_for_url("**/sign-in")
    assert page.evaluate("Object.keys(sessionStorage)") == []


def test_a_session_that_ends_keeps_the_words_for_the_same_user(ada):
    page = ada.page
    page.fill("#prompt", DRAFT)
    page.context.clear_cookies()
    page.reload()
    ada.sign_in("ada")
    expect(page.locator("#prompt")).to_have_value(DRAFT)


def test_names_of_keys_and_users_are_kept_too_but_no_password(ada):
    page = ada.go("/users")
    page.fill("[action$='/users'] [name=name]", "carol")
    page.fill("[action$='/users'] [name=password]", "a password that is never kept")
    switch_language(page)
    page.wait_for_load_state()
    expect(page.locator("[action$='/users'] [name=name]")).to_have_value("carol")
    expect(page.locator("[action$='/users'] [name=password]")).to_have_value("")
    assert "never kept" not in page.evaluate("JSON.stringify(sessionStorage)")
    page = ada.go("/keys")
    page.fill("[name=name]", "a name of a key")
    page.reload()
    expect(page.locator("[name=name]")).to_have_value("a name of a key")
    page.click("main button.primary")
    page.locator("[data-secret]").wait_for()
    expect(page.locator("[name=name]")).to_have_value("")


def test_a_change_of_language_stays_on_the_same_view(ada):
    page = ada.go("/tasks?state=FAILED&span=hour")
    switch_language(page)
    page.wait_for_load_state()
    assert page.url.endswith("/tasks?state=FAILED&span=hour")
