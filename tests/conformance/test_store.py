"""One suite for every store: what tasks, accounts and their money may rely on."""

import asyncio

import pytest
from tests.shop import Shop

from wanstudio.accounts.api_keys import find_caller, issue_key, issue_token, list_keys, revoke_key
from wanstudio.errors import CancelRefused, InvalidApiKey, QueueFull, RateQuotaExceeded
from wanstudio.tasks.lifecycle import Ending, Painted, Spoiled, State, conclude


@pytest.fixture
async def shop(database) -> Shop:
    return await Shop.open(database)


async def test_a_task_runs_from_pending_to_succeeded_and_is_billed_once(shop: Shop):
    task_id = await shop.submit(n=2)
    assert (await shop.find(task_id)).status == "PENDING"
    (task,) = await shop.claim("w1")
    assert (await shop.find(task_id)).status == "RUNNING"
    assert task.attempt == 1
    assert await shop.settle("w1", task)
    found = await shop.find(task_id)
    assert found.status == "SUCCEEDED"
    assert [o.key for o in found.painted] == ["k/0.png", "k/1.png"]
    assert found.submitted_at <= found.scheduled_at <= found.ended_at
    assert await shop.billed_images() == 2


async def test_settling_twice_changes_and_bills_nothing(shop: Shop):
    await shop.submit()
    (task,) = await shop.claim("w1")
    assert await shop.settle("w1", task)
    assert not await shop.settle("w1", task)
    assert await shop.billed_images() == 1


async def test_partial_failure_succeeds_and_bills_only_what_was_painted(shop: Shop):
    task_id = await shop.submit(n=2)
    (task,) = await shop.claim("w1")
    ending = conclude((Painted("k", 1), Spoiled("InternalError.Algo", "broke")))
    assert await shop.settle("w1", task, ending)
    assert (await shop.find(task_id)).status == "SUCCEEDED"
    assert await shop.billed_images() == 1


async def test_a_zombie_cannot_end_what_was_taken_over(shop: Shop):
    task_id = await shop.submit()
    (old,) = await shop.claim("w1")
    await shop.release("w1")
    assert (await shop.find(task_id)).status == "RUNNING", "customers saw it running already"
    (new,) = await shop.claim("w2")
    assert new.attempt == 2
    assert not await shop.settle("w1", old)
    assert await shop.settle("w2", new)
    assert await shop.billed_images() == 1


async def test_an_expired_lease_is_taken_over_and_a_renewed_one_is_not(shop: Shop):
    first, second = await shop.submit(), await shop.submit()
    await shop.claim("w1", lease_ms=1)
    await shop.claim("w2", lease_ms=60_000)
    await asyncio.sleep(0.02)
    assert await shop.sweep() == 1
    assert {(await shop.find(t)).state for t in (first, second)} == {State.READY, State.RUNNING}
    assert await shop.renew("w1", first, second) == set()
    assert await shop.renew("w2", first, second) == {(second, 1)}


async def test_only_what_a_worker_has_in_hand_is_renewed(shop: Shop):
    kept, unheard_of = await shop.submit(), await shop.submit()
    for _ in (kept, unheard_of):
        await shop.claim("w1", lease_ms=1)
    assert await shop.renew("w1", kept) == {(kept, 1)}
    await asyncio.sleep(0.02)
    assert await shop.sweep() == 1
    assert {(await shop.find(t)).state for t in (kept, unheard_of)} == {State.READY, State.RUNNING}


async def test_a_task_that_kills_three_workers_alone_fails(shop: Shop):
    task_id = await shop.submit()
    for worker in ("w1", "w2", "w3"):
        assert len(await shop.claim(worker)) == 1
        await shop.release(worker)
    task = await shop.find(task_id)
    assert (task.status, task.code) == ("FAILED", "InternalError.Algo")
    assert await shop.claim("w4") == []
    assert await shop.billed_images() == 0


