"""The end of a task is told, whichever store it is: once for each end, until it was received."""

import asyncio

import pytest
from tests.conformance.webhook_house import (
    HOUR_MS,
    House,
    application,
    claim_one,
    couriers,
    deliver_all,
    end_one,
    line_of,
    submit_one,
)
from tests.postgres_server import free_port
from tests.receiver import Receiver, receiving

from wanstudio.accounts.api_keys import find_caller, issue_token, revoke_key
from wanstudio.database.migration import migrate
from wanstudio.database.postgres import PostgresDatabase
from wanstudio.database.sqlite import SqliteDatabase
from wanstudio.errors import OutOfDefinition, RequestTimedOut, WebhookRefused
from wanstudio.fulfilment import fulfil, settle
from wanstudio.rescue import release, sweep
from wanstudio.retention import purge
from wanstudio.submission import cancel, submit_refused, wait
from wanstudio.tasks.lifecycle import Ending, State
from wanstudio.tasks.queue import open_lane
from wanstudio.webhooks.hooks import remove_hook, set_hook


@pytest.fixture(params=["sqlite", "postgres"])
async def house(request, tmp_path):
    if request.param == "sqlite":

        async def opening(offset_ms):
            return SqliteDatabase(tmp_path / "store.sqlite3", clock_offset_ms=offset_ms)
    else:
        url = request.getfixturevalue("postgres_server").new_database()

        async def opening(offset_ms):
            return await PostgresDatabase.connect(url, clock_offset_ms=offset_ms)

    made = House(opening, tmp_path)
    first = await made.at()
    await migrate(first.database)
    await open_lane(first.database)
    yield made
    await made.close()


@pytest.fixture
def receiver():
    with receiving() as opened:
        yield opened


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
        await wait(desk, caller, await submit_one(desk, caller), 0.01)


async def _refused(_house, desk, caller):
    await submit_refused(desk, application(caller), 1, OutOfDefinition(parameter="n"))


async def _killed_its_workers(_house, desk, caller):
    await submit_one(desk, caller)
    for number in range(3):
        await claim_one(desk, f"w{number}")
        await release(desk.database, desk.settings, f"w{number}", crashed=True)


async def _outlived_its_leases(house, desk, caller):
    await submit_one(desk, caller)
    for hour in range(3):
        later = await house.at(hour * 60_000)
        await claim_one(later, f"w{hour}", lease_ms=1)
        await sweep((await house.at(hour * 60_000 + 1000)).database, desk.settings)


async def _timed_out(house, desk, caller):
    await submit_one(desk, caller)
    later = await house.at(3 * HOUR_MS + 1000)
    await sweep(later.database, later.settings)


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
        await sweep(later.database, later.settings)
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
        await set_hook(desk.database, caller.key_id, receiver.url, private=True)


async def test_an_end_that_is_rolled_back_is_not_told(house, receiver):
    desk = await house.at()
    caller = await house.new_caller(desk, receiver.url)
    task_id = await submit_one(desk, caller)
    task = await claim_one(desk)
    atelier = house.atelier(desk)
    await release(desk.database, desk.settings, "worker", crashed=False)
    assert not await settle(atelier, task, Ending(State.FAILED, (), "InternalError", "too late"))
    await deliver_all(desk)
    assert receiver.received == []
    assert task_id == task.task_id


async def test_after_a_500_it_is_sent_again_with_the_same_id(house, receiver):
    receiver.script = [500, 200]
    desk = await house.at()
    caller = await house.new_caller(desk, receiver.url)
    await end_one(desk, caller)
    await deliver_all(desk)
    await deliver_all(desk)
    assert len(receiver.received) == 1, "not at once"
    line = await line_of(desk, caller)
    assert (line.waiting, line.last_problem) == (1, "HTTP 500")
    await house.deliver_at(7000)
    first, second = receiver.received
    assert (first.id, first.body) == (second.id, second.body)
    assert first.headers["webhook-timestamp"] < second.headers["webhook-timestamp"]
    line = await line_of(desk, caller)
    assert (line.waiting, line.last_state, line.last_problem) == (0, 1, None)


async def test_after_a_refused_connection_it_is_sent_again(house):
    port = free_port()
    desk = await house.at()
    caller = await house.new_caller(desk, Receiver(port).url)
    await end_one(desk, caller)
    await deliver_all(desk)
    assert "ConnectError" in (await line_of(desk, caller)).last_problem
    with receiving(port) as receiver:
        await house.deliver_at(7000)
        assert len(receiver.received) == 1


async def test_an_hour_after_the_first_try_it_is_given_up(house, receiver):
    receiver.script = [503]
    desk = await house.at()
    caller = await house.new_caller(desk, receiver.url)
    await end_one(desk, caller)
    moment_ms = 10 * HOUR_MS
    while (await line_of(desk, caller)).given_up == 0:
        await house.deliver_at(moment_ms)
        moment_ms += 60_000
        assert moment_ms < 11.1 * HOUR_MS
    assert moment_ms > 11 * HOUR_MS, "the hour begins with the first try, not with the end of the task"
    assert 8 <= len(receiver.received) <= 16
    before = len(receiver.received)
    await house.deliver_at(moment_ms + HOUR_MS)
    assert len(receiver.received) == before
    rows = await desk.database.read(lambda tx: tx.rows("webhooks/outcomes"))
    assert {row["outcome"]: row["tries"] for row in rows} == {"failed": before, "given_up": 1}


