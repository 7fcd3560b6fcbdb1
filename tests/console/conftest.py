"""A real service with a real browser in front of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright
from tests.console.browser import ENABLE, find_browser
from tests.console.pages import FOR_GUESTS, PAGES
from tests.live_server import LiveServer, run_wanstudio

PASSWORD = "four words in a row"


def add_user(server: LiveServer, name: str, *flags: str) -> None:
    made = run_wanstudio("users", "add", name, "--data", server.data, *flags, WANSTUDIO_PASSWORD=PASSWORD)
    assert made.returncode == 0, made.stderr


@dataclass
class Person:
    """Somebody in front of a browser; what went wrong in it is kept."""

    page: Page
    server: LiveServer
    problems: list[str] = field(default_factory=list)
    foreseen: tuple[str, ...] = ("the server responded with a status of 4",)
    """What the browser may complain of: a refusal that a page tells its reader is written to its console too."""
    hosts: set[str] = field(default_factory=set)

    def watch(self) -> "Person":
        def hear(message: ConsoleMessage) -> None:
            if message.type == "error" and not any(words in message.text for words in self.foreseen):
                self.problems.append(message.text)

        def note(request: Request) -> None:
            if not request.url.startswith(("data:", "blob:")):
                self.hosts.add(re.match(r"\w+://([^/]+)", request.url)[1])

        self.page.on("console", hear)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("request", note)
        return self

    def go(self, path: str) -> Page:
        self.page.goto(self.server.root + path)
        return self.page

    def sign_in(self, name: str, password: str = PASSWORD) -> "Person":
        self.go("/sign-in")
        self.page.fill("[name=name]", name)
        self.page.fill("[name=password]", password)
        self.page.click("main button.primary")
        self.page.wait_for_url(f"{self.server.root}/")
        return self

    def paint(self, prompt: str, **fields: str) -> str:
        """Fill in the playground and wait for the pictures; the task's id."""
        self.send(prompt, **fields)
        card = self.page.locator("[data-cards] [data-task]").first
        card.locator("[data-state].succeeded, [data-state].failed").wait_for(timeout=60_000)
        return card.get_attribute("data-task")

    def send(self, prompt: str, **fields: str) -> None:
        self.page.fill("#prompt", prompt)
        for name, value in fields.items():
            self.page.fill(f"#{name}", value)
        with self.page.expect_response(
            lambda answer: answer.request.method == "POST" and answer.url.endswith("/")
        ):
            self.page.click("[data-go]")
        # The answer is on the page when the button can be used again.
        self.page.locator("[data-go]:enabled").wait_for()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Not for the whole run: while Playwright is there, its event loop is, and no other can be run.
    path = find_browser()
    if path is None:
        pytest.skip(f"there is no Chromium; to have these tests: {ENABLE}")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def console(tmp_path_factory) -> Iterator[LiveServer]:
    """A service with an administrator `ada` and a plain user `ben` of another account."""
    server = LiveServer.start(tmp_path_factory.mktemp("console")).with_key("--account", "default")
    add_user(server, "ada", "--admin")
    add_user(server, "ben", "--account", "bens")
    yield server
    server.stop()


@pytest.fixture
def new_person(browser: Browser) -> Iterator[Any]:
    """Opens a browser of its own; at the end nothing may have gone wrong in it, nor left this machine."""
    opened: list[tuple[BrowserContext, Person]] = []

    def open_for(server: LiveServer, **wishes: Any) -> Person:
        context = browser.new_context(**wishes)
        person = Person(context.new_page(), server).watch()
        opened.append((context, person))
        return person

    yield open_for
    for context, person in opened:
        context.close()
        assert person.problems == []
        assert person.hosts <= {f"127.0.0.1:{person.server.port}"}


@pytest.fixture
def ada(new_person, console) -> Person:
    return new_person(console).sign_in("ada")


@pytest.fixture
def ben(new_person, console) -> Person:
    return new_person(console).sign_in("ben")


@pytest.fixture(scope="session")
def studio(tmp_path_factory):
    """A service of these tests' own, so that what fills its pages is no other test's surprise."""
    server = LiveServer.start(tmp_path_factory.mktemp("studio")).with_key("--account", "default")
    add_user(server, "ada", "--admin")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def facts(studio) -> dict[str, str]:
    """Ids of tasks, and a page of the list that is full."""
    task_id = studio.submit("a red fox in the snow", n=2)
    failed = [studio.submit("a fox that is far too large to be painted", size="9000*9000") for _ in range(19)]
    studio.wait(task_id)
    return {"task": task_id, "failed": failed[0]}


@pytest.fixture(scope="session")
def cookies(studio) -> list[dict[str, str]]:
    """The administrator's session, and as many cards in the playground as it shows."""
    with httpx.Client(base_url=studio.root, follow_redirects=True) as client:
        page = client.post("/sign-in", data={"name": "ada", "password": PASSWORD})
        csrf = re.search('data-csrf="([^"]+)"', page.text)[1]
        wishes = {"prompt": "a green teapot", "model": "wan2.2-t2i-flash", "size": "512*512", "n": "4"}
        for _ in range(8):
            sent = client.post("/", data={"csrf": csrf, **wishes}, follow_redirects=False)
        studio.wait(sent.headers["location"].rpartition("#task-")[2])
        return [{"name": name, "value": value, "url": studio.root} for name, value in client.cookies.items()]


@pytest.fixture(scope="session")
def fresh(tmp_path_factory):
    """A service that nobody has a password for."""
    server = LiveServer.start(tmp_path_factory.mktemp("fresh"), "--no-worker")
    yield server
    server.stop()


@pytest.fixture
def open_page(studio, fresh, facts, cookies, new_person):
    """Opens a page by its name, as somebody who may see it."""

    def opened(name: str, **wishes) -> Person:
        person = new_person(fresh if name == "setup" else studio, **wishes)
        if name not in FOR_GUESTS:
            person.page.context.add_cookies(cookies)
        person.go(PAGES[name].format(**facts))
        return person

    return opened
