"""Many tasks open in several tabs: the browser's few connections to one host stay free for everything else."""

import time

import pytest
from playwright.sync_api import Page, expect
from tests.console.conftest import PASSWORD, Person, add_user
from tests.live_server import LiveServer

OPEN_TASKS = 8
WITHOUT_SHARED_WORKERS = "delete window.SharedWorker"
HIDE = """(state) => {
    Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
    Object.defineProperty(document, "hidden", { value: state === "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture(scope="module")
def waiting(tmp_path_factory):
    """A service without a worker: whatever is asked for stays in the queue."""
    server = LiveServer.start(tmp_path_factory.mktemp("waiting"), "--no-worker")
    add_user(server, "ada", "--admin")
    add_user(server, "ben", "--account", "bens")
    yield server
    server.stop()


@pytest.fixture
def ada(new_person, waiting) -> Person:
    return new_person(waiting).sign_in("ada")


def submit(person: Person, prompt: str) -> str:
    """Submit a task as the page's form does, and leave the page alone."""
    csrf = person.page.get_attribute("body", "data-csrf")
    form = {"csrf": csrf, "prompt": prompt, "model": "wan2.2-t2i-flash", "size": "512*512"}
    sent = person.page.request.post(person.server.root, form=form, max_redirects=0)
    assert sent.status == 303
    return sent.headers["location"].rpartition("#task-")[2]


def card(page: Page, task_id: str):
    return page.locator(f"#task-{task_id}")


def test_eight_open_tasks_in_two_tabs_leave_room_for_a_third(ada):
    first, root = ada.page, ada.server.root
    tasks = [submit(ada, f"snail {number}") for number in range(OPEN_TASKS)]
    first.reload()
    second = first.context.new_page()
    second.goto(root)
    for page in (first, second):
        expect(page.locator("[data-open]")).to_have_count(OPEN_TASKS)
        for task_id in tasks:
            expect(card(page, task_id).locator("[data-step-text]")).to_contain_text("place")
    third = first.context.new_page()
    third.goto(f"{root}/tasks")
    third.goto(root)
    seconds = []
    for task_id in tasks[-3:]:
        card(third, task_id).get_by_role("button", name="Cancel").click()
        began = time.monotonic()
        card(third, task_id).locator("[data-state].canceled").wait_for()
        seconds.append(time.monotonic() - began)
    assert min(seconds) < 1
    for page in (first, second, third):
        for task_id in tasks[-3:]:
            card(page, task_id).locator("[data-state].canceled").wait_for()


@pytest.mark.parametrize("script", ["", WITHOUT_SHARED_WORKERS])
def test_a_hidden_page_follows_nothing_and_catches_up_when_it_is_shown(ada, script):
    page = ada.page
    page.add_init_script(script)
    task_id = submit(ada, "a lonely snail")
    page.reload()
    expect(card(page, task_id).locator("[data-step-text]")).to_contain_text("place")
    page.evaluate(HIDE, "hidden")
    csrf = page.get_attribute("body", "data-csrf")
    page.request.post(f"{ada.server.root}/tasks/{task_id}/cancel", form={"csrf": csrf})
    page.wait_for_timeout(1000)
    expect(card(page, task_id).locator("[data-state].pending")).to_be_visible()
    page.evaluate(HIDE, "visible")
    card(page, task_id).locator("[data-state].canceled").wait_for()


def test_a_browser_without_shared_workers_has_one_stream_for_a_page(ada):
    page, streams = ada.page, []
    page.add_init_script(WITHOUT_SHARED_WORKERS)
    page.on("request", lambda asked: streams.append(asked.url) if "/events" in asked.url else None)
    tasks = [submit(ada, f"snail {number}") for number in range(OPEN_TASKS)]
    page.reload()
    for task_id in tasks:
        expect(card(page, task_id).locator("[data-step-text]")).to_contain_text("place")
    assert len(streams) == 1
    ada.send("one more snail")
    expect(page.locator("[data-cards] [data-step-text]").first).to_contain_text("place")
    assert len(streams) == 2


def test_a_stream_tells_nothing_of_another_account(ada, new_person):
    secret, ben = submit(ada, "a secret garden"), None
    ben = new_person(ada.server).sign_in("ben", PASSWORD)
    own = submit(ben, "a turnip")
    csrf = ben.page.get_attribute("body", "data-csrf")
    ben.page.request.post(f"{ada.server.root}/tasks/{own}/cancel", form={"csrf": csrf})
    told = ben.page.request.get(f"{ada.server.root}/tasks/events?ids={secret},{own},none").text()
    events = [block for block in told.split("\n\n") if "event:" in block]
    assert [("ended" in one, own in one) for one in events if own in one] == [(True, True)]
    assert ["gone" in one for one in events if secret in one] == [True]
    assert ["gone" in one for one in events if "none" in one] == [True]


def test_a_stream_needs_somebody_who_is_signed_in(ada):
    answer = ada.page.request.get(f"{ada.server.root}/tasks/events?ids=none")
    assert answer.headers["content-type"].startswith("text/event-stream")
    ada.page.context.clear_cookies()
    answer = ada.page.request.get(f"{ada.server.root}/tasks/events?ids=none", max_redirects=0)
    assert answer.status == 303
