"""The submission rate at any speed and by any clock, and codes that are good for one (both stores)."""

import asyncio

import pytest
from tests.shop import Shop

from wanstudio.accounts.submit_rate import check_rate
from wanstudio.accounts.users import add_first_user, find_setup_code, list_users
from wanstudio.errors import RateQuotaExceeded, SetupCodeRefused, UserNameTaken

HOUR_MS = 3_600_000


async def _admitted(shop: Shop, tries: int, *, per_second: float) -> int:
    admitted = 0
    for _ in range(tries):
        try:
            await shop.admit(per_second=per_second)
        except RateQuotaExceeded:
            continue
        admitted += 1
    return admitted


@pytest.mark.parametrize("per_second", [1500, 3000, 10_000])
async def test_a_rate_of_less_than_a_millisecond_a_call_is_a_limit(database, per_second):
    """What a call takes from the bucket is written down with its fraction."""
    shop = await Shop.open(database)
    await shop.admit(per_second=per_second)
    row = await database.read(
        lambda tx: tx.row(
            "accounts/rate_wait",
            account_id=shop.caller.account_id,
            region="singapore",
            model="wan2.6-t2i",
            tolerance_ms=0.25,
            furthest_ms=1e12,
        )
    )
    assert row["wait_ms"] % 1 == pytest.approx((1000 / per_second - 0.25) % 1, abs=0.01)


async def test_more_than_a_bucket_at_once_is_refused_at_three_a_second(database):
    assert await _admitted(await Shop.open(database), 8, per_second=3) in (3, 4)


async def test_a_clock_that_went_back_refuses_nobody(opening):
    """As after a machine that booted with a clock ahead was set right, or a standby that is behind took over."""
    ahead = await opening(HOUR_MS)
    shop = await Shop.open(ahead)
    for _ in range(2):
        await shop.admit(per_second=2)
    now = await opening(0)
    behind = Shop(now, shop.caller)
    await now.read(lambda tx: check_rate(tx, shop.caller, "wan2.6-t2i", 2))
    assert await _admitted(behind, 4, per_second=2) == 2
    with pytest.raises(RateQuotaExceeded):
        await now.read(lambda tx: check_rate(tx, shop.caller, "wan2.6-t2i", 2))
    for opened in (ahead, now):
        await opened.close()


async def test_a_setup_code_makes_one_administrator(database):
    code = await find_setup_code(database)
    await Shop.open(database)
    making = [add_first_user(database, f"boss{i}", "hash", code, "acme") for i in range(8)]
    made = await asyncio.gather(*making, return_exceptions=True)
    refused = [one for one in made if isinstance(one, Exception)]
    assert {type(one) for one in refused} <= {SetupCodeRefused, UserNameTaken}
    assert len(made) - len(refused) == len(await list_users(database)) == 1
