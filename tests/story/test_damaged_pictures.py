"""Finished pictures that are damaged or gone where they are stored: nobody gets half of one, and operators are told."""

import shutil

import pytest
from structlog.testing import capture_logs
from tests.atelier import complete_one, open_studio
from tests.s3_server import IDENTITY, SECRET

from wanstudio.errors import PictureDamaged
from wanstudio.server.store_metrics import unreadable_pictures


def cut_in_half(file):
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def zeroed(file):
    data = bytearray(file.read_bytes())
    data[2000:2200] = bytes(200)
    file.write_bytes(data)


def another(file):
    (other,) = [each for each in file.parent.parent.glob("*/*.png") if each != file]
    shutil.copy(other, file)


def deleted(file):
    file.unlink()


def a_folder(file):
    file.unlink()
    file.mkdir()


HURT = {
    cut_in_half: (500, "InternalError", "damaged"),
    zeroed: (500, "InternalError", "damaged"),
    another: (500, "InternalError", "damaged"),
    deleted: (404, "NotFound", "missing"),
    a_folder: (404, "NotFound", "missing"),
}


@pytest.mark.parametrize("hurt", HURT, ids=lambda hurt: hurt.__name__)
@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-99"}], ids=["whole", "range"])
async def test_no_door_hands_out_half_a_picture(tmp_path, hurt, headers):
    status, code, fault = HURT[hurt]
    async with open_studio(tmp_path) as studio:
        task = await complete_one(studio, n=2)
        whole = await studio.client.get(studio.link(task, 1), headers=headers)
        assert whole.status_code == (206 if headers else 200)
        hurt(tmp_path / "objects" / task.painted[0].key)
        with capture_logs() as logs:
            answer = await studio.client.get(studio.link(task), headers=headers)
        assert answer.status_code == status
        assert code in answer.text
        assert not answer.content.startswith(b"\x89PNG")
        (line,) = [line for line in logs if line["event"] == "picture_unreadable"]
        assert (line["fault"], line["picture"], line["log_level"]) == (fault, task.painted[0].key, "error")
        counted = {
            s.labels["fault"]: s.value for s in unreadable_pictures(studio.desk.objects.faults).samples
        }
        assert counted == {"missing": 0, "damaged": 0} | {fault: 1}
        assert (await studio.client.get(studio.link(task, 1))).status_code == 200, (
            "its neighbour is as it was"
        )


async def test_pictures_of_an_earlier_release_are_handed_out_as_they_are(tmp_path):
    async with open_studio(tmp_path) as studio:
        key = "r/2026010100/ab/t/1/t-0.png"
        await studio.desk.objects.put(key, b"\x89PNG old")
        assert await studio.desk.objects.get(key) == b"\x89PNG old"
        assert await studio.desk.objects.get(key.replace("ab", "cd")) is None
        assert studio.desk.objects.faults == {"missing": 0, "damaged": 0}


async def test_a_bucket_is_looked_at_as_well(tmp_path, s3_server):
    place = f"s3://pictures/damaged?endpoint={s3_server.endpoint}"
    keys = {"s3_access_key": IDENTITY, "s3_secret_key": SECRET}
    async with open_studio(tmp_path, objects=place, **keys) as studio:
        task = await complete_one(studio)
        (painted,) = task.painted
        picture = await studio.desk.objects.get(painted.key)
        await studio.desk.objects.put(painted.key, picture[:-1])
        with pytest.raises(PictureDamaged):
            await studio.desk.objects.get(painted.key)
        assert (await studio.client.get(studio.link(task))).status_code == 500
