"""Everything the emulator can be told, as each version of the SDK tells it to an application."""

import json
import os
import urllib.error
import urllib.request

import dashscope
from dashscope import ImageSynthesis

CONTROL = os.environ["DASHSCOPE_HTTP_BASE_URL"].replace("/api/v1", "/wanstudio/v1/emulator")
WISH = {"model": "wan2.2-t2i-flash", "prompt": "a red car", "size": "512*512"}


def tell(name, **told):
    with urllib.request.urlopen(f"{CONTROL}/{name}", json.dumps(told).encode()) as answer:
        return json.load(answer)


def create(n=1):
    return ImageSynthesis.async_call(**WISH, n=n)


def finish(created):
    return ImageSynthesis.wait(created).output


def status_of(link):
    try:
        return urllib.request.urlopen(link).status
    except urllib.error.HTTPError as error:
        return error.code


def refused_with(**fault):
    tell("fail_calls", **fault)
    answer = create()
    assert answer.message, answer
    assert answer.request_id, answer
    return answer.status_code, answer.code


done = ImageSynthesis.call(**WISH, n=2)
assert done.output.task_status == "SUCCEEDED", done
assert [status_of(result["url"]) for result in done.output.results] == [200, 200]

tell("hold", state="PENDING")
waiting = create()
assert ImageSynthesis.fetch(waiting).output.task_status == "PENDING"
assert ImageSynthesis.cancel(waiting).status_code == 200
assert finish(waiting).task_status == "CANCELED"
tell("release")

tell("fail_tasks", code="InternalError.Algo", images=[1])
partly = finish(create(n=3))
assert partly.task_status == "SUCCEEDED", partly
assert partly.task_metrics["FAILED"] == 1, partly
assert [result.get("code") for result in partly.results] == [None, "InternalError.Algo", None], partly

tell("fail_tasks", code="DataInspectionFailed")
blocked = finish(create())
assert (blocked.task_status, blocked.code) == ("FAILED", "DataInspectionFailed"), blocked

assert refused_with(code="Throttling.RateQuota") == (429, "Throttling.RateQuota")
assert refused_with(code="InternalError") == (500, "InternalError")
assert refused_with(code="DataInspectionFailed") == (400, "DataInspectionFailed")
assert refused_with(code="IPInfringementSuspect") == (400, "IPInfringementSuspect")
assert create().status_code == 200

tell("clock", advance="24h")
tell("clock", advance="1s")
assert ImageSynthesis.fetch(done).output.task_status == "UNKNOWN"
assert status_of(done.output.results[0]["url"]) == 403
print("done", dashscope.version.__version__)
