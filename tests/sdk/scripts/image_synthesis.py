"""`ImageSynthesis`, every method, against a server that paints."""

import dashscope
import pictures
from dashscope import ImageSynthesis
from dashscope.common.error import InvalidTask

MODEL = "wan2.2-t2i-flash"
WISH = {
    "model": MODEL,
    "prompt": "一只坐着的橘猫",
    "negative_prompt": "person",
    "size": "512*768",
    "n": 2,
    "seed": 7,
}


def urls(answer):
    return [result.url for result in answer.output.results]


def check_finished(answer):
    assert answer.status_code == 200, answer
    assert answer.request_id
    assert answer.output.task_status == "SUCCEEDED", answer
    assert answer.usage.image_count == 2
    assert answer.output.task_metrics == {"TOTAL": 2, "SUCCEEDED": 2, "FAILED": 0}
    assert answer.output.results[0].orig_prompt == WISH["prompt"]
    pictures.check(urls(answer), WISH["size"])


def check_following():
    created = ImageSynthesis.async_call(**WISH)
    assert created.status_code == 200, created
    assert (created.output.task_status, created.output.results) == ("PENDING", [])
    for task in (created, created.output.task_id):
        check_finished(ImageSynthesis.wait(task))
        check_finished(ImageSynthesis.fetch(task))
    refused = ImageSynthesis.cancel(created)
    assert (refused.status_code, refused.code) == (400, "UnsupportedOperation"), refused
    return created.output.task_id


def check_listing(task_id):
    answer = ImageSynthesis.list(page_no=1, page_size=5, model_name=MODEL, status="SUCCEEDED")
    assert answer.status_code == 200, answer
    assert answer.output["total"] >= 2
    found = {task["task_id"]: task for task in answer.output["data"]}
    assert found[task_id]["status"] == "SUCCEEDED"
    assert isinstance(found[task_id]["gmt_create"], int)
    nothing = ImageSynthesis.list(model_name="wan2.5-t2i-preview", status="CANCELED")
    assert (nothing.status_code, nothing.output["data"]) == (200, []), nothing


def check_refusals():
    unknown = ImageSynthesis.fetch("00000000-0000-0000-0000-000000000000")
    assert (unknown.status_code, unknown.output.task_status) == (200, "UNKNOWN"), unknown
    stranger = ImageSynthesis.async_call(**WISH, api_key="sk-wrong")
    assert (stranger.status_code, stranger.code) == (401, "InvalidApiKey"), stranger
    nobody = ImageSynthesis.async_call(model="wan9.9-t2i", prompt="x")
    assert nobody.status_code in (400, 403, 404), nobody
    assert nobody.code
    assert nobody.message
    try:
        ImageSynthesis.call(model="wan9.9-t2i", prompt="x")
    except InvalidTask as error:
        assert nobody.code in str(error)
    else:
        raise AssertionError("an unknown model was painted")


def check_failed_task():
    answer = ImageSynthesis.call(model=MODEL, prompt="x", size="100*100")
    if answer.status_code == 200:
        assert answer.output.task_status == "FAILED", answer
        assert answer.output.code == "InvalidParameter", answer
        assert answer.output.message


check_finished(ImageSynthesis.call(**WISH))
check_finished(ImageSynthesis.sync_call(**WISH))
check_listing(check_following())
check_refusals()
check_failed_task()
newest = ImageSynthesis.call(model="wan2.5-t2i-preview", prompt="a red car", size="768*2700", n=1)
pictures.check(urls(newest), "768*2700")
print("done", dashscope.version.__version__)
