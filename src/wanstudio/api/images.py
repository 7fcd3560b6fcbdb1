"""Finished pictures by their signed links: no key, no account, only the link.

Conditions and ranges are answered as object storage answers them (RFC 9110, 13 and 14): a stored picture never
changes, so that its key is its version.
"""

import re
from email.utils import formatdate, parsedate_to_datetime
from hashlib import sha256

from wanstudio.errors import LinkRefused, NotFound
from wanstudio.storage.objects import hour_of, read_key
from wanstudio.wire.call import Call
from wanstudio.wire.door import Header, Reply

FORGED = "The signature of this image link does not match the link."
EXPIRED = "This image link has expired: links and pictures are kept for a limited time only."
_RANGE = re.compile(r"bytes=\s*(\d{0,19})\s*-\s*(\d{0,19})\s*", re.ASCII)


async def fetch_image(call: Call) -> Reply:
    """The picture's bytes, or the part that is asked for, for as long as its link says."""
    key, query = call.path_part("key"), call.query()
    expires = query.get("Expires", "")
    now_s = call.desk.database.now_ms() / 1000
    verdict = call.desk.signer.check(key, expires, query.get("Signature", ""), now_s)
    if verdict == "forged":
        raise LinkRefused(problem=FORGED)
    if verdict == "expired":
        raise LinkRefused(problem=EXPIRED)
    call.mark_known()
    picture = await _read(call, key, now_s)
    # A link expires one retention time after its task ended, so its expiry gives the picture's time, nearly if the
    # retention time was changed since.
    made_s = min(int(expires) - call.desk.service.retention_ms // 1000, int(now_s))
    etag = f'"{sha256(key.encode()).hexdigest()[:32]}"'
    headers = (
        (b"cache-control", f"private, max-age={max(0, int(expires) - int(now_s))}, immutable".encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"accept-ranges", b"bytes"),
        (b"etag", etag.encode()),
        (b"last-modified", formatdate(made_s, usegmt=True).encode()),
    )
    if _is_known(call, etag, made_s):
        return Reply(b"", 304, b"image/png", headers)
    return _part(call, picture, headers, etag, made_s)


async def _read(call: Call, key: str, now_s: float) -> bytes:
    """The picture; NotFound if there is none, LinkRefused if it may have been deleted in time.

    A link outlives its picture where the retention time was shortened after it was signed.
    """
    made = read_key(key)
    lapsed = made is not None and made.hour <= hour_of(int(now_s * 1000) - call.desk.service.retention_ms)
    picture = await call.desk.objects.get(key, may_be_gone=lapsed)
    if picture is None:
        raise LinkRefused(problem=EXPIRED) if lapsed else NotFound
    return picture


def _is_known(call: Call, etag: str, made_s: int) -> bool:
    """Whether the client says that it has the picture already."""
    tags = call.header(b"if-none-match", None)
    if tags is not None:
        return tags.strip() == "*" or etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))
    since = _moment(call.header(b"if-modified-since"))
    return since is not None and made_s <= since


def _part(call: Call, picture: bytes, headers: tuple[Header, ...], etag: str, made_s: int) -> Reply:
    """One range of the picture, or all of it. Several ranges, and one that is none, are passed over."""
    asked = _RANGE.fullmatch(call.header(b"range").strip()) if call.method == "GET" else None
    unless = call.header(b"if-range").strip()
    if (
        asked is None
        or asked.groups() == ("", "")
        or unless not in ("", etag, formatdate(made_s, usegmt=True))
    ):
        return Reply(picture, media=b"image/png", headers=headers)
    size = len(picture)
    if asked[1]:
        first, last = int(asked[1]), min(int(asked[2] or size), size - 1)
        if asked[2] and int(asked[2]) < first:
            return Reply(picture, media=b"image/png", headers=headers)
    else:
        first, last = size - min(int(asked[2]), size), size - 1
    if first > last:
        whole = (b"content-range", f"bytes */{size}".encode())
        return Reply(b"", 416, b"image/png", (*headers, whole))
    part = (b"content-range", f"bytes {first}-{last}/{size}".encode())
    return Reply(picture[first : last + 1], 206, b"image/png", (*headers, part))


def _moment(text: str) -> float | None:
    """An HTTP date as seconds since 1970; None where it is none."""
    try:
        return parsedate_to_datetime(text).timestamp()
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
