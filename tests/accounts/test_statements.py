"""What an account owes: sums equal the ledger to the micro, pages lose nothing (both stores)."""

import random

from tests.shop import Shop

from wanstudio.accounts import statements
from wanstudio.accounts.billing import Sale, Tariff, charge
from wanstudio.accounts.free_quota import read_free_quotas
from wanstudio.accounts.statements import DAY_MS, Period, first_charge_ms, ledger_pages, read_days

ODD = Tariff(33_333, "USD", 0, 90)
MODELS = ("wan2.6-t2i", "wan2.2-t2i-flash")


async def sell(
    shop: Shop, task: str, images: int, *, days_ago: int = 0, model=MODELS[0], tariff=ODD, caller=None
):
    """Charge a task's images, so many days ago."""
    who = caller or shop.caller
    sale = Sale(task, who.account_id, who.region, who.key_id, model, tuple(range(images)))

    async def work(tx) -> None:
        await charge(tx, sale, tariff)
        if days_ago:
            moved = f"charged_at = charged_at - {days_ago * DAY_MS}"
            await tx.script(f"UPDATE charges SET {moved} WHERE task_id = '{task}'")

    await shop.database.write(work)


def days_back(shop: Shop, days: int, region: str = "singapore") -> Period:
    now = shop.database.now_ms()
    return Period(region, (now // DAY_MS - days) * DAY_MS, (now // DAY_MS + 1) * DAY_MS)


async def ledger(shop: Shop, period: Period) -> list[statements.LedgerLine]:
    pages = ledger_pages(shop.database, shop.caller.account_id, period)
    return [line async for page in pages for line in page]


async def test_sums_by_day_model_and_key_equal_the_ledger_to_the_micro(database):
    shop, rng = await Shop.open(database), random.Random(7)
    stranger = await shop.stranger()
    for number in range(60):
        days_ago, model = rng.randrange(6), rng.choice(MODELS)
        await sell(shop, f"t{number}", rng.randint(1, 4), days_ago=days_ago, model=model)
        await sell(shop, f"s{number}", 1, caller=stranger)
    await sell(shop, "elsewhere", 3, caller=shop.caller_in("beijing"))
    await sell(shop, "long ago", 3, days_ago=40)
    period = days_back(shop, 5)
    lines, written = await read_days(database, shop.caller.account_id, period), await ledger(shop, period)
    assert sum(line.images for line in lines) == len(written)
    assert sum(line.cost_micros for line in lines) == sum(line.price_micros for line in written)
    for model in MODELS:
        for day in {line.day for line in lines}:
            billed = sum(line.cost_micros for line in lines if (line.day, line.model) == (day, model))
            of_day = [one for one in written if (one.charged_at // DAY_MS, one.model) == (day, model)]
            assert billed == 33_333 * len(of_day)
    everybody = await read_days(database, None, period)
    assert sum(line.images for line in everybody) == len(written) + 60


async def test_the_ledger_comes_in_order_and_whole_however_it_is_paged(database, monkeypatch):
    monkeypatch.setattr(statements, "_PAGE", 3)
    shop = await Shop.open(database)
    for number in range(7):
        await sell(shop, f"t{number}", 1 + number % 4, days_ago=number % 3)
    written = await ledger(shop, days_back(shop, 5))
    places = [(line.charged_at, line.task_id, line.image_no) for line in written]
    assert places == sorted(set(places))
    assert len(places) == sum(1 + number % 4 for number in range(7))
    assert await ledger(shop, days_back(shop, 5, "beijing")) == []


async def test_free_images_and_charges_are_told_apart(database):
    shop = await Shop.open(database)
    tariff = Tariff(30_000, "USD", 3, 90)
    await sell(shop, "t", 4, tariff=tariff)
    lines = await read_days(database, shop.caller.account_id, days_back(shop, 0))
    assert {(line.kind, line.images, line.cost_micros) for line in lines} == {
        ("free", 3, 0),
        ("paid", 1, 30_000),
    }
    (quota, other) = await read_free_quotas(
        database, shop.caller.account_id, "singapore", dict.fromkeys(MODELS, tariff)
    )
    assert (quota.model, quota.left, quota.granted) == (MODELS[0], 0, 3)
    assert other.left == 3
    assert quota.ends_at > database.now_ms() + 89 * DAY_MS


async def test_free_images_end_with_their_time(database):
    shop = await Shop.open(database)
    await database.write(lambda tx: tx.script(f"UPDATE accounts SET created_at = created_at - {91 * DAY_MS}"))
    (quota,) = await read_free_quotas(
        database, shop.caller.account_id, "singapore", {MODELS[0]: Tariff(30_000, "USD", 50, 90)}
    )
    assert quota.left == 0
    assert quota.ends_at < database.now_ms()
    await sell(shop, "t", 1, tariff=Tariff(30_000, "USD", 50, 90))
    (line,) = await read_days(database, shop.caller.account_id, days_back(shop, 0))
    assert line.kind == "paid"


async def test_the_first_charge_is_found(database):
    shop = await Shop.open(database)
    assert await first_charge_ms(database, None) is None
    await sell(shop, "old", 1, days_ago=70)
    await sell(shop, "new", 1)
    first = await first_charge_ms(database, shop.caller.account_id)
    assert database.now_ms() - first >= 70 * DAY_MS
    stranger = await shop.stranger()
    assert await first_charge_ms(database, stranger.account_id) is None
