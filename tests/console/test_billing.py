"""The bill as its reader sees it: equal to the ledger, by account, month and region."""

from datetime import UTC, datetime
from decimal import Decimal

import apsw
import httpx
import pytest
from tests.console.conftest import add_user
from tests.console.figures import MODEL, charges, create, download, figure, figures_of, settle, table
from tests.live_server import LiveServer, new_key

PRICE = 25_000
SOLD_BEFORE = 98
"""Free images that were used up long ago: two of the hundred are left."""
_MONTH = datetime.now(UTC).strftime("%Y-%m")


@pytest.fixture(scope="module")
def sold(tmp_path_factory):
    """A service that sold five images to one account, two of them free, and one to another."""
    server = LiveServer.start(tmp_path_factory.mktemp("sold")).with_key(
        "--account", "default", "--name", "shop"
    )
    bens = new_key(server.data, "--account", "bens")
    add_user(server, "ada", "--admin")
    add_user(server, "ben", "--account", "bens")
    store = apsw.Connection(str(server.data / "wanstudio.sqlite3"))
    store.set_busy_timeout(10_000)
    accounts = "SELECT account_id, 'singapore', ?, ? FROM accounts WHERE name = 'default'"
    store.execute(f"INSERT INTO free_quotas {accounts}", (MODEL, SOLD_BEFORE))
    for n in (3, 2):
        assert create(server, "a red car", n=n).status_code == 200
    assert create(server, "a red car", bens).status_code == 200
    settle(server)
    # A charge of an earlier month, and one in the other region.
    charge = "INSERT INTO charges SELECT ?, 0, account_id, ?, 'gone', ?, 'paid', 33333, ?, ? FROM accounts WHERE name = ?"
    long_ago = int(datetime(2026, 1, 31, 23, 59, tzinfo=UTC).timestamp() * 1000)
    store.execute(charge, ("old", "singapore", MODEL, "USD", long_ago, "default"))
    store.execute(charge, ("far", "beijing", MODEL, "CNY", server_now(store), "default"))
    yield server
    server.stop()


def server_now(store: apsw.Connection) -> int:
    return store.execute("SELECT max(charged_at) FROM charges").get


@pytest.fixture
def ada(new_person, sold):
    return new_person(sold).sign_in("ada")


@pytest.fixture
def ben(new_person, sold):
    return new_person(sold).sign_in("ben")


def test_the_totals_equal_the_ledger(ada, sold):
    page = ada.go("/billing")
    written = [line for line in charges(sold, "default") if line[0] not in ("old", "far")]
    assert sum(price for *_, price in written) == 3 * PRICE
    assert figure(page, "cost") == "$0.075"
    assert (figure(page, "images"), figure(page, "free"), figure(page, "paid")) == ("5", "2", "3")
    drawn = figures_of(page, "cost")[MODEL]
    assert sum(Decimal(cell.removeprefix("$")) for cell in drawn) == Decimal("0.075")
    assert sum(map(int, figures_of(page, "images")[MODEL])) == len(written)
    assert table(page, "By model") == [[MODEL, "5", "2", "3", "$0.075"]]
    ((key, *sums),) = table(page, "By API key")
    assert key.startswith("shop · sk-")
    assert sums == ["5", "2", "3", "$0.075"]


def test_free_images_left_are_told_by_model_with_their_end(ada, sold):
    page = ada.go("/billing")
    assert page.inner_text(f"[data-left='{MODEL}']") == "0"
    assert page.inner_text("[data-left='wan2.6-t2i']") == "50"
    ends = page.locator("tr", has=page.locator(f"[data-left='{MODEL}']")).locator("time")
    left = datetime.fromisoformat(ends.get_attribute("datetime")) - datetime.now(UTC)
    assert 89 <= left.days <= 90


def test_the_ledger_is_a_row_an_image(ada, sold):
    page = ada.go("/billing")
    rows = download(sold, page, page.get_attribute("a:has-text('Download the ledger')", "href"))
    written = [line for line in charges(sold, "default") if line[0] not in ("old", "far")]
    told = [(row["task"], int(row["image"]), row["model"], row["kind"]) for row in rows]
    assert told == [line[:4] for line in written]
    assert sum(Decimal(row["price"]) for row in rows) == Decimal("0.075")
    assert {row["currency"] for row in rows} == {"USD"}
    assert all(datetime.fromisoformat(row["time"]).strftime("%Y-%m") == _MONTH for row in rows)


def test_an_earlier_month_may_be_chosen(ada, sold):
    page = ada.go("/billing")
    page.select_option("select[name=month]", "2026-01")
    page.wait_for_url("**month=2026-01**")
    assert figure(page, "cost") == "$0.033333"
    assert dict(zip(*figures_of(page, "cost").values(), strict=True))["2026-01-31"] == "$0.033333"
    (row,) = download(sold, page, "/billing/ledger.csv?month=2026-01")
    assert (row["task"], row["price"]) == ("old", "0.033333")
    page.select_option("select[name=month]", "2026-02")
    page.wait_for_url("**month=2026-02**")
    assert page.locator("#cost .nothing").is_visible()


def test_the_other_region_has_a_bill_and_a_currency_of_its_own(new_person, sold):
    page = new_person(sold).sign_in("ada").go("/billing")
    page.click(".menu summary")
    page.select_option("select[name=region]", "beijing")
    page.locator("h1 .chip", has_text="Beijing").wait_for()
    assert figure(page, "cost") == "¥0.033333"
    (row,) = download(sold, page, "/billing/ledger.csv")
    assert (row["task"], row["currency"]) == ("far", "CNY")


def test_a_plain_user_sees_only_their_own(ben, sold):
    for query in ("", "?account=all"):
        page = ben.go(f"/billing{query}")
        assert (figure(page, "images"), figure(page, "cost")) == ("1", "$0.00")
        (row,) = download(sold, page, f"/billing/ledger.csv{query}")
        assert row["kind"] == "free"
        assert "account" not in row


def test_an_administrator_sees_all_accounts_together(ada, sold):
    page = ada.go("/billing?account=all")
    assert (figure(page, "images"), figure(page, "cost")) == ("6", "$0.075")
    assert page.locator("[data-left]").count() == 0
    rows = download(sold, page, "/billing/ledger.csv?account=all")
    assert sorted(row["account"] for row in rows) == ["bens"] + ["default"] * 5


def test_nobody_else_gets_the_figures(sold):
    for path in ("/observation", "/observation.csv", "/billing", "/billing/ledger.csv"):
        answer = httpx.get(sold.root + path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in")
