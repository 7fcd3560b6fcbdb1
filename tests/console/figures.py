"""What a page of figures shows, read as its reader does; and the same figures from the command line."""

import csv
import io
import re
import time
from typing import Any

import apsw
import httpx
from tests.live_server import LiveServer, run_wanstudio

PATH = "/services/aigc/text2image/image-synthesis"
MODEL = "wan2.2-t2i-flash"


def figure(page: Any, name: str) -> str:
    """A tile's large figure."""
    return page.inner_text(f"[data-figure={name}]")


def table(page: Any, title: str) -> list[list[str]]:
    """The cells of the table under this heading."""
    card = page.locator("section.card", has=page.locator("h2", has_text=re.compile(f"^{title}$")))
    return [row.locator("th, td").all_inner_texts() for row in card.locator("tbody tr").all()]


def figures_of(page: Any, chart: str) -> dict[str, list[str]]:
    """The table beneath a chart: each series with its figures."""
    page.evaluate(f"document.querySelector('#{chart}-figures').open = true")
    head = page.locator(f"#{chart} thead th").all_inner_texts()
    rows = [row.locator("th, td").all_inner_texts() for row in page.locator(f"#{chart} tbody tr").all()]
    return {name: [row[place] for row in rows] for place, name in enumerate(head)}


def usage(server: LiveServer, *flags: str) -> list[dict[str, str]]:
    """`wanstudio usage`, a dictionary a line."""
    told = run_wanstudio("usage", "--data", server.data, *flags)
    assert told.returncode == 0, told.stderr
    lines = told.stdout.split("\n\n")[0].splitlines()
    starts = [match.start() for match in re.finditer(r"\S+", lines[0])]
    ends = [*starts[1:], None]
    names = lines[0].split()
    return [
        {name: line[start:end].strip() for name, start, end in zip(names, starts, ends, strict=True)}
        for line in lines[1:]
    ]


def calls_of(server: LiveServer, account: str) -> list[dict[str, str]]:
    """The lines of `wanstudio usage` that are one account's."""
    return usage(server, "--account", account)


def counted(lines: list[dict[str, str]], column: str) -> int:
    """The sum of a column."""
    return sum(int(line[column]) for line in lines)


def charges(server: LiveServer, account: str) -> list[tuple[Any, ...]]:
    """The ledger itself: task, image, model, kind, price."""
    store = apsw.Connection(str(server.data / "wanstudio.sqlite3"))
    return store.execute(
        "SELECT task_id, image_no, c.model, kind, price_micros FROM charges c JOIN accounts USING (account_id) "
        "WHERE name = ? ORDER BY charged_at, task_id, image_no",
        (account,),
    ).fetchall()


def download(server: LiveServer, page: Any, path: str) -> list[dict[str, str]]:
    """A CSV file as whoever is signed in gets it."""
    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    answer = httpx.get(server.root + path, cookies=cookies)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    return list(csv.DictReader(io.StringIO(answer.text)))


def create(server: LiveServer, prompt: str, key: str = "", *, n: int = 1) -> httpx.Response:
    body = {"model": MODEL, "input": {"prompt": prompt}, "parameters": {"n": n, "size": "512*512"}}
    headers = {"Authorization": f"Bearer {key or server.key}", "X-DashScope-Async": "enable"}
    return httpx.post(server.base + PATH, json=body, headers=headers, timeout=60)


def be_throttled(server: LiveServer) -> None:
    """Send creates until the account's rate is passed."""
    while create(server, "a red car").status_code != 429:
        pass


def settle(server: LiveServer, *, throttled: bool = False) -> None:
    """Wait until every task has ended, and until a throttled call has been written down."""
    store = apsw.Connection(str(server.data / "wanstudio.sqlite3"))
    deadline = time.monotonic() + 60
    while store.execute("SELECT count(*) FROM tasks WHERE state < 3").get or (
        throttled and not store.execute("SELECT count(*) FROM usage_slots WHERE code LIKE 'Throttling%'").get
    ):
        assert time.monotonic() < deadline
        time.sleep(0.1)
