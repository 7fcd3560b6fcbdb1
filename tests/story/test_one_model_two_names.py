"""Both names that Singapore has for one model share its rate, running limit, quota, bill and usage."""

import pytest
from tests.live_app import ASYNC, TEXT2IMAGE, serving

from wanstudio.accounts.usage_reading import read_usage


def body(name):
    return {"model": name, "input": {"prompt": "a red boat"}, "parameters": {"n": 1, "size": "512*512"}}


@pytest.mark.parametrize("edition", ["turbo", "plus"])
async def test_two_names_are_one_model(tmp_path, edition):
    names = [f"wanx2.1-t2i-{edition}", f"wan2.1-t2i-{edition}"]
    async with serving(tmp_path, profile="model-studio") as service:
        answers = [await service.post(TEXT2IMAGE, body(name), headers=ASYNC) for name in names * 2]
        assert [answer.status_code for answer in answers] == [200, 200, 429, 429], "two a second in all"
        tasks = await service.claim_all()
        assert [task.model for task in tasks] == names[:1] * 2, "what is charged by is the task's model"
        for task in tasks:
            await service.finish(task)
        for name in names:
            listed = (await service.get("/api/v1/tasks", params={"model_name": name})).json()
            assert listed["total"] == 2
        await service.desk.refusals.flush(service.desk.database)
        hour = service.desk.database.now_ms() // 3_600_000
        usage = await read_usage(service.desk.database, account_id=None, first_hour=hour - 1, last_hour=hour)
        assert [(line.model, line.throttled) for line in usage] == [(names[0], 2)]
