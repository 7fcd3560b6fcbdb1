"""Calls that are refused on demand, calls that are written down, and both regions."""

from wanstudio.wire.failures import every_error


def codes_of(answers):
    return [answer.json().get("code") for answer in answers]


def test_every_code_of_the_catalogue_can_be_met(emulator, customer):
    for code in sorted({kind.code for kind in every_error()}):
        emulator.fail_calls(code)
        answer = customer.create()
        statuses = {kind.status for kind in every_error() if kind.code == code}
        assert answer.json()["code"] == code
        assert answer.status_code in statuses, code
        assert set(answer.json()) == {"code", "message", "request_id"}
        assert ("retry-after" in answer.headers) == (answer.status_code == 429)


def test_throttling_says_when_to_come_again(emulator, customer):
    emulator.fail_calls("Throttling.RateQuota", times=2, after=1, retry_after=7)
    answers = [customer.create(waits=False) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 429, 429, 200]
    assert answers[1].headers["retry-after"] == "7"


def test_a_fault_of_one_kind_of_call_or_one_model_leaves_the_others_alone(emulator, customer):
    task_id = customer.submit()
    emulator.fail_calls("InternalError", call="query")
    emulator.fail_calls("ModelUnavailable", model="wan2.2-t2i-plus", message="Not today.")
    assert customer.create().status_code == 200
    refused = customer.create(model="wan2.2-t2i-plus")
    assert (refused.status_code, refused.json()["message"]) == (503, "Not today.")
    queries = [customer.http.get(f"/api/v1/tasks/{task_id}") for _ in range(2)]
    assert [answer.status_code for answer in queries] == [500, 200]


def test_a_picture_that_cannot_be_fetched(emulator, customer):
    (link,) = [result["url"] for result in customer.create().json()["output"]["results"]]
    emulator.fail_calls("AccessDenied", call="picture")
    assert [customer.http.get(link).status_code for _ in range(2)] == [403, 200]


def test_the_door_of_openai_refuses_in_its_own_form(emulator, customer):
    emulator.fail_calls("Throttling.RateQuota")
    body = {"model": "wan2.2-t2i-flash", "prompt": "a cat"}
    refused = customer.http.post("/v1/images/generations", json=body)
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "rate_limit_exceeded")


def test_calls_are_written_down_without_keys(emulator, customer):
    task_id = customer.submit(n=2)
    customer.http.get(f"/api/v1/tasks/{task_id}")
    emulator.fail_calls("InvalidApiKey", call="any")
    customer.http.get("/api/v1/tasks?page_size=3")
    created, queried, listed = emulator.calls()
    assert created["body"]["parameters"]["n"] == 2
    assert (created["kind"], created["model"], created["status"]) == ("create", "wan2.2-t2i-flash", 200)
    assert (queried["method"], queried["path"]) == ("GET", f"/api/v1/tasks/{task_id}")
    assert (listed["query"], listed["status"], listed["code"]) == ("page_size=3", 401, "InvalidApiKey")
    assert emulator.calls(kind="query") == [queried]
    assert emulator.key not in str(emulator.calls())


def test_a_body_that_is_too_long_is_refused_as_ever(emulator, customer):
    refused = customer.http.post("/api/v1/services/aigc/text2image/image-synthesis", content=b" " * 2_000_000)
    assert refused.json()["code"] == "BadRequest.TooLarge"


def test_each_region_has_its_key(emulator, customer):
    host = {"Host": "dashscope.aliyuncs.com"}
    assert customer.http.get("/api/v1/models", headers=host).json()["code"] == "InvalidApiKey"
    own = {**host, "Authorization": f"Bearer {emulator.key}-beijing"}
    assert customer.http.get("/api/v1/models", headers=own).status_code == 200
