"""The list of tasks with its filters, and one task whole, made in the console or with the SDKs."""

import re


def test_tasks_of_the_api_are_listed_and_filtered(ada, console):
    done = console.submit("a yellow submarine", n=2)
    console.wait(done)
    bad = console.submit("a yellow submarine", size="1*1")
    page = ada.go("/tasks")
    assert page.locator("tr", has_text="yellow submarine").locator("img").count() >= 1
    page.select_option("[name=state]", "FAILED")
    page.wait_for_url(re.compile("state=FAILED"))
    assert page.locator("tbody tr", has_text="InvalidParameter").count() >= 1
    assert page.locator("tbody tr", has_text="SUCCEEDED").count() == 0
    page.goto(f"{console.root}/tasks?id={bad}")
    assert page.locator("tbody tr").count() == 1
    page.goto(f"{console.root}/tasks?model=wan2.6-t2i&id={bad}")
    assert "No tasks here" in page.inner_text("tbody")


def test_numbers_that_are_none_are_passed_over(ada, console):
    task_id = ada.paint("a snail", n="1")
    for path in (
        "/tasks?page=²",
        f"/?from={task_id}&image=²",
        f"/?from={task_id}&image={'9' * 5000}",
        "/tasks?page=99999&state=LOST",
    ):
        assert ada.page.request.get(console.root + path).status == 200, path
    assert ada.page.request.get(f"{console.root}/thumbnails/{task_id}/²").status == 404


def test_one_task_is_told_whole(ada, console):
    task_id = console.submit("a kite", n=2, seed=5, negative_prompt="clouds", watermark=True)
    told = console.wait(task_id)
    page = ada.go(f"/tasks/{task_id}")
    text = page.inner_text("main")
    for fact in ("a kite", "512*512", "wan2.2-t2i-flash", "SUCCEEDED", "5", "6", "24.0 h"):
        assert fact in text, fact
    assert page.locator("dd", has_text=told["output"]["results"][0]["actual_prompt"]).count() == 1
    assert "free" in page.locator("dt:has-text('Cost') + dd").inner_text()
    assert page.locator("table a[download]").count() == 2


def test_the_list_follows_what_happens(ada, console):
    page = ada.go("/tasks")
    task_id = console.submit("a newcomer to the list")
    page.locator(f"a[href='/tasks/{task_id}']").first.wait_for(timeout=15_000)


def test_an_administrator_looks_at_another_account(ada, ben, console):
    task_id = ben.paint("a garden gnome")
    page = ada.go("/users")
    page.locator("tr", has_text="bens").get_by_role("button", name="Look at it").click()
    page.wait_for_url(re.compile("/tasks$"))
    page.locator(f"a[href='/tasks/{task_id}']").first.wait_for()


def test_users_are_let_in_and_removed(ada, console, new_person):
    page = ada.go("/users")
    page.fill("input[name=name]", "cleo")
    page.fill("[name=password]", "some words in a row")
    page.fill("[name=account]", "cleos")
    page.get_by_role("button", name="Add").click()
    page.locator("tr", has_text="cleo").first.wait_for()
    cleo = new_person(console).sign_in("cleo", "some words in a row")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove cleo").click()
    page.locator("tr", has_text="cleos").first.wait_for()
    cleo.page.reload()
    assert "/sign-in" in cleo.page.url


def test_the_system_page_shows_who_paints(ada):
    page = ada.go("/system")
    row = page.locator("tbody tr").first
    assert "procedural" in row.inner_text()
    assert "alive" in row.inner_text()


def test_models_tell_what_was_measured(ada, console):
    console.wait(console.submit("a snail"))
    row = ada.go("/models").locator("tr", has_text="wan2.2-t2i-flash")
    assert re.search(r"0\.\d\d s|\d\.\d\d s", row.inner_text())
    assert "procedural" in row.inner_text()