async def test_two_servers_at_once_send_each_event_once(house, receiver):
    here, there = await house.at(), await house.at()
    caller = await house.new_caller(here, receiver.url)
    ids = {await end_one(here, caller) for _ in range(40)}
    async with couriers(here, there, here, there) as made:
        await asyncio.gather(*(courier.deliver() for courier in made))
        await asyncio.gather(*(courier.finish() for courier in made))
    assert len(receiver.received) == 40
    assert {told.event["data"]["task_id"] for told in receiver.received} == ids


async def test_a_slow_receiver_holds_up_no_other(house, receiver):
    desk = await house.at()
    with receiving() as slow:
        slow.hold()
        slow_caller = await house.new_caller(desk, slow.url)
        for _ in range(80):
            await end_one(desk, slow_caller)
        caller = await house.new_caller(desk, receiver.url)
        await end_one(desk, caller)
        async with couriers(desk) as (courier,):
            await courier.deliver()
            await asyncio.to_thread(receiver.wait)
            assert slow.most_at_once <= 8
            slow.release()
            for _ in range(80):
                await courier.deliver()
                await courier.finish()
        assert len(slow.received) == 80


async def test_what_a_server_died_over_is_sent_by_the_next_one(house, receiver):
    receiver.hold()
    desk = await house.at()
    await end_one(desk, await house.new_caller(desk, receiver.url))
    async with couriers(desk) as (courier,):
        await courier.deliver()
        await asyncio.to_thread(receiver.wait)
    receiver.release()
    await deliver_all(desk)
    assert len(receiver.received) == 1, "the lease is not over"
    await house.deliver_at(31_000)
    assert len({told.id for told in receiver.received}) == 1
    assert len(receiver.received) == 2


async def test_410_switches_it_off_until_it_is_set_again(house, receiver):
    receiver.script = [410]
    desk = await house.at()
    caller = await house.new_caller(desk, receiver.url)
    for _ in range(20):
        await end_one(desk, caller)
    await deliver_all(desk)
    line = await line_of(desk, caller)
    assert line.off_at
    assert (line.waiting, line.given_up) == (0, 20)
    sent = len(receiver.received)
    await end_one(desk, caller)
    await deliver_all(desk)
    assert len(receiver.received) == sent
    receiver.script = [200]
    await set_hook(desk.database, caller.key_id, receiver.url, private=True)
    await end_one(desk, caller)
    await deliver_all(desk)
    assert len(receiver.received) == sent + 1


async def test_what_waits_goes_where_the_webhook_leads_now(house, receiver):
    desk = await house.at()
    caller = await house.new_caller(desk, f"http://127.0.0.1:{free_port()}/")
    await end_one(desk, caller)
    await deliver_all(desk)
    await set_hook(desk.database, caller.key_id, receiver.url, private=True)
    await house.deliver_at(7000)
    assert len(receiver.received) == 1


async def test_a_webhook_that_is_removed_tells_nothing_more(house, receiver):
    desk = await house.at()
    caller = await house.new_caller(desk, receiver.url)
    await end_one(desk, caller)
    assert await remove_hook(desk.database, caller.key_id)
    assert not await remove_hook(desk.database, caller.key_id)
    await end_one(desk, caller)
    await deliver_all(desk)
    assert receiver.received == []


async def test_a_private_address_is_refused_when_it_is_set_and_when_it_is_used(house, receiver):
    desk = await house.at()
    caller = await house.new_caller(desk, receiver.url)
    for host in ("127.0.0.1", "localhost"):
        with pytest.raises(WebhookRefused, match="not a public address"):
            await set_hook(desk.database, caller.key_id, f"http://{host}/", private=False)
    await end_one(desk, caller)
    await deliver_all(await house.at(private=False))
    assert receiver.received == []
    assert "not a public address" in (await line_of(desk, caller)).last_problem


async def test_a_day_later_what_was_told_is_forgotten(house, receiver):
    receiver.script = [200, 500]
    desk = await house.at()
    caller = await house.new_caller(desk, receiver.url)
    for _ in range(2):
        await end_one(desk, caller)
        await deliver_all(desk)
    late = await house.at(24 * HOUR_MS + 5000)
    await purge(late.database, late.objects, late.settings)
    line = await line_of(desk, caller)
    assert (line.waiting, line.last_problem) == (1, "HTTP 500"), "what was never received waits for its hour"
    count = await desk.database.read(lambda tx: tx.rows("webhooks/outcomes"))
    assert {row["outcome"]: row["tries"] for row in count} == {"delivered": 1, "failed": 1}
