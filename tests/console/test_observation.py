"""Model observation as its reader sees it, against `wanstudio usage` and the ledger."""

import re

import apsw
import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.console.conftest import add_user
from tests.console.figures import (
    MODEL,
    be_throttled,
    calls_of,
    charges,
    counted,
    create,
    download,
    figure,
    figures_of,
    settle,
    table,
    usage,
)
from tests.live_server import LiveServer, new_key


@pytest.fixture(scope="module")
def busy(tmp_path_factory):
    """A service that painted, refused and throttled, for two accounts."""
    server = LiveServer.start(tmp_path_factory.mktemp("busy"), WANSTUDIO_PROFILE="model-studio")
    server.with_key("--account", "default", "--name", "shop")
    bens = new_key(server.data, "--account", "bens")
    add_user(server, "ada", "--admin")
    add_user(server, "ben", "--account", "bens")
    refused = create(server, "naked woman")
    assert (refused.status_code, refused.json()["code"]) == (400, "DataInspectionFailed")
    assert create(server, "a red car", n=3).status_code == 200
    assert create(server, "a red car", bens, n=2).status_code == 200
    be_throttled(server)
    settle(server, throttled=True)
    yield server
    server.stop()


@pytest.fixture
def ada(new_person, busy):
    return new_person(busy).sign_in("ada")


@pytest.fixture
def ben(new_person, busy):
    return new_person(busy).sign_in("ben")


def key_of(server: LiveServer, name: str) -> str:
    store = apsw.Connection(str(server.data / "wanstudio.sqlite3"))
    return store.execute("SELECT key_id FROM api_keys WHERE name = ?", (name,)).get


@pytest.mark.parametrize("span", ["hour", "day", "month"])
def test_the_figures_are_those_of_the_command_line_and_the_ledger(ada, busy, span):
    page = ada.go(f"/observation?span={span}")
    mine = calls_of(busy, "default")
    calls, succeeded, throttled = (str(counted(mine, column)) for column in ("calls", "ok", "throttled"))
    assert figure(page, "calls") == calls
    assert figure(page, "success") == f"{100 * int(succeeded) / int(calls):.1f} %"
    assert figure(page, "throttled") == throttled == "1"
    assert figure(page, "images") == str(counted(mine, "images")) == str(len(charges(busy, "default")))
    assert figure(page, "blocked") == "1"
    assert figure(page, "failed") == "0"
    drawn = figures_of(page, "calls")
    assert sum(map(int, drawn["Succeeded"])) == int(succeeded)
    assert sum(map(int, drawn["Throttled"])) == 1
    assert sum(map(int, drawn["Moderation"])) == 1
    assert sum(map(int, figures_of(page, "images")[MODEL])) == len(charges(busy, "default"))
    codes = dict(row[:2] for row in table(page, "Failures by code"))
    assert codes == {"DataInspectionFailed": "1", "Throttling.RateQuota": "1"}
    (by_model,) = table(page, "By model")
    assert by_model[:2] == [MODEL, calls]


def test_latency_and_queue_wait_are_told_by_percentile(ada, busy):
    page = ada.go("/observation?span=hour")
    (line,) = calls_of(busy, "default")
    assert figure(page, "latency").replace(" ", "") == line["p50"]
    assert re.fullmatch(r"\d+\.\d\d s", figure(page, "wait"))
    (by_key,) = table(page, "By API key")
    assert by_key[0].startswith("shop · sk-")
    assert by_key[8].replace(" ", "") == line["p95"]
    assert set(figures_of(page, "wait")) == {"Time", "p50", "p95"}


def test_a_plain_user_sees_only_their_own(ben, busy):
    for query in ("", "?account=all", f"?account={account_of(busy, 'default')}"):
        page, calls = ben.go(f"/observation{query}"), counted(calls_of(busy, "bens"), "calls")
        assert figure(page, "calls") == str(calls)
        assert figure(page, "images") == "2" == str(len(charges(busy, "bens")))
        assert page.locator("[name=account], [name=find]").count() == 0
        assert "shop" not in page.inner_text("main")
        rows = download(busy, page, f"/observation.csv{query}")
        assert sum(int(row["calls"]) for row in rows) == calls


def account_of(server: LiveServer, name: str) -> str:
    store = apsw.Connection(str(server.data / "wanstudio.sqlite3"))
    return store.execute("SELECT account_id FROM accounts WHERE name = ?", (name,)).get


def test_an_administrator_chooses_whose_figures_and_which_key(ada, busy):
    page = ada.go("/observation")
    everything = str(counted(usage(busy), "calls"))
    page.click("a.button:has-text('All accounts')")
    page.wait_for_url("**account=all**")
    assert figure(page, "calls") == everything
    assert {row[0].split(" · ")[0] for row in table(page, "By API key")} == {"default", "bens"}
    assert {row[0] for row in table(page, "By account")} == {"default", "bens"}
    page.click("th a:text-is('bens')")
    page.wait_for_url(f"**account={account_of(busy, 'bens')}**")
    assert figure(page, "calls") == str(counted(calls_of(busy, "bens"), "calls"))
    page = ada.go(f"/observation?account=all&key={key_of(busy, 'shop')}")
    assert figure(page, "images") == str(len(charges(busy, "default")))
    page.click("text=Last 30 days")
    page.wait_for_url("**span=month**")
    assert figure(page, "images") == str(len(charges(busy, "default")))


def test_the_file_has_the_figures_of_the_page(ada, busy):
    page = ada.go("/observation?span=hour")
    link = page.get_attribute("a:has-text('Download CSV')", "href")
    rows = download(busy, page, link)
    assert str(sum(int(row["calls"]) for row in rows)) == figure(page, "calls")
    assert sum(int(row["moderation"]) for row in rows) == 1
    assert {row["model"] for row in rows} == {MODEL}


def test_calls_of_another_region_are_not_among_them(ada, busy):
    page = ada.go("/observation")
    page.click(".menu summary")
    page.select_option("select[name=region]", "beijing")
    page.wait_for_load_state()
    page.locator("h1 .chip", has_text="Beijing").wait_for()
    assert figure(page, "calls") == "0"
    assert figure(page, "success") == "–"
    assert page.locator("#calls .nothing").is_visible()


def test_a_call_appears_while_the_page_is_open(ben, busy):
    page = ben.go("/observation?span=hour")
    page.evaluate("window.stayed = true")
    page.click("#calls-figures summary")
    before = int(figure(page, "calls"))
    refused = create(busy, "naked woman", new_key(busy.data, "--account", "bens"))
    assert refused.status_code == 400
    page.locator("[data-figure=calls]", has_text=re.compile(f"^{before + 1}$")).wait_for(timeout=15_000)
    assert page.evaluate("window.stayed"), "the page was not loaded again"
    assert page.locator("#calls-figures").get_attribute("open") is not None, "what was open stays open"
    assert page.evaluate("document.activeElement.closest('details')?.id") == "calls-figures"


def test_hours_are_written_in_the_readers_time_zone(new_person, busy):
    page = new_person(busy, timezone_id="Asia/Kolkata").sign_in("ada").go("/observation?span=day")
    labels = page.locator("#calls .chart text.always").all_text_contents()
    assert {label[-2:] for label in labels} == {"30"}


def test_the_pages_fit_a_telephone_and_those_who_cannot_see_them(new_person, busy):
    wishes = {"viewport": {"width": 420, "height": 900}, "color_scheme": "dark", "locale": "zh-CN"}
    person = new_person(busy, **wishes).sign_in("ada")
    for path in ("/observation", "/billing"):
        page = person.go(path)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.inner_text("h1").startswith("账单")
