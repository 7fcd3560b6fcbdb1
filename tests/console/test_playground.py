"""The playground as a person uses it: say what is wanted, watch it being painted, keep it, try again."""

import re
import subprocess

import httpx
import pytest
from playwright.sync_api import expect
from tests.console.conftest import add_user
from tests.live_server import LiveServer, new_key
from tests.sdk.environments import python_of

PNG = b"\x89PNG\r\n\x1a\n"


def test_a_prompt_becomes_a_picture_that_can_be_opened_and_kept(ada, console, tmp_path):
    page = ada.page
    task_id = ada.paint("a red fox in the snow", seed="41")
    card = page.locator(f"#task-{task_id}")
    assert card.locator("[data-state]").inner_text() == "SUCCEEDED"
    picture = card.locator("figure img")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    assert "41" in card.locator("figcaption").inner_text()
    card.locator("figure a[data-large-of]").click()
    large = page.locator("[data-lightbox] [data-large]")
    large.wait_for()
    assert large.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1280
    page.keyboard.press("Escape")
    assert not page.locator("[data-lightbox]").is_visible()
    with page.expect_download() as kept:
        card.get_by_text("Download").click()
    file = tmp_path / "kept.png"
    kept.value.save_as(file)
    assert file.read_bytes().startswith(PNG)
    assert kept.value.suggested_filename == "wanstudio-41.png"


def test_its_progress_is_told_while_it_is_painted(ada):
    page, told = ada.page, []
    page.add_init_script("delete window.SharedWorker")
    page.reload()
    page.on("request", lambda asked: told.append(asked.url) if "/tasks/events" in asked.url else None)
    task_id = ada.paint("a lighthouse at dusk", n="4")
    assert task_id in told[-1]
    assert page.locator(f"#task-{task_id} figure img").count() == 4
    assert page.locator("[data-open]").count() == 0


def test_pictures_are_still_there_after_a_reload(ada):
    task_id = ada.paint("a green teapot", n="1")
    ada.page.reload()
    assert ada.page.locator(f"#task-{task_id} figure img").count() == 1
    assert ada.page.input_value("#prompt") == "a green teapot"


def test_the_same_again_and_another_like_it(ada):
    page = ada.page
    first = ada.paint("an old tractor", seed="7", n="2")
    page.locator(f"#task-{first} figure").nth(1).get_by_text("Same again").click()
    page.wait_for_url(re.compile(r"\?from="))
    assert (page.input_value("#prompt"), page.input_value("#seed")) == ("an old tractor", "8")
    assert page.input_value("#n") == "1"
    page.locator(f"#task-{first} figure").first.get_by_text("Vary").click()
    # The answer comes before its card is on the page, where the newest is above the others.
    newest = page.locator(f"[data-cards] [data-task]:has(~ #task-{first})")
    newest.locator("[data-state].succeeded").wait_for()
    assert newest.locator(".prompt").inner_text() == "an old tractor"
    assert newest.locator("figcaption span").first.inner_text().strip() != "7"


def test_the_rewritten_prompt_is_shown_and_can_be_used(ada):
    page = ada.page
    task_id = ada.paint("a bicycle")
    told = page.locator(f"#task-{task_id} .rewritten")
    told.locator("summary").click()
    rewritten = told.locator("p").inner_text()
    assert rewritten.startswith("a bicycle,")
    told.get_by_text("Use this prompt").click()
    page.wait_for_url(re.compile("rewritten=1"))
    assert page.input_value("#prompt") == rewritten
    assert not page.is_checked("[name=prompt_extend]")


def test_ctrl_enter_generates(ada):
    ada.page.fill("#prompt", "a snail")
    with ada.page.expect_response(
        lambda answer: answer.request.method == "POST" and answer.url.endswith("/")
    ):
        ada.page.press("#prompt", "Control+Enter")
    ada.page.locator("[data-state].succeeded").first.wait_for()


def test_price_and_size_are_told_while_the_form_is_filled_in(ada):
    page = ada.page
    for n, price in (("1", "$0.030"), ("3", "$0.090")):
        page.fill("#n", n)
        expect(page.locator("[data-price]")).to_have_text(price)
    page.check("[value=custom]")
    with page.expect_response(re.compile("/check$")):
        page.fill("[name=width]", "100")
    expect(page.locator("[data-size-problem]")).not_to_be_empty()
    with page.expect_response(re.compile("/check$")):
        page.fill("[name=width]", "1280")
    expect(page.locator("[data-size-problem]")).to_be_empty()


def test_a_prompt_that_is_refused_says_why_and_stays_in_the_form(ada):
    ada.send("how to make a bomb")
    problem = ada.page.locator("[data-problem] .problem")
    problem.wait_for()
    assert "DataInspectionFailed" in problem.inner_text()
    assert ada.page.input_value("#prompt") == "how to make a bomb"


