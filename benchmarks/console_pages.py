"""How fast are the console's pages: 200 requests of each over loopback, and the first paint in Chromium.

    python benchmarks/console_pages.py [--requests 200] [--loads 10]

Starts a service of its own with a day's work in it: a full page of tasks, eight cards in the playground.
"""

import argparse
import os
import re
import statistics
import tempfile
import time
from pathlib import Path

import httpx
from playwright.sync_api import Browser, sync_playwright
from tests.console.browser import ENABLE, find_browser
from tests.console.conftest import PASSWORD, add_user
from tests.live_server import LiveServer

FLOOR = "/readyz"
"""A line of text without style or script: what Chromium and the machine need for themselves."""
PAGES = (
    FLOOR,
    "/",
    "/tasks",
    "/tasks/{task}",
    "/observation",
    "/billing",
    "/keys",
    "/models",
    "/system",
    "/users",
)
WISHES = {"prompt": "a green teapot", "model": "wan2.2-t2i-flash", "size": "512*512", "n": "4"}
CARDS, ROWS = 8, 30
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


def work(server: LiveServer, client: httpx.Client) -> str:
    """Fill the pages; the id of a task with four pictures."""
    for _ in range(ROWS):
        server.submit("a fox that is far too large to be painted", size="9000*9000")
    page = client.post("/sign-in", data={"name": "ada", "password": PASSWORD}).text
    csrf = re.search('data-csrf="([^"]+)"', page)[1]
    for _ in range(CARDS):
        sent = client.post("/", data={"csrf": csrf, **WISHES}, follow_redirects=False)
        task_id = sent.headers["location"].rpartition("#task-")[2]
        server.wait(task_id)
    return task_id


def time_answers(client: httpx.Client, path: str, requests: int) -> tuple[list[float], int]:
    """Milliseconds of each request, sorted, and the bytes of one answer."""
    took = []
    for _ in range(requests):
        begun = time.perf_counter()
        answer = client.get(path)
        took.append((time.perf_counter() - begun) * 1000)
    return sorted(took), len(answer.content)


def time_paints(browser: Browser, client: httpx.Client, root: str, path: str, loads: int) -> list[float]:
    """Milliseconds from the navigation's start to the first text or picture, each in a browser without a cache."""
    paints = []
    for _ in range(loads):
        context = browser.new_context()
        context.add_cookies([{"name": k, "value": v, "url": root} for k, v in client.cookies.items()])
        page = context.new_page()
        page.goto(root + path)
        while (paint := page.evaluate(PAINT)) is None:
            page.wait_for_timeout(20)
        paints.append(paint)
        context.close()
    return sorted(paints)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--loads", type=int, default=10)
    chosen = parser.parse_args()
    browser_path = find_browser()
    if browser_path is None:
        raise SystemExit(f"There is no Chromium: {ENABLE}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = LiveServer.start(Path(folder) / "data").with_key("--account", "default")
        add_user(server, "ada", "--admin")
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        print(
            f"load {os.getloadavg()[0]:.1f}, {chosen.requests} requests and {chosen.loads} first loads a page\n"
        )
        print(
            "| page | HTML | p50 | p99 | first paint, median | worst |\n| --- | --- | --- | --- | --- | --- |"
        )
        try:
            with httpx.Client(base_url=server.root, follow_redirects=True) as client:
                task_id = work(server, client)
                for page in PAGES:
                    path = page.format(task=task_id)
                    if client.get(path).status_code == 404:
                        continue
                    took, size = time_answers(client, path, chosen.requests)
                    paints = time_paints(browser, client, server.root, path, chosen.loads)
                    print(
                        f"| `{page}` | {size / 1000:.1f} kB | {statistics.median(took):.1f} ms "
                        f"| {took[int(0.99 * len(took)) - 1]:.1f} ms | {statistics.median(paints):.0f} ms "
                        f"| {paints[-1]:.0f} ms |"
                    )
        finally:
            browser.close()
            server.stop()
        print(f"\nload {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    main()