async def test_leaving_in_good_order_does_not_count_as_a_crash(shop: Shop):
    task_id = await shop.submit()
    for number in range(5):
        await shop.claim(f"w{number}")
        await shop.release(f"w{number}", crashed=False)
    assert (await shop.find(task_id)).state == State.READY


async def test_only_pending_tasks_of_the_same_account_and_region_can_be_cancelled(shop: Shop):
    task_id = await shop.submit()
    for caller in (await shop.stranger(), shop.caller_in("beijing")):
        with pytest.raises(CancelRefused):
            await shop.cancel(task_id, caller)
    await shop.cancel(task_id)
    assert (await shop.find(task_id)).status == "CANCELED"
    with pytest.raises(CancelRefused):
        await shop.cancel(task_id)
    assert await shop.claim("w1") == []
    running = await shop.submit()
    await shop.claim("w1")
    with pytest.raises(CancelRefused):
        await shop.cancel(running)


async def test_a_taken_over_task_was_running_and_cannot_be_cancelled(shop: Shop):
    task_id = await shop.submit()
    await shop.claim("w1")
    await shop.release("w1")
    with pytest.raises(CancelRefused):
        await shop.cancel(task_id)


async def test_tasks_over_the_running_limit_wait_and_move_up_one_by_one(shop: Shop):
    ids = [await shop.submit(running_limit=2) for _ in range(4)]
    states = [(await shop.find(i)).state for i in ids]
    assert states == [State.READY, State.READY, State.PARKED, State.PARKED]
    assert [(await shop.find(i)).status for i in ids] == ["PENDING"] * 4
    (task,) = await shop.claim("w1")
    await shop.settle("w1", task, running_limit=2)
    assert (await shop.find(ids[2])).state == State.READY
    await shop.cancel(ids[2], running_limit=2)
    assert (await shop.find(ids[3])).state == State.READY


async def test_a_parked_task_can_be_cancelled(shop: Shop):
    ids = [await shop.submit(running_limit=1) for _ in range(3)]
    await shop.cancel(ids[1], running_limit=1)
    await shop.cancel(ids[0], running_limit=1)
    assert (await shop.find(ids[2])).state == State.READY


async def test_raised_limits_admit_parked_tasks(shop: Shop):
    ids = [await shop.submit(running_limit=1) for _ in range(3)]
    await shop.admit_all(running_limit=3)
    assert {(await shop.find(i)).state for i in ids} == {State.READY}


async def test_a_full_queue_refuses_and_records_nothing(shop: Shop):
    for _ in range(3):
        await shop.submit(running_limit=1, queue_limit=2)
    with pytest.raises(QueueFull):
        await shop.submit(running_limit=1, queue_limit=2)
    assert (await shop.listing())[0] == 3


async def test_the_submit_rate_is_a_bucket_of_one_second(shop: Shop):
    for _ in range(2):
        await shop.admit(per_second=2)
    with pytest.raises(RateQuotaExceeded) as refused:
        await shop.admit(per_second=2)
    assert refused.value.retry_after == 1
    await asyncio.sleep(0.6)
    await shop.admit(per_second=2)


async def test_free_images_come_first_and_run_out(shop: Shop):
    for _ in range(3):
        await shop.submit(n=2)
        (task,) = await shop.claim("w1")
        await shop.settle("w1", task, free_images=3)
    bill = {line.kind: line for line in await shop.bill()}
    assert (bill["free"].images, bill["paid"].images) == (3, 3)
    assert bill["paid"].cost_micros == 3 * shop.price_micros


async def test_a_hog_does_not_keep_newcomers_waiting(shop: Shop):
    for _ in range(20):
        await shop.submit()
    newcomer = await shop.stranger()
    theirs = await shop.submit(caller=newcomer)
    claimed = [(await shop.claim("w1"))[0].task_id for _ in range(3)]
    assert theirs in claimed


async def test_concurrent_claims_never_share_a_task(shop: Shop):
    ids = {await shop.submit() for _ in range(30)}
    claimed = await asyncio.gather(*(shop.claim(f"w{i}") for i in range(30)))
    got = [task.task_id for tasks in claimed for task in tasks]
    while more := await shop.claim("late"):
        got += [task.task_id for task in more]
    assert sorted(got) == sorted(ids)


