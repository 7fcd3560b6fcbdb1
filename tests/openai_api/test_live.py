"""A whole server: real pictures, and a bill that does not depend on the door."""

import base64
import io

import httpx
from PIL import Image
from tests.live_server import run_wanstudio

WISH = {"model": "wan2.2-t2i-flash", "prompt": "a red car", "size": "512x512", "n": 2, "seed": 3}


def post(live, **wish):
    sent = {"Authorization": f"Bearer {live.key}"}
    return httpx.post(f"{live.root}/v1/images/generations", json={**WISH, **wish}, headers=sent, timeout=60)


def ask(live, **wish):
    answer = post(live, **wish)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def pixels(pictures):
    """Without the text beside them, which names the task."""
    return [Image.open(io.BytesIO(picture)).tobytes() for picture in pictures]


def test_links_and_bytes_are_the_same_pictures_at_either_door(live):
    linked = [httpx.get(picture["url"]).content for picture in ask(live)]
    given = [base64.b64decode(picture["b64_json"]) for picture in ask(live, response_format="b64_json")]
    task = live.wait(live.submit("a red car", n=2, seed=3))
    native = [httpx.get(result["url"]).content for result in task["output"]["results"]]
    assert pixels(linked) == pixels(given) == pixels(native)
    assert len(set(pixels(linked))) == 2
    assert all(picture.startswith(b"\x89PNG") for picture in linked)


def test_a_short_prompt_is_rewritten_unless_told_otherwise(live):
    assert all(picture["revised_prompt"].startswith("a red car") for picture in ask(live))
    assert all("revised_prompt" not in picture for picture in ask(live, prompt_extend=False))


def test_each_picture_is_billed_once(live):
    model = "wanx2.1-t2i-plus"
    ask(live, model=model)
    ask(live, model=model, n=1, response_format="b64_json")
    told = run_wanstudio("usage", "--data", live.data)
    bill = told.stdout.rpartition("\n\n")[2]
    [line] = [line.split() for line in bill.splitlines() if model in line]
    assert line[:4] == ["singapore", model, "free", "3"]


def test_moderation_is_the_same_at_either_door(live):
    answer = post(live, prompt="a topless model on the beach")
    error = answer.json()["error"]
    assert (answer.status_code, error["type"]) == (400, "invalid_request_error")
    assert error["code"] == "content_policy_violation"
    assert error["message"].startswith("Input data may contain inappropriate content. ")