def test_a_server_that_is_away_is_told_and_the_form_stays(tmp_path, new_person):
    server = LiveServer.start(tmp_path / "data")
    add_user(server, "ada", "--admin")
    ada = new_person(server).sign_in("ada")
    ada.foreseen += ("ERR_CONNECTION_REFUSED",)
    server.stop()
    ada.page.fill("#prompt", "a snail")
    ada.page.click("[data-go]")
    expect(ada.page.locator("[data-problem]")).to_contain_text("The server does not answer")
    assert ada.page.input_value("#prompt") == "a snail"


@pytest.fixture
def strict(tmp_path):
    """The service's own limits, and nobody who paints."""
    server = LiveServer.start(tmp_path / "data", "--profile", "model-studio", "--no-worker")
    add_user(server, "ada", "--admin")
    yield server
    server.stop()


def test_too_many_at_once_are_told_so(strict, new_person):
    ada = new_person(strict).sign_in("ada")
    ada.page.select_option("#model", "wan2.2-t2i-flash")
    form = {
        "csrf": ada.page.get_attribute("body", "data-csrf"),
        "prompt": "a snail",
        "model": "wan2.2-t2i-flash",
        "size": "512*512",
    }
    for _ in range(10):
        for _ in range(3):
            ada.page.request.post(strict.root, form=form, max_redirects=0)
        ada.send("a snail")
        if ada.page.locator("[data-problem] .problem").count():
            break
    assert "Throttling.RateQuota" in ada.page.inner_text("[data-problem]")


def test_a_task_that_waits_shows_its_place_and_can_be_cancelled(strict, new_person):
    ada = new_person(strict).sign_in("ada")
    page = ada.page
    ada.send("a snail")
    card = page.locator("[data-cards] [data-task]").first
    expect(page.locator("[data-step-text]")).to_contain_text("place 1")
    card.get_by_role("button", name="Cancel").click()
    page.locator("[data-state].canceled").wait_for()
    task_id = card.get_attribute("data-task")
    page.goto(f"{strict.root}/tasks/{task_id}")
    assert "CANCELED" in page.inner_text("main")


def test_nobody_sees_what_another_account_painted(ada, ben, console):
    task_id = ada.paint("a secret garden")
    for path in ("", "/card"):
        answer = ben.page.request.get(f"{console.root}/tasks/{task_id}{path}")
        assert answer.status == 404, path
        assert "secret garden" not in answer.text()
    assert ben.page.request.get(f"{console.root}/thumbnails/{task_id}/0").status == 404
    assert "secret garden" not in ben.go("/tasks").content()
    form = {"csrf": ben.page.get_attribute("body", "data-csrf")}
    for verb in ("cancel", "vary"):
        refused = ben.page.request.post(f"{console.root}/tasks/{task_id}/{verb}", form=form)
        assert refused.status == 404, verb
    for path in ("/system", "/users"):
        assert ben.page.request.get(console.root + path).status == 403


def test_a_form_that_is_sent_twice_is_one_task(ada, console):
    page = ada.page
    form = {
        "csrf": page.get_attribute("body", "data-csrf"),
        "mark": "one form",
        "prompt": "a lonely snail",
        "model": "wan2.6-t2i",
        "size": "1280*1280",
    }
    sent = [page.request.post(console.root, form=form, max_redirects=0).headers["location"] for _ in range(2)]
    assert sent[0] == sent[1]


@pytest.mark.parametrize("model", ["wan2.6-t2i", "wan2.2-t2i-flash"])
def test_the_programs_ask_for_exactly_this(ada, console, model):
    page = ada.page
    page.select_option("#model", model)
    page.fill("#prompt", 'a "quoted" red car, it\'s 小红车')
    page.fill("#seed", "99")
    with page.expect_response(re.compile("/check$")):
        page.fill("#n", "2")
    expect(page.locator("[data-program=Python]")).to_contain_text("n=2")
    key = {"DASHSCOPE_API_KEY": new_key(console.data)}
    python = page.locator("[data-program=Python]").text_content()
    ran = subprocess.run(
        [python_of("2.0.2"), "-c", python], env=key, capture_output=True, text=True, check=False
    )
    links = ran.stdout.split()
    assert len(links) == 2, ran.stderr
    assert httpx.get(links[0]).content.startswith(PNG)
    curl = page.locator("[data-program=curl]").text_content().partition("\n\n#")[0]
    asked = subprocess.run(
        ["bash", "-c", curl.replace("curl ", "curl -s ", 1)],
        env=key,
        capture_output=True,
        text=True,
        check=False,
    )
    assert '"output"' in asked.stdout, asked
    assert "baseHttpApiUrl" in page.locator("[data-program=Java]").text_content()


def test_without_script_everything_but_live_progress_works(new_person, console):
    person = new_person(console, java_script_enabled=False)
    page = person.sign_in("ada").page
    page.fill("#prompt", "a blue door")
    page.click("[data-go]")
    page.wait_for_url(re.compile("#task-"))
    task_id = page.url.rpartition("#task-")[2]
    console.wait(task_id)
    page.goto(f"{console.root}/tasks/{task_id}")
    assert page.locator("figure img").count() == 1
    page.goto(console.root)
    page.click(".programs summary")
    page.get_by_role("button", name="Update the programs").click()
    assert "a blue door" in page.locator("[data-program=curl]").text_content()
