"""Nothing is wider than the card it is in, whatever is open, and what one sends with is in sight."""

import pytest
from tests.console.pages import PAGES

WIDTHS = (390, 768, 1280, 1440)
LANGUAGES = {"English": "en-US", "Chinese": "zh-CN"}
OPEN_ALL = """for (const one of document.querySelectorAll("details")) one.open = true;
    document.querySelector("[name=size][value=custom]")?.click();"""
# What may be wider than it looks: it can be scrolled sideways for itself.
TOO_WIDE = """() => [...document.querySelectorAll(".card, .tile, .sheet, .heading, .secret, dialog[open]")].flatMap((card) => {
    const box = card.getBoundingClientRect();
    const wide = card.scrollWidth > card.clientWidth + 1 ? [`scrolls: ${card.outerHTML.slice(0, 90)}`] : [];
    const outside = (one) => {
        const own = one.getBoundingClientRect();
        return own.width > 0 && (own.right > box.right + 1 || own.left < box.left - 1);
    };
    const inner = [...card.querySelectorAll("*")].filter((one) => !one.parentElement.closest(".table, pre, svg")
        && !one.matches(".visually-hidden") && outside(one));
    return [...wide, ...inner.map((one) => one.outerHTML.slice(0, 120))];
})"""
IN_SIGHT = """() => {
    const box = document.querySelector("[data-go]").getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return box.bottom <= innerHeight && top !== null && top.closest("[data-go]") !== null;
}"""


def refuse(page) -> None:
    """Have the playground show an error, a size that is wrong, and words that know no spaces."""
    page.fill("#prompt", "how to make a bomb " + "w" * 300)
    page.fill("[name=width]", "100")
    page.locator("[data-size-problem]:not(:empty)").wait_for()
    page.click("[data-go]")
    page.locator("[data-problem] .problem").wait_for()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_in_a_card_is_wider_than_the_card(open_page, name, width, language):
    page = open_page(name, viewport={"width": width, "height": 900}, locale=LANGUAGES[language]).page
    page.evaluate(OPEN_ALL)
    if name == "playground":
        refuse(page)
    assert page.evaluate(TOO_WIDE) == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    if page.locator("[data-large-of]").count():
        page.locator("[data-large-of]").first.click()
        page.locator("[data-lightbox][open] [data-large]").evaluate("image => image.decode()")
        assert page.evaluate(TOO_WIDE) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (390, 844)])
def test_generate_is_in_sight_whatever_the_form_shows(open_page, size, language):
    width, height = size
    page = open_page(
        "playground", viewport={"width": width, "height": height}, locale=LANGUAGES[language]
    ).page
    assert page.evaluate(IN_SIGHT)
    page.check("[name=size][value=custom]")
    refuse(page)
    page.evaluate("window.scrollTo(0, 0)")
    assert page.evaluate(IN_SIGHT)
    page.click(".programs summary")
    page.locator("[data-program=Java]").scroll_into_view_if_needed()
    if width > 960:
        assert page.evaluate(IN_SIGHT)


def test_what_the_keyboard_reaches_is_not_hidden_behind_generate(open_page):
    page = open_page("playground", viewport={"width": 1280, "height": 720}).page
    page.check("[name=size][value=custom]")
    page.focus("#prompt")
    for _ in range(14):
        page.keyboard.press("Tab")
        assert page.evaluate("""() => {
            const one = document.activeElement.closest("label.shape") ?? document.activeElement;
            const box = one.getBoundingClientRect();
            const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 12));
            return one.closest(".wishes") === null || one.contains(top) || top?.contains(one);
        }"""), page.evaluate("document.activeElement.outerHTML")
