"""What every object store must do, asked of a folder and of a real S3 server."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from tests.s3_server import IDENTITY, SECRET, S3Server

from wanstudio.errors import SettingsInvalid, StoreUnavailable, UploadFailed
from wanstudio.storage.disk import LEFTOVER_AGE_S, PART, DiskStore
from wanstudio.storage.objects import BadKey, ObjectStore, digest_of, object_key, read_key
from wanstudio.storage.opening import open_objects
from wanstudio.storage.s3 import BucketPlace, S3Store

pytestmark = pytest.mark.asyncio

KEY = "r/2026010203/ab/task/1/task-0.png"
MINUTE_MS = 60_000


@pytest.fixture
def s3_place(s3_server: S3Server, tmp_path: Path) -> BucketPlace:
    return BucketPlace("pictures", s3_server.endpoint, IDENTITY, SECRET, prefix=f"p-{tmp_path.name}")


@pytest_asyncio.fixture(params=["disk", "s3"])
async def objects(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[ObjectStore]:
    """An empty store of each kind."""
    store: ObjectStore
    if request.param == "disk":
        store = DiskStore(tmp_path / "objects")
    else:
        store = S3Store(request.getfixturevalue("s3_place"))
    yield store
    await store.close()


def now_ms() -> int:
    return int(time.time() * 1000)


async def keys_older_than(objects: ObjectStore, moment_ms: int) -> set[str]:
    return {key async for key in objects.older_than(moment_ms)}


async def test_what_is_put_can_be_got(objects: ObjectStore) -> None:
    picture = os.urandom(300_000)
    await objects.put(KEY, picture)
    assert await objects.get(KEY) == picture


async def test_empty_and_large_objects(objects: ObjectStore) -> None:
    large = os.urandom(12_000_000)
    await objects.put("empty.png", b"")
    await objects.put("large.png", large)
    assert await objects.get("empty.png") == b""
    assert await objects.get("large.png") == large


async def test_a_missing_object_is_none(objects: ObjectStore) -> None:
    assert await objects.get(KEY) is None
    await objects.put(KEY, b"x")
    assert await objects.get(f"{KEY}/below.png") is None
    assert await objects.get("r/2026010203") is None


async def test_putting_again_replaces(objects: ObjectStore) -> None:
    await objects.put(KEY, b"first, and longer")
    await objects.put(KEY, b"second")
    assert await objects.get(KEY) == b"second"


async def test_deleting_twice_is_no_error(objects: ObjectStore) -> None:
    await objects.put(KEY, b"x")
    await objects.delete(KEY)
    await objects.delete(KEY)
    await objects.delete("never/was.png")
    assert await objects.get(KEY) is None


async def test_deleting_one_keeps_its_neighbours(objects: ObjectStore) -> None:
    await objects.put("a/b/1.png", b"1")
    await objects.put("a/b/2.png", b"2")
    await objects.delete("a/b/1.png")
    assert await objects.get("a/b/2.png") == b"2"


async def test_older_than_tells_old_from_new(objects: ObjectStore) -> None:
    keys = {object_key(f"task-{i}", 1, 0, now_ms(), digest_of(b"x")) for i in range(20)}
    await asyncio.gather(*(objects.put(key, b"x") for key in keys))
    assert await keys_older_than(objects, now_ms() - MINUTE_MS) == set()
    assert await keys_older_than(objects, now_ms() + MINUTE_MS) == keys


async def test_an_empty_store_has_nothing_old(objects: ObjectStore) -> None:
    assert await keys_older_than(objects, now_ms() + MINUTE_MS) == set()


async def test_what_older_than_names_can_be_deleted_on_the_way(objects: ObjectStore) -> None:
    for i in range(5):
        await objects.put(f"r/{i}/x.png", b"x")
    async for key in objects.older_than(now_ms() + MINUTE_MS):
        await objects.delete(key)
    assert await keys_older_than(objects, now_ms() + MINUTE_MS) == set()


async def test_a_reader_never_sees_half(objects: ObjectStore) -> None:
    versions = [bytes([i]) * 200_000 for i in range(4)]
    await objects.put(KEY, versions[0])

    async def write() -> None:
        for version in versions * 3:
            await objects.put(KEY, version)

    writing = asyncio.create_task(write())
    while not writing.done():
        assert await objects.get(KEY) in versions
        await asyncio.sleep(0.001)
    await writing


@pytest.mark.parametrize(
    "key", ["", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", "./a", "a/.hidden", "a\\b", "a\0b", "a\nb"]
)
async def test_a_key_that_is_no_plain_path_is_refused(objects: ObjectStore, key: str) -> None:
    with pytest.raises(BadKey):
        await objects.put(key, b"x")
    with pytest.raises(BadKey):
        await objects.get(key)
    with pytest.raises(BadKey):
        await objects.delete(key)


async def test_keys_with_odd_but_plain_names(objects: ObjectStore) -> None:
    for key in ("a b/c+d.png", "花/猫.png", "100%/x&y=z?#.png", "~x/'q'.png"):
        await objects.put(key, key.encode())
        assert await objects.get(key) == key.encode()
        assert key in await keys_older_than(objects, now_ms() + MINUTE_MS)


async def test_a_store_that_cannot_write_says_so(tmp_path: Path, s3_place: BucketPlace) -> None:
    (tmp_path / "file").write_bytes(b"")
    stranger = BucketPlace(s3_place.bucket, s3_place.endpoint, IDENTITY, "another-secret")
    for store in (DiskStore(tmp_path / "file"), S3Store(stranger)):
        with pytest.raises(UploadFailed):
            await store.put(KEY, b"x")


async def test_a_bucket_that_cannot_be_read_says_so(s3_place: BucketPlace) -> None:
    stranger = S3Store(BucketPlace(s3_place.bucket, s3_place.endpoint, IDENTITY, "another-secret"))
    with pytest.raises(StoreUnavailable):
        await stranger.get(KEY)
    with pytest.raises(StoreUnavailable):
        await keys_older_than(stranger, now_ms())


async def test_the_environment_cannot_move_or_open_a_bucket(
    s3_place: BucketPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "somebody's")
    monkeypatch.setenv("AWS_SKIP_SIGNATURE", "true")
    monkeypatch.setenv("AWS_VIRTUAL_HOSTED_STYLE_REQUEST", "true")
    store = S3Store(s3_place)
    await store.put(KEY, b"x")
    assert await store.get(KEY) == b"x"


async def test_a_folder_leaves_no_empty_folders_behind(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    await store.put(KEY, b"x")
    await store.delete(KEY)
    assert os.listdir(tmp_path) == []


async def test_a_folder_survives_putting_and_deleting_at_once(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)

    async def flicker(i: int) -> None:
        for _ in range(40):
            await store.put(f"a/b/{i}.png", b"x")
            await store.delete(f"a/b/{i}.png")

    await asyncio.gather(*(flicker(i) for i in range(4)))
    assert os.listdir(tmp_path) == []


async def test_a_half_written_file_is_never_served_and_is_swept_when_old(tmp_path: Path) -> None:
    old, fresh = tmp_path / "r" / f"{PART}old", tmp_path / "r" / f"{PART}fresh"
    old.parent.mkdir()
    for part in (old, fresh):
        part.write_bytes(b"half")
    long_ago = time.time() - LEFTOVER_AGE_S - 60
    os.utime(old, (long_ago, long_ago))
    store = DiskStore(tmp_path)
    assert await keys_older_than(store, now_ms() + MINUTE_MS) == set()
    assert (old.exists(), fresh.exists()) == (False, True)
    with pytest.raises(BadKey):
        await store.get(f"r/{fresh.name}")


async def test_a_key_says_when_which_task_and_which_attempt() -> None:
    digest = digest_of(b"a picture")
    key = object_key("t-1", 3, 2, 1_767_322_800_000, digest)
    assert key == f"r/2026010203/46/t-1/3.{digest}/t-1-2.png"
    assert read_key(key) == ("t-1", "2026010203", digest)
    assert read_key("r/2026010203/46/t-1/3/t-1-2.png") == ("t-1", "2026010203", ""), "an earlier release's"


async def test_a_place_opens_as_what_it_says(tmp_path: Path, s3_server: S3Server) -> None:
    for place in (str(tmp_path), f"file://{tmp_path}", tmp_path.as_uri()):
        folder = open_objects(place)
        assert isinstance(folder, DiskStore)
        assert folder.root == tmp_path
    bucket = open_objects(f"s3://pictures/x/y?endpoint={s3_server.endpoint}&region=eu-1", IDENTITY, SECRET)
    await bucket.put(KEY, b"x")
    assert await bucket.get(KEY) == b"x"


@pytest.mark.parametrize(
    ("place", "complaint"),
    [
        ("gs://bucket/x", "not at gs://"),
        ("s3:///x?endpoint=http://h", "needs a bucket"),
        ("s3://b/x?endpoit=http://h", "endpoit"),
        ("s3://b/x?style=odd", "style"),
    ],
)
async def test_a_place_that_cannot_be_meant_is_explained(place: str, complaint: str) -> None:
    with pytest.raises(SettingsInvalid, match=complaint):
        open_objects(place, IDENTITY, SECRET)
    with pytest.raises(SettingsInvalid, match="s3_access_key"):
        open_objects("s3://bucket/x")


async def test_a_virtual_hosted_bucket_stands_in_front_of_the_host() -> None:
    place = BucketPlace("b", "https://s3.oss-x.example:8443", "i", "s", virtual_hosted=True)
    assert place.address == "https://b.s3.oss-x.example:8443"
