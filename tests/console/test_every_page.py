"""What is true of every page: readable by all, on any window, by keyboard, without script, and light."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.console.pages import FOR_GUESTS, PAGES

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 420, "height": 900}
LOOKS = {
    "English": {"viewport": DESK, "locale": "en-US", "color_scheme": "light"},
    "English, dark, phone": {"viewport": PHONE, "locale": "en-US", "color_scheme": "dark"},
    "Chinese, dark": {"viewport": DESK, "locale": "zh-CN", "color_scheme": "dark"},
    "Chinese, phone": {"viewport": PHONE, "locale": "zh-CN", "color_scheme": "light"},
}
MOST_BYTES = 60_000
SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
TOO_WIDE = """[...document.querySelectorAll("body *")].filter((one) => !one.closest(".table, .top nav, pre")
    && one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => one.outerHTML.slice(0, 90))"""
# Each element that the keyboard reaches is remembered; told is whether one can see that it is there.
FOCUSED = """() => {
    const one = document.activeElement;
    (window.reached ??= new Set()).add(one);
    const drawn = (node) => node && getComputedStyle(node).outlineStyle !== "none";
    return one === document.body ? "" : drawn(one) || drawn(one.closest("label")) ? "seen" : one.outerHTML;
}"""
MISSED = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.tabIndex >= 0 && !one.disabled
        && !(one.type === "radio" && !one.checked) && !window.reached.has(one))
    .map((one) => one.outerHTML.slice(0, 120))"""


def barriers(page) -> list[str]:
    """What axe-core calls serious or critical, and where."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_read_it_in_any_window(open_page, name, look):
    page = open_page(name, **LOOKS[look]).page
    assert page.locator("h1").count() == 1
    assert barriers(page) == []
    if LOOKS[look]["viewport"] is PHONE:
        page.set_viewport_size({"width": 375, "height": 800})
    assert not page.evaluate(SCROLLS), page.evaluate(TOO_WIDE)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_wins_over_the_system(open_page, theme):
    other = {"light": "dark", "dark": "light"}[theme]
    page = open_page("tasks", color_scheme=other).page
    page.context.add_cookies([{"name": "wanstudio_theme", "value": theme, "url": page.url}])
    page.reload()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == theme
    assert barriers(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_the_keyboard_reaches_everything_and_one_sees_where_it_is(open_page, name):
    page = open_page(name).page
    assert page.evaluate("document.body.firstElementChild.className") == "skip"
    page.focus(".skip")
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    hidden = []
    for _ in range(300):
        told = page.evaluate(FOCUSED)
        if told == "":
            break
        hidden += [told] if told != "seen" else []
        page.keyboard.press("Tab")
    assert hidden == []
    assert page.evaluate(MISSED) == []


@pytest.mark.parametrize("name", ["playground", "tasks", "sign-in"])
def test_the_skip_link_leads_past_the_navigation(open_page, name):
    page = open_page(name).page
    page.focus(".skip")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_dialog_opens_and_closes_by_keyboard(open_page):
    page = open_page("task").page
    page.focus("figure a[data-large-of]")
    page.keyboard.press("Enter")
    page.locator("[data-lightbox][open]").wait_for()
    assert barriers(page) == []
    first = page.get_attribute("[data-large]", "src")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("[data-large]", "src") != first
    page.keyboard.press("Escape")
    assert not page.locator("[data-lightbox]").is_visible()
    assert page.evaluate("document.activeElement.matches('a[data-large-of]')")


def test_the_menu_opens_and_closes_by_keyboard(open_page):
    page = open_page("playground", viewport=PHONE).page
    page.focus(".menu summary")
    page.keyboard.press("Enter")
    assert page.locator(".menu .sheet").is_visible()
    assert barriers(page) == []
    assert not page.evaluate(SCROLLS)
    page.keyboard.press("Escape")
    assert not page.locator(".menu .sheet").is_visible()
    assert page.evaluate("document.activeElement.matches('.menu summary')")


def test_sizes_are_chosen_with_the_arrow_keys(open_page):
    page = open_page("playground").page
    page.focus("[name=size]:checked")
    before = page.evaluate("document.activeElement.value")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.querySelector('[name=size]:checked').value") != before


def test_a_page_that_renews_itself_keeps_the_focus(open_page):
    page = open_page("system").page
    page.focus(".table")
    page.evaluate("document.querySelector('.table').dataset.old = ''")
    page.locator(".table[data-old]").wait_for(state="detached")
    assert page.evaluate("document.activeElement === document.querySelector('.table')")


@pytest.mark.parametrize("name", ["models", "users"])
def test_a_phone_shows_which_page_one_is_on(open_page, name):
    page = open_page(name, viewport=PHONE).page
    box = page.locator(".top nav [aria-current]").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]


@pytest.mark.parametrize("name", PAGES)
def test_it_is_light_and_brings_no_fonts(open_page, name):
    page, sent = open_page(name).page, []
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.on("requestfinished", lambda asked: sent.append(asked))  # noqa: PLW0108 - playwright marks it
    page.reload(wait_until="networkidle")
    kinds = {asked.resource_type for asked in sent}
    assert {"document", "stylesheet", "script"} <= kinds
    assert "font" not in kinds
    own = {asked.url: asked.sizes() for asked in sent if "/thumbnails/" not in asked.url}
    assert 0 < sum(size["responseBodySize"] for size in own.values()) < MOST_BYTES, own


@pytest.mark.parametrize("name", PAGES)
def test_without_script_it_shows_everything(open_page, name):
    page = open_page(name, java_script_enabled=False).page
    assert page.locator("h1").count() == 1
    assert not [one for one in page.locator(".script").all() if one.is_visible()]
    if name not in FOR_GUESTS:
        page.locator(".top nav a").nth(1).click()
        page.wait_for_url("**/tasks")
