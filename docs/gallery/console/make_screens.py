"""Shoots every page of the console over a service with a month of made-up work behind it.

Run: make screens
"""

import asyncio
import io
import logging
import re
import tempfile
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import activity
import httpx
import numpy as np
import structlog
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from tests.console.browser import ENABLE, find_browser
from tests.console.conftest import PASSWORD, add_user
from tests.live_server import LiveServer

HERE = Path(__file__).parent
WIDTHS = {"desktop": 1440, "phone": 420}
HEIGHT = 900
THEMES = ("light", "dark")
HALF = 128
PAINTED = """[...document.images].every((image) =>
    image.naturalWidth > 0 || image.hidden || image.closest("dialog") || image.getBoundingClientRect().top > innerHeight)
    && (!document.querySelector("[data-state].running") || document.querySelector("[data-bar][value]"))"""

PAGES: Mapping[str, str] = {
    "working": "/",
    "tasks": "/tasks",
    "task": "/tasks/{painted}",
    "failed-task": "/tasks/{failed}",
    "observation": "/observation",
    "billing": "/billing",
    "keys": "/keys",
    "models": "/models",
    "system": "/system",
    "users": "/users",
    "problem": "/tasks/none",
}
PHOTOGRAPHS = ("playground", "task", "working")
ASKED = (
    {"prompt": "Snowy ground, a small white chapel, aurora borealis, winter scene, soft light.", "n": "2"},
    {"prompt": "雪地里的小木屋，夜晚，极光", "n": "2", "size": "1440*960"},
    {
        "prompt": "A flower shop with exquisite windows, a beautiful wooden door, and flowers on display",
        "n": "4",
    },
)
BEGUN = {"prompt": "a yellow taxi on a street in the rain, city at night", "n": "2", "size": "1344*576"}
WAITING = {"prompt": "two red cars under a rainbow", "size": "1344*576"}


def do(work: Callable[[Path], Coroutine[Any, Any, None]], data: Path) -> None:
    """Do something in the store; on a thread, because the browser's loop holds this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work(data)).result()


@dataclass
class Visitor:
    """Somebody who is signed in, without a browser."""

    server: LiveServer
    client: httpx.Client = field(init=False)
    csrf: str = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.server.root, follow_redirects=True, timeout=60)
        told = self.client.post("/sign-in", data={"name": "ada", "password": PASSWORD})
        self.csrf = _find('data-csrf="([^"]+)"', told.text)

    def ask(self, **wishes: str) -> None:
        """Send the playground's form."""
        form = {"csrf": self.csrf, "model": "wan2.6-t2i", "size": "1280*1280", "seed": "41"}
        self.client.post("/", data={**form, "prompt_extend": "on", **wishes})

    def task(self, state: str) -> str:
        """The id of the newest task in this state."""
        return _find('href="/tasks/([0-9a-f-]{36})"', self.client.get(f"/tasks?state={state}").text)


def _find(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found is not None, pattern
    return found[1]


@dataclass(frozen=True, slots=True)
class Camera:
    """A browser, the service, and who is signed in: nobody where there are no cookies."""

    browser: Browser
    root: str
    cookies: Mapping[str, str]

    def shoot(self, pages: Mapping[str, str], language: str = "en-US") -> None:
        """Every page in both themes and at both widths."""
        kept: Any = [{"name": name, "value": value, "url": self.root} for name, value in self.cookies.items()]
        for (device, width), theme in product(WIDTHS.items(), THEMES):
            wishes: Any = {"viewport": {"width": width, "height": HEIGHT}, "color_scheme": theme}
            context = self.browser.new_context(locale=language, timezone_id="UTC", **wishes)
            context.add_cookies(kept)
            for name, path in pages.items():
                suffix = "-chinese" if language == "zh-CN" else ""
                _shoot(context.new_page(), self.root + path, name, f"{name}-{device}-{theme}{suffix}")
            context.close()


def _shoot(page: Page, address: str, name: str, file: str) -> None:
    """One page once its pictures are there; a page that this release has not is left out."""
    answer = page.goto(address)
    assert answer is not None
    if answer.status != 404 or name == "problem":
        while not page.evaluate(PAINTED):
            page.wait_for_timeout(50)
        _save(page.screenshot(), file, photograph=name in PHOTOGRAPHS)
    page.close()


def _save(shot: bytes, file: str, *, photograph: bool) -> None:
    """Keep it small: what is full of pictures as JPEG, everything else with a palette."""
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    if photograph:
        image.save(HERE / f"{file}.jpg", quality=72, optimize=True, progressive=True)
    else:
        _with_palette(image).save(HERE / f"{file}.png", optimize=True)


def _with_palette(image: Image.Image) -> Image.Image:
    """The colours of the page itself exactly, and as many again for small pictures in it."""
    pixels = np.asarray(image).astype(np.uint32)
    codes = pixels[..., 0] << 16 | pixels[..., 1] << 8 | pixels[..., 2]
    found, counts = np.unique(codes, return_counts=True)
    own = found[np.argsort(-counts)][:HALF]
    rest = image.quantize(HALF, dither=Image.Dither.NONE)
    indices = np.asarray(rest) + len(own)
    for index, code in enumerate(own):
        indices[codes == code] = index
    flat = Image.fromarray(indices.astype(np.uint8))
    flat.putpalette(
        [*own.astype(">u4").view(np.uint8).reshape(-1, 4)[:, 1:].flatten(), *(rest.getpalette() or [])]
    )
    return flat


@contextmanager
def serving(data: Path) -> Iterator[LiveServer]:
    """The service on a folder; the pictures are painted by hand."""
    server = LiveServer.start(data, "--no-worker")
    try:
        yield server
    finally:
        server.stop()


def shoot_guests(browser: Browser, data: Path) -> None:
    """What one sees before one has signed in, the first time and later."""
    with serving(data) as server:
        setup = _find(r"(/setup\?code=\S+)", server.log.read_text())
        Camera(browser, server.root, {}).shoot({"setup": setup})
        add_user(server, "ada", "--admin")
        Camera(browser, server.root, {}).shoot({"sign-in": "/sign-in"})


def shoot_company(browser: Browser, data: Path) -> None:
    """Every page of an administrator: first with all pictures painted, then in the middle of the work."""
    do(activity.a_month, data)
    with serving(data) as server:
        for name, flags in activity.PEOPLE.items():
            add_user(server, name, *flags)
        ada = Visitor(server)
        camera = Camera(browser, server.root, dict(ada.client.cookies))
        for wishes in ASKED:
            ada.ask(**wishes)
            do(activity.paint_what_waits, data)
        for language in ("en-US", "zh-CN"):
            camera.shoot({"playground": "/"}, language)
        painted = ada.task("SUCCEEDED")
        ada.ask(**BEGUN)
        do(activity.begin_one, data)
        ada.ask(**WAITING)
        found = {"painted": painted, "failed": ada.task("FAILED")}
        camera.shoot({"tasks": "/tasks"}, "zh-CN")
        for name, path in PAGES.items():
            do(activity.stay_alive, data)
            camera.shoot({name: path.format(**found)})


def main() -> None:
    """Write every picture."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    path = find_browser()
    if path is None:
        raise SystemExit(f"There is no Chromium: {ENABLE}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        shoot_guests(browser, Path(folder) / "fresh")
        shoot_company(browser, Path(folder) / "company")
        browser.close()


if __name__ == "__main__":
    main()