async def test_cancel_and_claim_race_has_one_winner(shop: Shop):
    for _ in range(15):
        task_id = await shop.submit()
        outcomes = await asyncio.gather(shop.cancel(task_id), shop.claim("w1"), return_exceptions=True)
        cancelled, claimed = outcomes
        assert (cancelled is None) != bool(claimed)


async def test_overdue_tasks_fail_with_a_timeout(shop: Shop):
    waiting, running = await shop.submit(), await shop.submit()
    await shop.claim("w1")
    await asyncio.sleep(0.02)
    await shop.fail_overdue(age_ms=10)
    for task_id in (waiting, running):
        task = await shop.find(task_id)
        assert (task.status, task.code) == ("FAILED", "InternalError.Timeout")


async def test_listing_filters_pages_and_hides_other_accounts(shop: Shop):
    ids = [await shop.submit() for _ in range(5)]
    await shop.submit(caller=await shop.stranger())
    await shop.cancel(ids[0])
    total, page = await shop.listing(page_size=2, page_no=2)
    assert total == 5
    assert len(page) == 2
    total, page = await shop.listing(status="CANCELED")
    assert (total, page[0].task_id) == (1, ids[0])
    assert (await shop.listing(task_id=ids[3]))[0] == 1
    assert (await shop.listing(model="wan2.2-t2i-flash"))[0] == 0


async def test_another_accounts_task_does_not_exist(shop: Shop):
    task_id = await shop.submit()
    assert await shop.find(task_id, await shop.stranger()) is None
    assert await shop.find(task_id, shop.caller_in("beijing")) is None


async def test_a_refused_order_is_a_failed_task(shop: Shop):
    task_id = await shop.submit_refused("InvalidParameter", "Range of n should be [1, 4]", n=9)
    task = await shop.find(task_id)
    assert (task.status, task.code, task.n, task.order) == ("FAILED", "InvalidParameter", 9, None)


async def test_usage_counts_calls_images_failures_and_latency(shop: Shop):
    await shop.submit(n=2)
    (task,) = await shop.claim("w1")
    await shop.settle("w1", task)
    await shop.submit()
    (task,) = await shop.claim("w1")
    await shop.settle("w1", task, Ending(State.FAILED, (), "InternalError.Algo", "broke"))
    (line,) = await shop.usage()
    assert (line.calls, line.successes, line.images) == (2, 1, 2)
    assert line.failures == {"InternalError.Algo": 1}
    assert line.percentile_ms(0.5) is not None


async def test_keys_are_stored_hashed_and_stop_working_when_revoked(database):
    new = await issue_key(database, "acme", "singapore", "laptop")
    assert new.secret.startswith("sk-")
    caller = await find_caller(database, new.secret, "singapore")
    with pytest.raises(InvalidApiKey):
        await find_caller(database, new.secret, "beijing")
    with pytest.raises(InvalidApiKey):
        await find_caller(database, "sk-nobody", "singapore")
    token = await issue_token(database, caller, 60)
    assert await find_caller(database, token.secret, "singapore") == caller
    (row,) = await list_keys(database)
    assert new.secret not in repr(row)
    assert await revoke_key(database, new.key_id)
    assert not await revoke_key(database, new.key_id)
    for secret in (new.secret, token.secret):
        with pytest.raises(InvalidApiKey):
            await find_caller(database, secret, "singapore")


async def test_a_temporary_key_cannot_prolong_itself(database):
    own = await find_caller(
        database, (await issue_key(database, "acme", "singapore", "own")).secret, "singapore"
    )
    short = await issue_token(database, own, 1)
    longer = await issue_token(database, await find_caller(database, short.secret, "singapore"), 1800)
    assert longer.expires_at == short.expires_at
    await asyncio.sleep(1.1)
    for secret in (short.secret, longer.secret):
        with pytest.raises(InvalidApiKey):
            await find_caller(database, secret, "singapore")
