"""Pictures in one request: what is asked for, and what comes back."""

import asyncio
import base64

import pytest
from tests.live_app import PNG, serving

from wanstudio.catalog.models import MODELS
from wanstudio.catalog.service_settings import ServiceSettings
from wanstudio.errors import InternalError, StoreUnavailable
from wanstudio.openai_api.images import stored
from wanstudio.tasks.lifecycle import Painted, Spoiled


async def test_clients_that_ask_for_no_form_find_the_one_they_read(painted):
    answer, task = await painted(n=2)
    for index, picture in enumerate(answer.json()["data"]):
        assert list(picture) == ["url", "b64_json"]
        assert picture["url"].startswith(f"http://wan.test/images/{task.task_id}-{index}.png?Expires=")
        assert base64.b64decode(picture["b64_json"]) == PNG


@pytest.mark.parametrize("form", ["url", "b64_json"])
async def test_the_operator_chooses_one_form_for_them(tmp_path, form):
    async with serving(tmp_path, openai_response_format=form) as service:
        asking = asyncio.create_task(
            service.post("/v1/images/generations", {"model": "wan2.6-t2i", "prompt": "a cat"})
        )
        await service.finish(await service.next_task())
        [picture] = (await asking).json()["data"]
        assert list(picture) == [form]


async def test_one_picture_by_its_link(service, painted):
    answer, task = await painted(response_format="url")
    body = answer.json()
    assert answer.status_code == 200
    assert list(body) == ["created", "background", "output_format", "size", "data"]
    assert body["size"] == "1280x1280"
    assert abs(body["created"] - service.desk.database.now_ms() / 1000) < 60
    [picture] = body["data"]
    assert list(picture) == ["url"]
    assert picture["url"].startswith(f"http://wan.test/images/{task.task_id}-0.png?Expires=")
    fetched = await service.get(picture["url"], headers={"Authorization": ""})
    assert fetched.content == PNG


async def test_two_pictures_as_bytes(painted):
    answer, _ = await painted(n=2, response_format="b64_json")
    assert [list(picture) for picture in answer.json()["data"]] == [["b64_json"]] * 2
    assert [base64.b64decode(picture["b64_json"]) for picture in answer.json()["data"]] == [PNG] * 2


async def test_everything_that_can_be_wished_for_arrives_in_the_order(painted):
    answer, task = await painted(
        n=3,
        size="1536x1024",
        negative_prompt="a dog",
        seed=7,
        prompt_extend=False,
        watermark=True,
        quality="high",
        style="vivid",
        background="opaque",
        moderation="low",
        output_format="png",
        output_compression=100,
        stream=False,
        partial_images=0,
        user="customer-4711",
    )
    order = task.order
    assert (order.model, order.prompt, order.n, order.size) == ("wan2.6-t2i", "a cat", 3, "1536*1024")
    assert (order.negative_prompt, order.seed) == ("a dog", 7)
    assert (order.prompt_extend, order.watermark) == (False, True)
    assert answer.json()["size"] == "1536x1024"


async def test_nulls_are_as_good_as_nothing(painted):
    names = ("n size response_format quality style background moderation output_format output_compression stream "
             "partial_images user negative_prompt seed prompt_extend watermark").split()  # fmt: skip
    answer, task = await painted(**dict.fromkeys(names))
    assert (task.order.n, task.order.size, task.order.prompt_extend) == (1, "1280*1280", True)
    assert len(answer.json()["data"]) == 1


@pytest.mark.parametrize("size", ["auto", "1024x768", "1024*768"])
async def test_sizes_as_both_services_write_them(painted, size):
    _, task = await painted(size=size)
    assert task.order.size == ("1280*1280" if size == "auto" else "1024*768")


@pytest.mark.parametrize("model", [model.name for model in MODELS])
async def test_every_model_answers_in_one_request(painted, model):
    answer, task = await painted(model=model)
    assert answer.status_code == 200
    assert task.model == model


async def test_a_rewritten_prompt_is_told(painted):
    outcomes = (Painted("a.png", 1, "a cat, soft light"), Painted("b.png", 2, "a cat"), Painted("c.png", 3))
    answer, _ = await painted(outcomes, n=3)
    told = [picture.get("revised_prompt") for picture in answer.json()["data"]]
    assert told == ["a cat, soft light", None, None]


async def test_pictures_that_failed_are_left_out(painted):
    outcomes = (Spoiled("InternalError.Algo", "inference error."), Painted("b.png", 2))
    for form in ("url", "b64_json"):
        answer, _ = await painted(outcomes, n=2, response_format=form)
        assert answer.status_code == 200
        assert len(answer.json()["data"]) == 1


async def test_a_store_that_is_away_for_a_moment_costs_nobody_a_picture(service, tmp_path):
    objects, place = service.desk.objects, tmp_path / "objects" / "a.png"
    with pytest.raises(InternalError):
        await stored(objects, "a.png")
    place.parent.mkdir()
    place.symlink_to(place)
    with pytest.raises(StoreUnavailable):
        await objects.get("a.png")
    reading = asyncio.create_task(stored(objects, "a.png"))
    await asyncio.wait([reading], timeout=0.05)
    assert not reading.done()
    await objects.put("a.png", PNG)
    assert await reading == PNG


async def test_the_task_is_one_like_any_other(service, painted):
    answer, task = await painted()
    [row] = (await service.get("/api/v1/tasks")).json()["data"]
    assert (row["task_id"], row["status"]) == (task.task_id, "SUCCEEDED")
    assert row["request_id"] == answer.headers["x-request-id"]
    shown = (await service.get(f"/api/v1/tasks/{task.task_id}")).json()
    assert shown["output"]["choices"][0]["message"]["content"][0]["type"] == "image"


@pytest.mark.parametrize("slash", ["", "/"])
async def test_the_models_of_a_region(service, slash):
    listed = (await service.get(f"/v1/models{slash}")).json()
    assert listed["object"] == "list"
    assert [row["id"] for row in listed["data"]] == [
        name for offer in ServiceSettings(profile="studio").offers_in("singapore") for name in offer.names
    ]
    for row in listed["data"]:
        assert (await service.get(f"/v1/models/{row['id']}{slash}")).json() == row
        assert row == {"id": row["id"], "object": "model", "created": 0, "owned_by": "wan"}


async def test_a_region_has_its_own_keys_and_models(service):
    key = await service.new_key(region="beijing")
    headers = {"Authorization": f"Bearer {key}"}
    assert (await service.get("/v1/models", headers=headers)).status_code == 401
    there = {**headers, "Host": "dashscope.aliyuncs.com"}
    listed = (await service.get("/v1/models", headers=there)).json()["data"]
    assert "wan2.6-t2i" in [row["id"] for row in listed]
    assert "wan2.1-t2i-plus" not in [row["id"] for row in listed]
    assert (await service.get("/v1/models/wan2.1-t2i-plus", headers=there)).status_code == 404
