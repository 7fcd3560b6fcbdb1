"""The end of a task is told, whichever store it is: once for each end, however it comes."""

import pytest
from tests.conformance.webhook_house import (
    HOUR_MS,
    application,
    claim_one,
    deliver_all,
    end_one,
    line_of,
    submit_one,
)

from wanstudio.accounts.api_keys import find_caller, issue_token, revoke_key
from wanstudio.errors import OutOfDefinition, RequestTimedOut, WebhookRefused
from wanstudio.fulfilment import fulfil
from wanstudio.rescue import release, sweep
from wanstudio.settling import settle
from wanstudio.submission import cancel, submit_refused
from wanstudio.tasks.lifecycle import Ending, State
from wanstudio.waiting import wait
from wanstudio.webhooks.hooks import set_hook


async def _painted(house, desk, caller):
    await submit_one(desk, caller)
    assert await fulfil(house.atelier(desk), await claim_one(desk))


async def _failed(house, desk, caller):
    await submit_one(desk, caller)
    task = await claim_one(desk)
    assert await settle(house.atelier(desk), task, Ending(State.FAILED, (), "InternalError", "broke"))


async def _cancelled(_house, desk, caller):
    await cancel(desk, caller, await submit_one(desk, caller))


async def _left_by_its_client(_house, desk, caller):
    with pytest.raises(RequestTimedOut):
        await wait(desk, application(caller), await submit_one(desk, caller), 0.01)


async def _refused(_house, desk, caller):
    await submit_refused(desk, application(caller), 1, OutOfDefinition(parameter="n"))


async def _killed_its_workers(_house, desk, caller):
    await submit_one(desk, caller)
    for number in range(3):
        await claim_one(desk, f"w{number}")
        await release(desk.database, desk.service.limit_of, f"w{number}", crashed=True)


async def _outlived_its_leases(house, desk, caller):
    await submit_one(desk, caller)
    for hour in range(3):
        later = await house.at(hour * 60_000)
        await claim_one(later, f"w{hour}", lease_ms=1)
        await sweep((await house.at(hour * 60_000 + 1000)).database, desk.service)


async def _timed_out(house, desk, caller):
    await submit_one(desk, caller)
    later = await house.at(3 * HOUR_MS + 1000)
    await sweep(later.database, later.service)


ENDS = {
    _painted: "SUCCEEDED",
    _failed: "FAILED",
    _cancelled: "CANCELED",
    _left_by_its_client: "CANCELED",
    _refused: "FAILED",
    _killed_its_workers: "FAILED",
    _outlived_its_leases: "FAILED",
    _timed_out: "FAILED",
}


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__.strip("_"))
async def test_every_way_a_task_ends_is_told_once(house, receiver, end):
    desk = await house.at()
    caller = await house.new_caller(desk, receiver.url)
    await end(house, desk, caller)
    later = await house.at(4 * HOUR_MS)
    for _ in range(3):
        await deliver_all(later)
        await sweep(later.database, later.service)
    (told,) = receiver.received
    assert told.event["data"]["task_status"] == ENDS[end]
    assert (await line_of(desk, caller)).waiting == 0


async def test_the_event_is_the_services_own(house, receiver):
    desk = await house.at()
    caller = await house.new_caller(desk, receiver.url)
    task_id = await end_one(desk, caller)
    await deliver_all(desk)
    (told,) = receiver.received
    event, data = told.event, told.event["data"]
    assert (event["specversion"], event["source"], event["type"], event["id"]) == (
        "1.0",
        "acs.dashscope",
        "dashscope:System:AsyncTaskFinish",
        told.id,
    )
    assert data.pop("start_time")[:4].isdigit()
    assert len(data.pop("end_time")) == len("2025-01-08 16:03:59")
    assert data == {
        "task_id": task_id,
        "task_status": "CANCELED",
        "contain_result": False,
        "user_api_unique_key": "apikey:v1:aigc:text2image:image-synthesis:wan2.2-t2i-flash",
        "api_key_id": caller.key_id,
        "request_id": "the-request",
        "region": "ap-southeast-1",
    }
    assert b"red car" not in told.body


async def test_a_key_without_a_webhook_leaves_nothing_to_tell(house, receiver):
    desk = await house.at()
    other = await house.new_caller(desk, receiver.url)
    await end_one(desk, await house.new_caller(desk))
    await deliver_all(desk)
    assert receiver.received == []
    assert (await line_of(desk, other)).waiting == 0


async def test_a_temporary_keys_tasks_are_told_to_the_webhook_of_its_parent(house, receiver):
    desk = await house.at()
    caller = await house.new_caller(desk, receiver.url)
    token = await issue_token(desk.database, caller, 60)
    await end_one(desk, await find_caller(desk.database, token.secret, "singapore"))
    await deliver_all(desk)
    assert receiver.received[0].event["data"]["api_key_id"] == caller.key_id


async def test_what_a_revoked_key_had_begun_is_told(house, receiver):
    desk = await house.at()
    caller = await house.new_caller(desk, receiver.url)
    task_id = await submit_one(desk, caller)
    await revoke_key(desk.database, caller.key_id)
    await cancel(desk, caller, task_id)
    await deliver_all(desk)
    assert len(receiver.received) == 1
    with pytest.raises(WebhookRefused, match="no valid key"):
        await set_hook(desk.database, desk.settings, caller.key_id, receiver.url)


async def test_an_end_that_is_rolled_back_is_not_told(house, receiver):
    desk = await house.at()
    caller = await house.new_caller(desk, receiver.url)
    task_id = await submit_one(desk, caller)
    task = await claim_one(desk)
    atelier = house.atelier(desk)
    await release(desk.database, desk.service.limit_of, "worker", crashed=False)
    assert not await settle(atelier, task, Ending(State.FAILED, (), "InternalError", "too late"))
    await deliver_all(desk)
    assert receiver.received == []
    assert task_id == task.task_id
