"""What is set decides what is charged, refused, kept and let run, from then on (both stores)."""

import asyncio
from email.utils import parsedate_to_datetime

import pytest
from tests.live_app import serving
from tests.service_settings.stores import StorePlace, admitted

from wanstudio.accounts.api_keys import find_caller, issue_key
from wanstudio.accounts.billing import read_bill
from wanstudio.catalog.order import Order
from wanstudio.errors import QueueFull, RateQuotaExceeded
from wanstudio.rescue import Rescue
from wanstudio.retention import purge
from wanstudio.service_settings.definitions import named_setting, read_typed
from wanstudio.service_settings.store import set_value
from wanstudio.settling import settle
from wanstudio.submission import Application, Desk, submit
from wanstudio.tasks.ledger import find_any_task
from wanstudio.tasks.lifecycle import Painted, conclude
from wanstudio.tasks.queue import claim

MODEL = "wan2.6-t2i"


async def _set(desk: Desk, name: str, typed: str, *place: str) -> None:
    setting = named_setting(name)
    region, model = place or ("", "")
    await set_value(desk.database, setting, read_typed(setting, typed), region=region, model=model, who="ada")
    await desk.settings_cache.refresh()


class Holder:
    """A worker as settling knows one."""

    worker = "w1"

    def __init__(self, desk: Desk) -> None:
        self.database, self.desk = desk.database, desk

    @property
    def service(self):
        return self.desk.service


async def _application(desk: Desk) -> Application:
    key = await issue_key(desk.database, "acme", "singapore", "test")
    caller = await find_caller(desk.database, key.secret, "singapore")
    return Application(caller, "request", MODEL, "messages", "aigc:image-generation:generation")


async def _submit(desk: Desk, application: Application) -> str:
    return await submit(desk, application, Order(MODEL, "a red car", "", 1280, 1280, 1, 7))


async def _paint_one(desk: Desk) -> None:
    (task,) = await claim(desk.database, "w1", lease_ms=60_000)
    assert await settle(Holder(desk), task, conclude((Painted(f"{task.task_id}.png", 7),)))


async def test_a_price_holds_for_images_charged_from_then_on(store: StorePlace):
    async with store.desk() as desk:
        application = await _application(desk)
        await _set(desk, "free_images", "1", "singapore", MODEL)
        for price in ("0.03", "0.045", "0"):
            await _set(desk, "price", price, "singapore", MODEL)
            for _ in range(2):
                await _submit(desk, application)
                await _paint_one(desk)
        bill = await read_bill(desk.database, account_id=None, start_ms=0, end_ms=10**14)
        sold = [(line.kind, line.images, line.cost_micros) for line in bill]
        assert sum(cost for _, _, cost in sold) == 30_000 + 2 * 45_000
        assert sum(images for kind, images, _ in sold if kind == "free") == 1


async def test_free_days_end_free_images(store: StorePlace):
    async with store.desk() as desk:
        application = await _application(desk)
        await _set(desk, "free_days", "0", "singapore", MODEL)
        await asyncio.sleep(0.01)
        await _submit(desk, application)
        await _paint_one(desk)
        bill = await read_bill(desk.database, account_id=None, start_ms=0, end_ms=10**14)
        assert [(line.kind, line.cost_micros) for line in bill] == [("paid", 30_000)]


async def test_limits_refuse_from_then_on(store: StorePlace):
    async with store.desk() as desk:
        application = await _application(desk)
        await _set(desk, "running_limit", "1", "singapore", MODEL)
        await _set(desk, "queue_limit", "1", "singapore", MODEL)
        for _ in range(2):
            await _submit(desk, application)
        with pytest.raises(QueueFull):
            await _submit(desk, application)
        await _set(desk, "queue_limit", "100", "singapore", MODEL)
        await _set(desk, "submit_rate", "1", "singapore", MODEL)
        with pytest.raises(RateQuotaExceeded):
            for _ in range(3):
                await _submit(desk, application)


async def test_a_raised_running_limit_lets_parked_tasks_run_soon(store: StorePlace):
    async with store.desk(profile="model-studio") as desk, store.shop() as shop:
        for _ in range(9):
            await shop.submit(running_limit=5)
        rescue = Rescue(desk.database, lambda: desk.service)
        await rescue.sweep()
        assert await admitted(shop) == 5
        await _set(desk, "running_limit", "7", "singapore", MODEL)
        await rescue.sweep()
        assert await admitted(shop) == 7
        await _set(desk, "running_limit", "2", "singapore", MODEL)
        await rescue.sweep()
        assert await admitted(shop) == 7, "what runs runs on"
        await _set(desk, "profile", "studio")
        await _set(desk, "running_limit", "64", "singapore", MODEL)
        await rescue.sweep()
        assert await admitted(shop) == 9


async def test_a_shorter_time_out_ends_what_waits_longer(store: StorePlace):
    async with store.desk() as desk, store.shop() as shop:
        task_id = await shop.submit()
        rescue = Rescue(desk.database, lambda: desk.service)
        await asyncio.sleep(0.05)
        await rescue.sweep()
        assert (await shop.find(task_id)).status == "PENDING"
        await _set(desk, "task_timeout_hours", "0.00001")
        await rescue.sweep()
        assert (await shop.find(task_id)).code == "InternalError.Timeout"


async def test_retention_moves_the_end_of_tasks_that_there_are(store: StorePlace):
    async with store.desk() as desk:
        application = await _application(desk)
        task_id = await _submit(desk, application)
        await _paint_one(desk)
        await asyncio.sleep(0.05)
        await _set(desk, "retention_hours", "48")
        assert await purge(desk.database, desk.objects, desk.service) == 0
        await _set(desk, "retention_hours", "0.00001")
        assert await purge(desk.database, desk.objects, desk.service) == 1
        assert await find_any_task(desk.database, task_id) is None


async def test_a_link_says_that_it_ended_when_its_picture_ended_sooner(tmp_path):
    """The link was signed for a day; then pictures were to be kept for less."""
    async with serving(tmp_path) as service:
        path = "/api/v1/services/aigc/text2image/image-synthesis"
        task_id = await service.submit(
            path, {"model": "wan2.2-t2i-flash", "input": {"prompt": "a red car"}, "parameters": {"n": 1}}
        )
        (task,) = await service.claim_all()
        key = f"r/2026010100/ab/{task_id}/1.5-{'0' * 32}/{task_id}-0.png"
        await service.finish(task, (Painted(key, 7),))
        await service.desk.objects.inner.delete(key)
        link = (await service.get(f"/api/v1/tasks/{task_id}")).json()["output"]["results"][0]["url"]
        refused = await service.client.get(link)
        assert (refused.status_code, refused.json()["code"]) == (403, "AccessDenied")
        assert "expired" in refused.json()["message"]
        assert service.desk.objects.faults["missing"] == 0


async def test_last_modified_is_never_to_come(tmp_path):
    """A link that was signed for two days, of a picture that is kept for one."""
    async with serving(tmp_path) as service:
        now_s = service.desk.database.now_ms() // 1000
        await service.desk.objects.put("a.png", b"picture")
        link = service.desk.signer.link("http://wan.test", "a.png", now_s + 47 * 3600)
        answer = await service.client.get(link)
        assert answer.status_code == 200
        again = await service.client.get(link, headers={"If-Modified-Since": answer.headers["last-modified"]})
        assert again.status_code == 304
        assert (
            parsedate_to_datetime(answer.headers["last-modified"]).timestamp()
            <= service.desk.database.now_ms() / 1000
        )
