"""The console under a path of its host, behind a proxy that strips the path."""

import re
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import expect
from tests.console.conftest import PASSWORD, Person, add_user
from tests.console.prefix_proxy import prefix_proxy
from tests.live_server import LiveServer
from tests.postgres_server import free_port

PREFIX = "/wan/studio"
ADDRESSES = """[...document.querySelectorAll("[href], [action], [src], [formaction]")].flatMap((one) =>
    ["href", "action", "src", "formaction"].map((name) => one.getAttribute(name)))
    .filter((address) => address !== null && !/^[#?]/.test(address) && !address.startsWith("data:"))"""


@pytest.fixture(scope="module")
def behind(tmp_path_factory):
    """A service and the proxy in front of it: `root` is what a browser asks for."""
    port = free_port()
    address = f"http://127.0.0.1:{port}{PREFIX}"
    server = LiveServer.start(tmp_path_factory.mktemp("behind"), WANSTUDIO_PUBLIC_URL=f"{address}/")
    with prefix_proxy(PREFIX, port, server.port) as root:
        assert root == address
        yield Proxied(server, root)
    server.stop()


class Proxied:
    """A live server by the address of its proxy."""

    def __init__(self, server: LiveServer, root: str) -> None:
        self.server, self.root = server, root
        self.port, self.data = urlsplit(root).port, server.data


@pytest.fixture(scope="module")
def first(behind):
    """The first administrator, made by the setup link."""
    link = re.search(r"http://\S+/setup\?code=\S+", behind.server.log.read_text())[0]
    assert link.startswith(f"{behind.root}/setup")
    code = link.partition("code=")[2]
    form = {"code": code, "name": "ada", "password": PASSWORD}
    made = httpx.post(f"{behind.root}/setup", data=form, headers={"Origin": behind.root.removesuffix(PREFIX)})
    assert (made.status_code, made.headers["location"]) == (303, f"{PREFIX}/")
    return made


@pytest.fixture
def ada(new_person, behind, first) -> Person:
    person = new_person(behind)
    person.strayed = []
    person.page.on("request", lambda asked: person.strayed.append(asked.url))
    yield person.sign_in("ada")
    strayed = [url for url in person.strayed if not url.startswith(("data:", f"{behind.root}/"))]
    assert strayed == []


def test_the_cookie_belongs_to_the_path(first):
    cookie = first.headers["set-cookie"]
    assert f"; Path={PREFIX};" in cookie


def test_a_picture_is_made_seen_and_kept(ada, behind):
    page = ada.page
    task_id = ada.paint("a red fox in the snow", seed="41")
    card = page.locator(f"#task-{task_id}")
    assert card.locator("figure img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    card.locator("figure a[data-large-of]").click()
    large = page.locator("[data-lightbox] [data-large]")
    assert large.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1280
    page.keyboard.press("Escape")
    with page.expect_response(re.compile("/check$")):
        page.fill("#seed", "42")
    assert f'"{behind.root}/api/v1"' in page.locator("[data-program=Python]").text_content()
    card.get_by_text("Vary").click()
    page.locator(f"[data-cards] [data-task]:has(~ #task-{task_id}) .succeeded").wait_for()
    card.locator(".task-id").click()
    page.wait_for_url(f"{behind.root}/tasks/{task_id}")
    page.click(".who [name=language]")
    page.wait_for_url(f"{behind.root}/tasks/{task_id}")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/tasks",
        "/observation",
        "/billing",
        "/keys",
        "/models",
        "/system",
        "/users",
        "/tasks/none",
    ],
)
def test_every_address_of_a_page_is_under_the_path(ada, path):
    page = ada.go(path)
    assert [one for one in page.evaluate(ADDRESSES) if not one.startswith(f"{PREFIX}/")] == []
    here = page.locator(".top nav [aria-current]")
    if path != "/tasks/none":
        assert here.get_attribute("href") == PREFIX + path


def test_forms_lead_back_under_the_path(ada, behind):
    page = ada.go("/keys")
    page.fill("[name=name]", "tests")
    page.click("main button.primary")
    page.locator("[data-secret]").wait_for()
    assert f"{behind.root}/v1" in page.locator("pre").inner_text()
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("[action$=revoke] button").first.click()
    page.wait_for_url(f"{behind.root}/keys")
    page = ada.go("/users")
    page.fill("[action$='/users'] [name=name]", "carol")
    page.fill("[action$='/users'] [name=password]", PASSWORD)
    page.click("main button.primary")
    page.wait_for_url(f"{behind.root}/users")
    page.click(".menu summary")
    with page.expect_navigation():
        page.select_option("[name=region]", "beijing")
    expect(page.locator(".menu .region")).to_have_text("Beijing")
    assert page.url == f"{behind.root}/users"
    for path in ("/tasks?state=FAILED", "/observation"):
        page.goto(behind.root + path)
        with page.expect_navigation():
            page.locator("main select[data-submit]").first.select_option(index=1)
        assert page.url.startswith(behind.root + path.partition("?")[0])
    page.goto(f"{behind.root}/billing")
    page.fill("main [name=find]", "default")
    with page.expect_navigation():
        page.click("main form:has([name=find]) button")
    assert page.url.startswith(behind.root + "/")
    with page.expect_download() as kept:
        ada.go("/billing").locator("[href*='ledger.csv']").click()
    assert kept.value.url.startswith(f"{behind.root}/billing/ledger.csv")
    page.click(".menu summary")
    page.click("[data-sign-out] button")
    page.wait_for_url(f"{behind.root}/sign-in")


def test_who_must_sign_in_comes_back_under_the_path(new_person, behind, first):
    person = new_person(behind)
    page = person.go("/tasks?state=FAILED")
    page.fill("[name=name]", "ada")
    page.fill("[name=password]", PASSWORD)
    page.click("main button.primary")
    page.wait_for_url(f"{behind.root}/tasks?state=FAILED")


def test_static_files_may_be_kept_for_ever(behind):
    page = httpx.get(f"{behind.root}/sign-in").text
    for address in re.findall(r'(?:href|src)="([^"]+/static/[^"]+)"', page):
        answer = httpx.get(behind.root.removesuffix(PREFIX) + address)
        assert (answer.status_code, "immutable" in answer.headers["cache-control"]) == (200, True), address


def test_two_services_of_one_host_do_not_share_a_sign_in(tmp_path, behind, first, new_person):
    """One under the path, one at the root of the same host and port, as a proxy may have them."""
    person = new_person(behind).sign_in("ada")
    names = {one["name"] for one in person.page.context.cookies()}
    root = LiveServer.start(tmp_path / "root", "--no-worker")
    try:
        add_user(root, "ada", "--admin")
        port = urlsplit(behind.root).port
        entered = httpx.post(
            f"{root.root}/sign-in",
            data={"name": "ada", "password": PASSWORD},
            headers={"Host": f"127.0.0.1:{port}"},
        )
        assert entered.status_code == 303
        assert names.isdisjoint(entered.cookies)
    finally:
        root.stop()


def test_a_proxy_that_keeps_back_a_stream_delays_no_picture(tmp_path, new_person):
    port = free_port()
    address = f"http://127.0.0.1:{port}{PREFIX}"
    server = LiveServer.start(tmp_path / "data", WANSTUDIO_PUBLIC_URL=address)
    try:
        add_user(server, "ada", "--admin")
        with prefix_proxy(PREFIX, port, server.port, keeps_back=True) as root:
            new_person(Proxied(server, root)).sign_in("ada").paint("a snail", n="2")
    finally:
        server.stop()
