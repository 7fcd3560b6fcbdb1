"""A real service with a real browser in front of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright
from tests.console.browser import ENABLE, find_browser
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
