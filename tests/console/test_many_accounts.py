"""The console with 10,000 accounts: no page is large, figures are right, and an account is found by part of its name."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import urlencode

import apsw
import httpx
import pytest
from playwright.sync_api import expect
from tests.console.conftest import PASSWORD, add_user
from tests.console.figures import figure, table
from tests.crowd import ACCOUNTS, MODEL, ODD_NAMES, fill, id_of, name_of
from tests.live_server import LiveServer

MOST_BYTES = 200_000
PAGES = (
    "/", "/tasks", "/tasks?key=k1", "/observation", "/observation?span=hour", "/observation?span=month",
    "/observation?account=all", "/observation?account=all&span=month", "/observation?account=all&model=" + MODEL,
    f"/observation?account={id_of(0)}&span=month", f"/observation?account={id_of(0)}&key=old7",
    "/observation?find=shop", "/observation?find=nothing+of+the+kind",
    "/billing", "/billing?account=all", f"/billing?account={id_of(0)}", "/billing?find=shop",
    "/keys", "/models", "/system", "/users", "/users?find=shop", "/users?find=nothing+of+the+kind",
)  # fmt: skip
STREAMED_MEMORY_MIB = 40


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    server = LiveServer.start(tmp_path_factory.mktemp("crowd"), "--no-worker")
    add_user(server, "ada", "--admin")
    fill(server.data / "wanstudio.sqlite3")
    add_user(server, "of the first", "--account", name_of(0))
    yield server
    server.stop()


@contextmanager
def signed_in(server: LiveServer, name: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.root, timeout=60) as client:
        assert client.post("/sign-in", data={"name": name, "password": PASSWORD}).status_code == 303
        yield client


@pytest.fixture(scope="module")
def ada_http(crowd):
    with signed_in(crowd, "ada") as client:
        yield client


@pytest.fixture(scope="module")
def store(crowd) -> apsw.Connection:
    return apsw.Connection(str(crowd.data / "wanstudio.sqlite3"), flags=apsw.SQLITE_OPEN_READONLY)


def tile(page: str, name: str) -> str:
    return re.search(rf'data-figure="{name}">([^<]*)<', page)[1]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_large(ada_http, path):
    page = ada_http.get(path)
    assert page.status_code == 200
    assert len(page.content) < MOST_BYTES


def test_the_pages_of_the_account_with_most_keys_are_small_too(crowd):
    with signed_in(crowd, "of the first") as client:
        for path in ("/", "/tasks", "/observation?span=month", "/billing", "/keys"):
            page = client.get(path)
            assert (page.status_code, len(page.content) < MOST_BYTES) == (200, True)
        assert "4,851 older revoked keys" in client.get("/keys").text


def since(store: apsw.Connection, hours: int) -> int:
    now = store.execute("SELECT CAST(strftime('%s') AS INTEGER) * 1000").get
    return (now // 3_600_000 - hours + 1) * 12


def test_the_figures_of_all_accounts_are_the_sums_of_the_store(ada_http, store):
    page = ada_http.get("/observation?account=all").text
    calls, images = store.execute(
        "SELECT sum(calls), sum(images) FROM usage_slots WHERE slot >= ?", (since(store, 24),)
    ).fetchone()
    assert (tile(page, "calls"), tile(page, "images")) == (f"{calls:,}", f"{images:,}")
    page = ada_http.get("/billing?account=all").text
    month = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0).timestamp() * 1000
    images, cost = store.execute(
        "SELECT count(*), sum(price_micros) FROM charges WHERE charged_at >= ?", (month,)
    ).fetchone()
    assert tile(page, "images") == f"{images:,}"
    assert tile(page, "cost").replace(",", "") in (f"${cost / 1e6:.2f}", f"${cost / 1e6:.3f}")


def test_those_with_most_calls_are_named_and_the_others_counted(ada_http, store):
    page = ada_http.get("/observation?account=all").text
    most = store.execute(
        "SELECT account_id FROM usage_slots WHERE slot >= ? GROUP BY 1 ORDER BY sum(calls) DESC, 1 LIMIT 20",
        (since(store, 24),),
    ).fetchall()
    for (account_id,) in most:
        assert f"account={account_id}" in page
    asked = store.execute(
        "SELECT count(DISTINCT account_id) FROM usage_slots WHERE slot >= ?", (since(store, 24),)
    ).get
    assert f"{asked - 20:,} others" in page


def test_figures_of_all_accounts_are_read_anew_more_seldom(ada_http):
    for query, seconds in (
        ("", 3),
        ("?account=all", 60),
        ("?account=all&span=hour", 15),
        ("?account=all&key=k7", 3),
    ):
        assert f'data-live="{seconds}"' in ada_http.get(f"/observation{query}").text


@pytest.mark.parametrize("page", ["/observation", "/billing"])
@pytest.mark.parametrize(
    ("text", "name"),
    [("0% o", ODD_NAMES[0]), ("e_c", ODD_NAMES[1]), ("'neil & <", ODD_NAMES[2]), ("青山", ODD_NAMES[3]), ("acme", ODD_NAMES[4]), ("SHOP 04711", "shop 04711")],
)  # fmt: skip
def test_a_search_that_finds_one_account_shows_it(ada_http, page, text, name):
    kept = {
        "/observation": {"span": "month", "model": MODEL},
        "/billing": {"month": f"{datetime.now(UTC):%Y-%m}"},
    }[page]
    found = ada_http.get(f"{page}?{urlencode({'find': text, **kept, 'key': 'k9', 'account': 'all'})}")
    number = next(number for number in range(ACCOUNTS) if name_of(number) == name)
    assert found.status_code == 303
    assert found.headers["location"] == f"{page}?{urlencode({**kept, 'account': id_of(number)})}"
    shown = ada_http.get(found.headers["location"])
    assert (
        "data-account>"
        + name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;")
        in shown.text
    )


def test_a_search_that_finds_many_shows_links_and_how_many_more(ada_http):
    page = ada_http.get("/observation?find=shop+0471&span=hour").text
    assert len(re.findall(r"/observation\?span=hour&amp;account=\w+", page)) >= 10
    assert "more: type more" not in page
    assert "9,975 more: type more of the name or id." in ada_http.get("/observation?find=shop").text


def test_a_search_that_finds_nothing_says_so_and_an_unknown_account_is_not_there(ada_http):
    page = ada_http.get("/observation?find=%3Cb%3E%00").text
    assert "No account has “&lt;b&gt;” in its name or id." in page
    assert ada_http.get("/observation?account=nobody").status_code == 404
    assert ada_http.get("/billing?account=nobody").status_code == 404
    users = ada_http.get("/users?find=nothing+of+the+kind").text
    assert "Nobody has “nothing of the kind” in their name or account." in users


def test_users_are_found_by_their_name_or_account(ada_http):
    page = ada_http.get("/users?find=acme").text
    assert f"user of {ODD_NAMES[4]}" in page
    assert page.count('action="/users/look"') == page.count('action="/users/remove"') == 1


def test_a_plain_user_finds_no_other_account(crowd):
    with signed_in(crowd, "of the first") as client:
        for path in ("/observation?find=acme", "/billing?find=acme", "/observation?account=all&key=k4"):
            page = client.get(path, headers={"x-part": "1"})
            assert page.status_code == 200
            assert "ACME" not in page.text
        assert client.get("/users?find=acme").status_code == 403
        assert "k9 " not in client.get("/tasks?key=k9").text


def resident_mib(server: LiveServer) -> float:
    with open(f"/proc/{server.process.pid}/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


def test_the_file_of_all_accounts_is_whole_and_needs_no_memory(ada_http, crowd, store):
    before, calls = resident_mib(crowd), 0
    for path in ("/observation.csv?account=all&span=month", "/billing/ledger.csv?account=all"):
        rows = csv.DictReader(io.StringIO(ada_http.get(path).text))
        calls = sum(int(row["calls"]) if "calls" in row else 0 for row in rows) or calls
    assert calls == store.execute("SELECT sum(calls) FROM usage_slots").get
    assert resident_mib(crowd) - before < STREAMED_MEMORY_MIB


@pytest.mark.parametrize("script", [True, False])
def test_an_administrator_searches_an_account_and_sees_its_figures(new_person, crowd, store, script):
    page = (
        new_person(crowd, java_script_enabled=script).sign_in("ada").go("/observation?account=all&span=month")
    )
    page.fill("[name=find]", "shop 0471")
    if script:
        expect(page.locator("[data-found] li")).to_have_count(10)
        page.fill("[name=find]", "shop 04711")
        expect(page.locator("[data-found] li")).to_have_count(1)
        page.click("[data-found] a")
    else:
        page.click("button:has-text('Search')")
        page.click("[data-found] a:text-is('shop 04711')")
    expect(page.locator("[data-account]")).to_have_text("shop 04711")
    assert "span=month" in page.url
    calls = store.execute("SELECT sum(calls) FROM usage_slots WHERE account_id = ?", (id_of(4711),)).get
    assert figure(page, "calls") == str(calls)
    assert [row[0].split(" · ")[0] for row in table(page, "By API key")] == ["main"]
    page.click("a.button:text-is('All accounts')")
    expect(page.locator("[data-account]")).to_have_text("All accounts")
