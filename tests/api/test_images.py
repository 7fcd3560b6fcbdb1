"""Links to pictures: signed, limited in time, absolute as the client sees them."""

import shutil
from datetime import timedelta, timezone
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pytest
from tests.live_app import PNG, TEXT2IMAGE, serving

PROMPT = {"model": "wan2.2-t2i-flash", "input": {"prompt": "a cat"}, "parameters": {"n": 2}}
NO_KEY = {"Authorization": ""}


async def links_of(service, headers=None):
    """The links of a fresh task with two pictures."""
    task_id = await service.submit(TEXT2IMAGE, PROMPT)
    [task] = await service.claim_all()
    await service.finish(task)
    output = (await service.get(f"/api/v1/tasks/{task_id}", headers=headers)).json()["output"]
    return [result["url"] for result in output["results"]], output


async def test_a_picture_is_fetched_without_a_key(service):
    links, _ = await links_of(service)
    names = [urlsplit(link).path.rpartition("/")[2] for link in links]
    assert len(set(names)) == 2
    assert all(name.endswith(".png") for name in names)
    for link in links:
        answer = await service.get(link, headers=NO_KEY)
        assert (answer.status_code, answer.content) == (200, PNG)
        assert answer.headers["content-type"] == "image/png"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "max-age=" in answer.headers["cache-control"]
        head = await service.client.head(link, headers=NO_KEY)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == str(len(PNG))


async def test_a_link_ends_exactly_24_hours_after_its_task(service):
    links, _ = await links_of(service)
    row = (await service.get("/api/v1/tasks")).json()["data"][0]
    assert f"Expires={row['end_time'] // 1000 + 86_400}&" in links[0]


@pytest.mark.parametrize("spoil", ["key", "expires", "signature", "query", "junk"])
async def test_forged_links(service, spoil):
    [link, other], _ = await links_of(service)
    path, _, query = link.partition("?")
    expires, signature = query.split("&")
    forged = {
        "key": f"{other.partition('?')[0]}?{query}",
        "expires": f"{path}?Expires=9999999999&{signature}",
        "signature": f"{path}?{expires}&Signature=AAAA",
        "query": path,
        "junk": f"{path}?Expires=x&Signature=%00%ff",
    }[spoil]
    answer = await service.get(forged, headers=NO_KEY)
    assert (answer.status_code, answer.json()["code"]) == (403, "AccessDenied")
    assert "signature" in answer.json()["message"]


async def test_expired_and_purged(tmp_path):
    async with serving(tmp_path, clock_offset_ms=-24 * 3_600_000 - 2000) as past:
        links, _ = await links_of(past)
    async with serving(tmp_path) as service:
        answer = await service.get(links[0], headers=NO_KEY)
        assert (answer.status_code, answer.json()["code"]) == (403, "AccessDenied")
        assert "expired" in answer.json()["message"]
        fresh, _ = await links_of(service)
        shutil.rmtree(service.desk.objects.inner.root)
        answer = await service.get(fresh[0], headers=NO_KEY)
        assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")


@pytest.mark.parametrize(
    "path", ["/images/", "/images/x.png", "/images/../../etc/passwd", "/images/%2e%2e/a"]
)
async def test_paths_without_a_signature(service, path):
    assert (await service.get(path, headers=NO_KEY)).status_code in (403, 404)


@pytest.mark.parametrize(
    ("settings", "headers", "base"),
    [
        ({}, {"Host": "pictures.example:81"}, "http://pictures.example:81/images/"),
        ({}, {"X-Forwarded-Host": "evil.example"}, "http://wan.test/images/"),
        ({"public_url": "https://p.example/wan/"}, {}, "https://p.example/wan/images/"),
        (
            {"trust_proxy": True},
            {"X-Forwarded-Host": "p.example", "X-Forwarded-Proto": "https"},
            "https://p.example/images/",
        ),
    ],
)
async def test_the_base_of_links(tmp_path, settings, headers, base):
    async with serving(tmp_path, **settings) as service:
        links, _ = await links_of(service, headers)
    assert all(link.startswith(base) for link in links)


@pytest.fixture
async def link(service):
    return (await links_of(service))[0][0]


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-3", 206, 0, 3),
        ("bytes=4-", 206, 4, len(PNG) - 1),
        ("bytes=-5", 206, len(PNG) - 5, len(PNG) - 1),
        ("bytes=0-99999", 206, 0, len(PNG) - 1),
        ("bytes=-99999", 206, 0, len(PNG) - 1),
        ("bytes=99999-", 416, None, None),
        ("bytes=-0", 416, None, None),
        ("bytes=5-4", 200, None, None),
        ("bytes=0-1,4-5", 200, None, None),
        ("bytes=-", 200, None, None),
        ("lines=0-3", 200, None, None),
        ("bytes=" + "9" * 40 + "-", 200, None, None),
    ],
)
async def test_a_range_is_answered_as_object_storage_does(service, link, asked, status, first, last):
    answer = await service.get(link, headers={**NO_KEY, "Range": asked})
    assert answer.status_code == status
    assert answer.headers["accept-ranges"] == "bytes"
    if status == 206:
        assert answer.content == PNG[first : last + 1]
        assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(PNG)}"
    elif status == 416:
        assert answer.headers["content-range"] == f"bytes */{len(PNG)}"
    else:
        assert answer.content == PNG


async def test_who_has_the_picture_is_told_so(service, link):
    whole = await service.get(link, headers=NO_KEY)
    tag, made = whole.headers["etag"], whole.headers["last-modified"]
    for condition in (
        {"If-None-Match": tag},
        {"If-None-Match": f'"other", W/{tag}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": made},
    ):
        answer = await service.get(link, headers={**NO_KEY, **condition})
        assert (answer.status_code, answer.content) == (304, b""), condition
        assert answer.headers["etag"] == tag
    for condition in (
        {"If-None-Match": '"other"'},
        {"If-None-Match": '"other"', "If-Modified-Since": made},
        {"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
        {"Range": "bytes=0-3", "If-Range": '"other"'},
    ):
        answer = await service.get(link, headers={**NO_KEY, **condition})
        assert (answer.status_code, answer.content) == (200, PNG), condition
    resumed = await service.get(link, headers={**NO_KEY, "Range": "bytes=4-", "If-Range": tag})
    assert (resumed.status_code, resumed.content) == (206, PNG[4:])


async def test_two_pictures_have_two_tags(service):
    links, output = await links_of(service)
    answers = [await service.get(link, headers=NO_KEY) for link in links]
    assert len({answer.headers["etag"] for answer in answers}) == 2
    ended = parsedate_to_datetime(answers[0].headers["last-modified"])
    assert (
        ended.astimezone(timezone(timedelta(hours=8))).strftime("%Y-%m-%d %H:%M:%S")
        == output["end_time"][:19]
    )
