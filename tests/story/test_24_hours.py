"""Twenty-four hours after its end a task is unknown, its picture gone, its link refused; the bill stays.

Whatever painted it.
"""

import httpx
from tests.atelier import complete_one, open_studio

from wanstudio.accounts.billing import read_bill
from wanstudio.retention import purge, sweep_orphans
from wanstudio.storage.disk import DiskStore
from wanstudio.tasks.ledger import find_task

HOUR_MS = 3_600_000


async def test_everything_but_the_bill_is_forgotten(tmp_path, painting):
    async with open_studio(tmp_path, **painting) as studio:
        task = await complete_one(studio, n=2)
        keys = [painted.key for painted in task.painted]
        link = studio.link(task)
        assert (await studio.client.get(link)).status_code == 200
        assert await purge(studio.desk.database, studio.desk.objects, studio.desk.service) == 0

    async with open_studio(tmp_path, clock_offset_ms=24 * HOUR_MS + 5000, **painting) as later:
        refused = await later.client.get(link)
        assert refused.status_code == 403
        assert refused.json()["code"] == "AccessDenied"
        assert await purge(later.desk.database, later.desk.objects, later.desk.service) == 1
        assert await find_task(later.desk.database, task.account_id, task.region, task.task_id) is None
        for key in keys:
            assert await later.desk.objects.get(key) is None
        bill = await read_bill(later.desk.database, account_id=None, start_ms=0, end_ms=10**14)
        assert sum(line.images for line in bill) == 2


async def test_one_hour_before_that_all_is_there(tmp_path, painting):
    async with open_studio(tmp_path, **painting) as studio:
        task = await complete_one(studio)
        link = studio.link(task)
    async with open_studio(tmp_path, clock_offset_ms=23 * HOUR_MS, **painting) as later:
        assert await purge(later.desk.database, later.desk.objects, later.desk.service) == 0
        assert (await later.client.get(link)).status_code == 200


async def test_pictures_of_attempts_that_died_are_swept_away(tmp_path, painting):
    async with open_studio(tmp_path, **painting) as studio:
        task = await complete_one(studio)
        await studio.desk.objects.put("r/2026010100/ab/lost/1/lost-0.png", b"orphan")
    async with open_studio(tmp_path, clock_offset_ms=28 * HOUR_MS, **painting) as later:
        objects = later.desk.objects
        assert isinstance(objects.inner, DiskStore)
        assert await sweep_orphans(later.desk.database, objects, later.desk.service) == 1
        assert await objects.get("r/2026010100/ab/lost/1/lost-0.png") is None
        assert await objects.get(task.painted[0].key) is not None, "its task is still there"


async def test_what_is_not_ours_is_not_swept(tmp_path):
    async with open_studio(tmp_path) as studio:
        for key in ("holiday/beach.jpg", "r/notes.png"):
            await studio.desk.objects.put(key, b"the operator's own")
    async with open_studio(tmp_path, clock_offset_ms=28 * HOUR_MS) as later:
        assert await sweep_orphans(later.desk.database, later.desk.objects, later.desk.service) == 0
        assert await later.desk.objects.get("holiday/beach.jpg") == b"the operator's own"


async def test_a_picture_that_cannot_be_deleted_holds_up_no_other(tmp_path, painting):
    async with open_studio(tmp_path, **painting) as studio:
        stuck, other = await complete_one(studio), await complete_one(studio)
        objects = studio.desk.objects
        assert isinstance(objects.inner, DiskStore)
        place = objects.inner.root / stuck.painted[0].key
        place.unlink()
        (place / "in-the-way").mkdir(parents=True)
    async with open_studio(tmp_path, clock_offset_ms=24 * HOUR_MS + 5000, **painting) as later:
        assert await purge(later.desk.database, later.desk.objects, later.desk.service) == 2
        assert await later.desk.objects.get(other.painted[0].key) is None


async def test_fresh_pictures_are_not_swept(tmp_path, painting):
    async with open_studio(tmp_path, **painting) as studio:
        task = await complete_one(studio)
        assert await sweep_orphans(studio.desk.database, studio.desk.objects, studio.desk.service) == 0
        assert await studio.desk.objects.get(task.painted[0].key) is not None


async def test_links_die_by_forgery(tmp_path, painting):
    async with open_studio(tmp_path, **painting) as studio:
        link = studio.link(await complete_one(studio))
        assert link.split("?")[0].endswith(".png")
        for forged in (link[:-4] + "AAAA", link.replace("Expires=1", "Expires=2"), link.split("?")[0]):
            answer: httpx.Response = await studio.client.get(forged)
            assert answer.status_code == 403
            assert set(answer.json()) == {"code", "message", "request_id"}
