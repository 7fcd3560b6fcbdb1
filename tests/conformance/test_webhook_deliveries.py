"""What is to be told is sent until it was received, by one server at a time, and nowhere it must not go."""

import asyncio

import pytest
from tests.conformance.webhook_house import (
    HOUR_MS,
    couriers,
    deliver_all,
    end_one,
    line_of,
)
from tests.postgres_server import free_port
from tests.receiver import Receiver, receiving

from wanstudio.errors import WebhookRefused
from wanstudio.retention import purge
from wanstudio.webhooks.hooks import remove_hook, set_hook


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
            delivering = asyncio.create_task(courier.deliver())
            await asyncio.to_thread(receiver.wait)
            assert slow.most_at_once <= 8
            slow.release()
            await delivering
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
    await set_hook(desk.database, desk.settings, caller.key_id, receiver.url)
    await end_one(desk, caller)
    await deliver_all(desk)
    assert len(receiver.received) == sent + 1


async def test_what_waits_goes_where_the_webhook_leads_now(house, receiver):
    desk = await house.at()
    caller = await house.new_caller(desk, f"http://127.0.0.1:{free_port()}/")
    await end_one(desk, caller)
    await deliver_all(desk)
    await set_hook(desk.database, desk.settings, caller.key_id, receiver.url)
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
    strict = await house.at(private=False)
    for host in ("127.0.0.1", "localhost"):
        with pytest.raises(WebhookRefused, match="not a public address"):
            await set_hook(desk.database, strict.settings, caller.key_id, f"http://{host}/")
    await end_one(desk, caller)
    await deliver_all(strict)
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
    await purge(late.database, late.objects, late.service)
    line = await line_of(desk, caller)
    assert (line.waiting, line.last_problem) == (1, "HTTP 500"), "what was never received waits for its hour"
    count = await desk.database.read(lambda tx: tx.rows("webhooks/outcomes"))
    assert {row["outcome"]: row["tries"] for row in count} == {"delivered": 1, "failed": 1}
