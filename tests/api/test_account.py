"""Keys, regions, models, quotas, temporary keys."""

import pytest
from tests.live_app import IMAGE_GENERATION, MULTIMODAL, TEXT2IMAGE, serving

CLOSED = [
    ("POST", MULTIMODAL),
    ("POST", IMAGE_GENERATION),
    ("POST", TEXT2IMAGE),
    ("GET", "/api/v1/tasks/1"),
    ("GET", "/api/v1/tasks"),
    ("POST", "/api/v1/tasks/1/cancel"),
    ("GET", "/api/v1/models"),
    ("GET", "/api/v1/quotas"),
    ("GET", "/api/v1/models/limits"),
    ("POST", "/api/v1/tokens"),
]
BEIJING = {"Host": "dashscope.aliyuncs.com"}


@pytest.mark.parametrize(("method", "path"), CLOSED)
@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("", "No API-key provided."),
        ("Bearer", "No API-key provided."),
        ("Bearer  ", "No API-key provided."),
        ("Basic abc", "No API-key provided."),
        ("Bearer sk-unknown", "Invalid API-key provided."),
        ("Bearer \xe9", "Invalid API-key provided."),
    ],
)
async def test_no_valid_key(service, method, path, header, message):
    headers = {"Authorization": header.encode("latin-1")}
    answer = await service.client.request(method, path, content=b"not json", headers=headers)
    assert answer.status_code == 401
    assert list(answer.json()) == ["code", "message", "request_id"]
    assert (answer.json()["code"], answer.json()["message"]) == ("InvalidApiKey", message)


async def test_a_key_of_the_other_region(service):
    beijing = {"Authorization": f"Bearer {await service.new_key('beijing')}"}
    assert (await service.get("/api/v1/tasks", headers=beijing)).status_code == 401
    assert (await service.get("/api/v1/tasks", headers={**beijing, **BEIJING})).status_code == 200
    assert (await service.get("/api/v1/tasks", headers=BEIJING)).status_code == 401


async def test_the_operator_gives_hosts_their_region(tmp_path):
    async with serving(tmp_path, region_hosts={"bj.test": "beijing"}, region="singapore") as service:
        beijing = {"Authorization": f"Bearer {await service.new_key('beijing')}", "Host": "bj.test:8000"}
        assert (await service.get("/api/v1/tasks", headers=beijing)).status_code == 200


async def test_singapore_spelling_does_not_exist_in_beijing(service):
    headers = {"Authorization": f"Bearer {await service.new_key('beijing')}", "X-DashScope-Async": "enable"}
    body = {"model": "wan2.1-t2i-turbo", "input": {"prompt": "x"}}
    answer = await service.post(TEXT2IMAGE, body, headers={**headers, **BEIJING})
    assert (answer.status_code, answer.json()["message"]) == (400, "Model not exist.")
    assert await service.submit(TEXT2IMAGE, body)


async def test_use_of_a_key_is_noted(service):
    await service.get("/api/v1/tasks")
    assert len(service.desk.key_uses) == 1


async def test_models(service):
    body = (await service.get("/api/v1/models")).json()
    assert list(body) == ["success", "output", "request_id"]
    assert body["output"]["total"] == 9
    first = body["output"]["models"][0]
    assert first["model"] == "wan2.6-t2i"
    assert first["prices"][0]["prices"][0]["price"] == "0.03"
    assert None not in first.values()
    second_page = (await service.get("/api/v1/models/", params={"page_no": 2, "page_size": 5})).json()
    assert len(second_page["output"]["models"]) == 4
    other = (await service.get("/api/v1/models", params={"providers": "qwen"})).json()
    assert other["output"]["models"] == []


async def test_models_of_beijing_cost_yuan(service):
    headers = {"Authorization": f"Bearer {await service.new_key('beijing')}", **BEIJING}
    body = (await service.get("/api/v1/models", headers=headers, params={"model": "wan2.2-t2i-flash"})).json()
    price = body["output"]["models"][0]["prices"][0]["prices"][0]
    assert (price["price"], price["price_unit"]) == ("0.14", "CNY per image")


@pytest.mark.parametrize("path", ["/api/v1/quotas", "/api/v1/models/limits", "/api/v1/models/limits/"])
async def test_quotas(tmp_path, path):
    async with serving(tmp_path, profile="model-studio") as service:
        body = (await service.get(path, params={"name": "2.2"})).json()
    assert body["output"]["total"] == 2
    assert body["output"]["quotas"][0]["model_limit"] == {
        "request_limit": 2,
        "request_limit_period": 1,
        "async_user_queue_limit": 500,
        "async_user_concurrency_limit": 2,
    }


async def test_temporary_keys(service):
    answer = await service.post("/api/v1/tokens?expire_in_seconds=100")
    body = answer.json()
    assert list(body) == ["token", "expires_at", "request_id"]
    assert body["token"].startswith("st-")
    left = body["expires_at"] - service.desk.database.now_ms() / 1000
    assert 95 < left <= 101
    headers = {"Authorization": f"Bearer {body['token']}"}
    assert (await service.get("/api/v1/tasks", headers=headers)).status_code == 200
    assert (await service.post("/api/v1/tokens/")).status_code == 200


@pytest.mark.parametrize("seconds", ["0", "1801", "-5", "soon", "1.5"])
async def test_lifetimes_that_are_refused(service, seconds):
    answer = await service.post(f"/api/v1/tokens?expire_in_seconds={seconds}")
    assert (answer.status_code, answer.json()["code"]) == (400, "InvalidParameter")
