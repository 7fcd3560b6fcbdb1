"""What a worker does with a picture that its store does not take."""

import asyncio
import time
from pathlib import Path

import pytest
from tests.until import until

from wanstudio.errors import UploadFailed
from wanstudio.storage.disk import DiskStore
from wanstudio.storage.objects import digest_of, object_key
from wanstudio.storage.uploads import PicturesAway, Uploads

DATA = b"a picture"
TASK = "5f0c2f3c-9c1b-4b58-8f5e-0a6d3f1f2b11"


def now_ms() -> int:
    return int(time.time() * 1000)


KEY = object_key(TASK, 1, 0, now_ms(), digest_of(DATA))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "objects"


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_a_picture_waits_for_a_store_that_is_away(folder: Path):
    folder.write_text("in the way: nothing can be stored here")
    uploads = Uploads(DiskStore(folder), now_ms)
    putting = asyncio.create_task(uploads.put(KEY, DATA))
    await asyncio.sleep(0.5)
    assert not putting.done()
    assert "cannot be stored" in uploads.problem
    folder.unlink()
    await asyncio.wait_for(putting, 10)
    assert await DiskStore(folder).get(KEY) == DATA
    assert not uploads.problem


async def test_a_store_that_takes_nothing_is_told_from_one_that_refuses_a_picture(folder: Path):
    folder.write_text("in the way")
    uploads = Uploads(DiskStore(folder), now_ms, patience_s=0.3)
    with pytest.raises(PicturesAway):
        await uploads.put(KEY, DATA)
    assert uploads.problem
    folder.unlink()

    in_the_way = folder / Path(KEY).parts[0] / Path(KEY).parts[1] / Path(KEY).parts[2] / TASK
    in_the_way.parent.mkdir(parents=True)
    in_the_way.write_text("in the way of this picture only")
    with pytest.raises(UploadFailed):
        await uploads.put(KEY, DATA)
    assert not uploads.problem
    assert files(folder) == [in_the_way], "the probe was left behind"


async def test_nothing_is_known_of_a_store_before_its_first_probe(folder: Path):
    uploads = Uploads(DiskStore(folder), now_ms)
    assert uploads.problem
    watching = asyncio.create_task(uploads.watch())
    await until(lambda: not uploads.problem)
    watching.cancel()


async def test_the_watch_finds_a_store_that_is_back(folder: Path):
    folder.write_text("in the way")
    uploads = Uploads(DiskStore(folder), now_ms)
    watching = asyncio.create_task(uploads.watch())
    await asyncio.sleep(0.3)
    assert uploads.problem
    folder.unlink()
    await until(lambda: not uploads.problem)
    watching.cancel()
